from __future__ import annotations

import pytest

from mortem.core import phases
from mortem.core.confidence import are_open, asked_in, spread
from mortem.core.errors import BadInput
from mortem.core.record import Asked, Confidence, Kind

BEFORE, AFTER = Asked


def answers(moment: Asked, *percents: int) -> tuple[Confidence, ...]:
    return tuple(
        Confidence(id=f"{moment}{place}", moment=moment, percent=percent)
        for place, percent in enumerate(percents)
    )


def test_only_longer_ones_ask() -> None:
    asked = {
        minutes: [asked_in(name, minutes=minutes) for name in ("imagine", "protect")]
        for minutes in phases.PRESETS
    }
    assert asked == {15: [None, None], **{minutes: [BEFORE, AFTER] for minutes in (30, 45, 60)}}


def test_two_phases_ask() -> None:
    names = phases.phase_names(Kind.PREMORTEM)
    asking = [name for name in names if asked_in(name, minutes=60)]
    assert asking == ["imagine", "protect"]


def test_answers_open_once_nobody_is_asked() -> None:
    names = phases.phase_names(Kind.PREMORTEM)
    assert [name for name in names if are_open(Kind.PREMORTEM, name)] == ["watch", "closed"]
    assert not any(are_open(Kind.POSTMORTEM, name) for name in phases.phase_names(Kind.POSTMORTEM))


def test_the_spread_is_sorted_and_nobodys() -> None:
    before, after = spread((*answers(BEFORE, 90, 70, 80), *answers(AFTER, 40, 61)))
    assert (before.moment, before.percents, before.median) == (BEFORE, (70, 80, 90), 80.0)
    assert (after.moment, after.percents, after.median) == (AFTER, (40, 61), 50.5)


def test_counts_are_to_the_nearest_five() -> None:
    before, after = spread(answers(BEFORE, 0, 2, 3, 97, 98, 100, 50, 52))
    assert before.counts == ((0, 2), (5, 1), (50, 2), (95, 1), (100, 2))
    assert (after.counts, after.median) == ((), None)


@pytest.mark.parametrize("percent", [-1, 101])
def test_no_chance(percent: int) -> None:
    with pytest.raises(BadInput, match="choose 0 to 100"):
        spread(answers(AFTER, percent))
