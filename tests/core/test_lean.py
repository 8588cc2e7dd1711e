from __future__ import annotations

import pytest

from mortem.core.errors import BadInput
from mortem.core.lean import asks_reverse, counts
from mortem.core.record import Asked, Confidence, Lean

GO, DELAY, STOP = Lean


def said(*leans: Lean | None, moment: Asked = Asked.AFTER) -> list[Confidence]:
    return [
        Confidence(id=str(place), moment=moment, percent=50, lean=lean)
        for place, lean in enumerate(leans)
    ]


def test_leans_are_counted_in_their_order() -> None:
    assert counts(said(STOP, GO, None, STOP)) == ((GO, 1), (DELAY, 0), (STOP, 2))
    assert counts(said(None, None)) == counts([]) == ()


def test_before_it_was_imagined_nobody_leans() -> None:
    with pytest.raises(BadInput):
        counts(said(GO, moment=Asked.BEFORE))


@pytest.mark.parametrize(
    ("phase", "leans", "people", "asked"),
    [
        ("protect", [DELAY, STOP], 2, True),
        ("protect", [STOP], 1, True),
        ("protect", [DELAY, STOP], 3, False),
        ("protect", [DELAY, GO], 2, False),
        ("protect", [], 0, False),
        ("watch", [DELAY, STOP], 3, True),
        ("watch", [DELAY, GO], 3, False),
        ("watch", [], 3, False),
        ("closed", [STOP], 1, False),
        ("rate", [STOP], 1, False),
    ],
)
def test_it_is_asked_when_everybody_hesitates(
    phase: str, leans: list[Lean], people: int, *, asked: bool
) -> None:
    assert asks_reverse(phase, leans, minutes=30, people=people) is asked


def test_fifteen_minutes_have_no_room_for_it() -> None:
    assert asks_reverse("protect", [STOP], minutes=15, people=1) is False
