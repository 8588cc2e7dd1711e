"""What numbers did before something was done, and since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.effect import Spread, before_and_since, looked_at_from
from mortem.core.trend import Sample

DONE = datetime(2026, 3, 3, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOMENTS = st.datetimes(timezones=st.just(UTC))


def samples(*values: tuple[int, float]) -> list[Sample]:
    return [Sample(DONE + hours * HOUR, value) for hours, value in values]


def test_numbers_are_parted_at_the_moment_itself() -> None:
    seen = samples((-3, 9), (-2, 5), (-1, 7), (0, 2), (1, 4))
    assert before_and_since(seen, DONE) == (Spread(3, 5, 7, 9), Spread(2, 2, 3, 4))


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ([], (None, None)),
        (samples((-1, 5)), (Spread(1, 5, 5, 5), None)),
        (samples((1, -5.5)), (None, Spread(1, -5.5, -5.5, -5.5))),
    ],
)
def test_a_side_without_numbers_says_so(
    seen: list[Sample], expected: tuple[Spread | None, Spread | None]
) -> None:
    assert before_and_since(seen, DONE) == expected


@pytest.mark.parametrize(("days", "back"), [(0, 1), (1, 1), (40, 40)])
def test_as_long_before_as_since_and_a_day_at_least(days: int, back: int) -> None:
    at = DONE + timedelta(days=days)
    assert looked_at_from(DONE, at=at) == DONE - timedelta(days=back)


@given(MOMENTS, MOMENTS)
def test_the_calendars_ends_do_no_harm(done_at: datetime, at: datetime) -> None:
    assert looked_at_from(done_at, at=at).year >= 1
