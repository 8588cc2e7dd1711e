"""A night cut into stretches that a clock would name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mortem.core.stretches import edges

SECOND = 1_000_000
HOUR = 3600 * SECOND


def test_a_night_is_cut_at_full_ten_minutes() -> None:
    cut = edges(23 * HOUR + 1, 26 * HOUR, most=20)
    assert {edge % (600 * SECOND) for edge in cut} == {0}
    assert (cut[0], cut[-1]) == (23 * HOUR, 26 * HOUR + 600 * SECOND)


def test_hours_are_those_of_the_local_clock() -> None:
    half = HOUR // 2
    cut = edges(0, 30 * HOUR, most=36, offset=5 * HOUR + half)
    assert {(edge + half) % HOUR for edge in cut} == {0}


@given(
    st.integers(-62_135_596_800 * SECOND, 253_402_300_799 * SECOND),
    st.integers(0, 300_000_000_000 * SECOND),
    st.integers(-14, 14),
)
def test_few_edges_hold_whatever_there_is(first: int, span: int, hours: int) -> None:
    cut = edges(first, first + span, most=36, offset=hours * HOUR)
    assert cut[0] <= first
    assert cut[-1] > first + span
    assert len(cut) <= 38
    assert list(cut) == sorted(set(cut))
