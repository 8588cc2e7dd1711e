"""What a team learns: quarters are counted, and a fall is an alarm."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.learning import QUARTERS, Learning, Quarter, falls, per_quarter, quarter_of

TODAY = date(2026, 5, 20)


def test_quarters_are_counted_oldest_first_and_the_current_one_is_last() -> None:
    days = [date(2026, 4, 1), date(2026, 3, 31), date(2026, 1, 1), date(2025, 12, 31), TODAY]
    found = per_quarter(days, since=date(2020, 1, 1), today=TODAY)
    assert found[-3:] == ((Quarter(2025, 4), 1), (Quarter(2026, 1), 2), (Quarter(2026, 2), 2))
    assert found[0] == (Quarter(2024, 3), 0)
    assert len(found) == QUARTERS


def test_nothing_is_counted_of_the_time_before_there_was_anybody() -> None:
    began = date(2026, 1, 15)
    assert per_quarter([], since=began, today=TODAY) == (
        (Quarter(2026, 1), 0),
        (Quarter(2026, 2), 0),
    )
    older = per_quarter([date(2025, 11, 1)], since=began, today=TODAY)
    assert [count for _, count in older] == [1, 0, 0]
    assert per_quarter([], since=TODAY, today=TODAY) == ((Quarter(2026, 2), 0),)


@given(st.dates(date(1900, 1, 1)))
def test_the_quarter_before_ends_where_a_quarter_begins(day: date) -> None:
    this = quarter_of(day)
    first = date(this.year, 3 * this.number - 2, 1)
    assert quarter_of(first) == this
    assert quarter_of(date.fromordinal(first.toordinal() - 1)) == this.before


@pytest.mark.parametrize(
    ("full", "is_alarm"),
    [
        ([], False),
        ([5], False),
        ([0, 0, 0, 0, 0], False),
        ([2, 2, 2, 2, 1], True),
        ([2, 2, 2, 2, 2], False),
        ([3, 3, 3, 3, 2], False),
        ([9, 0, 1, 1, 1, 0], False),
        ([0, 1, 1, 1, 1, 0], True),
        ([9, 9, 9, 9, 9, 4], True),
    ],
)
def test_half_the_reports_of_a_year_is_an_alarm_unless_there_were_few(
    full: list[int], *, is_alarm: bool
) -> None:
    assert falls(full) is is_alarm


def test_the_current_quarter_is_not_over_and_raises_no_alarm() -> None:
    days = [date(2025, month, 1) for month in (2, 5, 8, 11)] + [date(2026, 2, 1)]
    counts = {"asked": 0, "judged": 0, "came_back": 0, "plans": 0, "reusing": 0}
    reports = per_quarter(days, since=days[0], today=TODAY)
    learned = Learning(**counts, verdicts={}, strengths={}, foresights={}, reports=reports)
    assert learned.reports[-1][1] == 0
    assert not learned.falls
    assert not learned.is_empty
