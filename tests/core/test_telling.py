"""When people are told: not at night by their own clock, or once a day, over midnight and clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.telling import Wishes, after_quiet, told_at

BERLIN, UTC_ZONE = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
NIGHT = Wishes(quiet_from=time(22), quiet_until=time(7))
NOON = Wishes(quiet_from=time(12), quiet_until=time(13))
DAILY = Wishes(is_daily=True)


def told(
    local: str, wishes: Wishes, *, zone: ZoneInfo = BERLIN, tripped: bool = False, fold: int = 0
) -> str:
    """Return when what happens at a local moment is told, as its local moment."""
    at = datetime.fromisoformat(local).replace(tzinfo=zone, fold=fold).astimezone(UTC)
    return f"{told_at(at, wishes, zone, is_tripped=tripped).astimezone(zone):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("happens", "told_then"),
    [
        ("2026-03-03 21:59", "2026-03-03 21:59"),
        ("2026-03-03 22:00", "2026-03-04 07:00"),
        ("2026-03-03 23:59", "2026-03-04 07:00"),
        ("2026-03-04 00:00", "2026-03-04 07:00"),
        ("2026-03-04 06:59", "2026-03-04 07:00"),
        ("2026-03-04 07:00", "2026-03-04 07:00"),
        ("2026-03-28 23:00", "2026-03-29 07:00"),  # an hour shorter
        ("2026-10-24 23:00", "2026-10-25 07:00"),  # an hour longer
    ],
)
def test_a_night_wraps_around_midnight_and_ends_by_the_clock(happens: str, told_then: str) -> None:
    assert told(happens, NIGHT) == told_then


def test_a_night_is_as_long_as_the_clock_makes_it() -> None:
    before = datetime(2026, 3, 28, 22, tzinfo=UTC)  # 23:00 in Berlin
    assert told_at(before, NIGHT, BERLIN, is_tripped=False) - before == timedelta(hours=7)
    before = datetime(2026, 10, 24, 21, tzinfo=UTC)  # 23:00 in Berlin
    assert told_at(before, NIGHT, BERLIN, is_tripped=False) - before == timedelta(hours=9)


def test_peace_may_lie_within_a_day() -> None:
    assert told("2026-03-03 12:30", NOON) == "2026-03-03 13:00"
    assert told("2026-03-03 13:00", NOON) == "2026-03-03 13:00"
    assert told("2026-03-03 23:00", NOON) == "2026-03-03 23:00"


def test_an_end_that_is_skipped_or_there_twice_is_still_an_end() -> None:
    skipped = Wishes(quiet_from=time(22), quiet_until=time(2, 30))
    assert told("2026-03-28 23:00", skipped) == "2026-03-29 03:30"
    assert told("2026-10-25 02:15", skipped) == "2026-10-25 02:30"
    assert told("2026-10-25 02:15", skipped, fold=1) == "2026-10-25 02:30"


def test_what_has_tripped_wakes_whoever_said_that_it_may_and_nobody_else() -> None:
    may = Wishes(quiet_from=time(22), quiet_until=time(7), is_daily=True, may_wake=True)
    assert told("2026-03-03 23:00", may, tripped=True) == "2026-03-03 23:00"
    assert told("2026-03-03 23:00", may) == "2026-03-04 08:00"
    assert told("2026-03-03 23:00", NIGHT, tripped=True) == "2026-03-04 07:00"


def test_once_a_day_is_the_next_morning_after_the_peace() -> None:
    assert told("2026-03-03 07:59", DAILY) == "2026-03-03 08:00"
    assert told("2026-03-03 08:00", DAILY) == "2026-03-04 08:00"
    long = Wishes(quiet_from=time(22), quiet_until=time(9), is_daily=True)
    assert told("2026-03-03 15:00", long) == "2026-03-04 09:00"


@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - made aware below
    begins=st.times(),
    ends=st.times(),
    zone=st.sampled_from(
        [BERLIN, UTC_ZONE, ZoneInfo("America/St_Johns"), ZoneInfo("Asia/Kolkata")]
    ),
)
def test_nothing_is_told_early_or_later_than_a_day_and_an_hour(
    at: datetime, begins: time, ends: time, zone: ZoneInfo
) -> None:
    happens = at.replace(tzinfo=UTC)
    wishes = Wishes(quiet_from=begins, quiet_until=ends)
    told_then = after_quiet(happens, wishes, zone, is_tripped=False)
    assert happens <= told_then <= happens + timedelta(hours=25)
