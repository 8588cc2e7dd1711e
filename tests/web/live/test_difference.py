"""A change is what leads from one picture to the next, whatever both are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from mortem.web.live.difference import HERE, Change, applied, difference

if TYPE_CHECKING:
    from mortem.web.live.difference import Picture

KEYS = "abcdefgh"
FIXED = ("count", "clock")


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    """Return lists of pieces, no key in two of them, and the pieces at fixed places."""
    words = st.sampled_from(["one", "two"])
    keys = draw(st.permutations(KEYS))
    cuts = sorted(draw(st.tuples(*[st.integers(0, len(KEYS))] * 2)))
    lists = {"loose": keys[: cuts[0]], "shelf": keys[cuts[0] : cuts[1]]}
    made = {name: {key: draw(words) for key in held} for name, held in lists.items()}
    return {HERE: {key: draw(words) for key in FIXED}, **made}


def in_order(picture: Picture) -> dict[str, list[tuple[str, str]]]:
    return {
        name: sorted(pieces.items()) if name == HERE else list(pieces.items())
        for name, pieces in picture.items()
    }


@given(pictures(), pictures())
def test_a_change_leads_from_one_picture_to_the_next(before: Picture, after: Picture) -> None:
    assert in_order(applied(before, difference(before, after))) == in_order(after)


@given(pictures())
def test_nothing_changed_is_nothing(picture: Picture) -> None:
    assert not difference(picture, picture)
    assert difference(picture, picture).plain() == {}


@given(pictures(), pictures())
def test_a_change_applied_twice_does_no_harm(before: Picture, after: Picture) -> None:
    change = difference(before, after)
    once = applied(before, change)
    assert in_order(applied(once, change)) == in_order(once)


def test_a_piece_that_moves_is_placed_and_not_sent_again() -> None:
    before = {"loose": {"a": "A", "b": "B"}, "shelf": {"c": "C"}}
    after = {"loose": {"b": "B"}, "shelf": {"c": "C", "a": "A"}}
    assert difference(before, after) == Change(at=(("a", "shelf", "c"),))


def test_only_what_differs_is_sent() -> None:
    before = {HERE: {"count": "1", "clock": "t"}}
    after = {HERE: {"count": "2", "clock": "t"}}
    assert difference(before, after).plain() == {"put": {"count": "2"}}
