from __future__ import annotations

from datetime import date

import pytest

from mortem.core.evidence.row import Zone
from mortem.core.record import Precision
from tests.core.evidence.bits import rows_of, times_of


def lines(*times: str) -> str:
    return "".join(f"{time} web1 till[7]: open\n" for time in times)


def test_without_a_zone_nothing_is_guessed() -> None:
    (row,) = rows_of("2026-03-01 09:30:00,250 ERROR shop: no\n")
    assert (row.at, row.local, row.zone) == (None, "2026-03-01T09:30:00.250", Zone.UNKNOWN)


def test_a_zone_that_was_said_makes_instants() -> None:
    (row,) = rows_of("2026-03-01 09:30:00,250 ERROR shop: no\n", zone="Europe/Berlin")
    assert (row.at, row.local, row.zone) == ("2026-03-01T08:30:00.250Z", None, Zone.ASSUMED)


def test_what_a_line_says_itself_counts_more_than_what_was_said() -> None:
    (row,) = rows_of("2026-03-01T09:30:00+05:30 web1 till[7]: no\n", zone="Europe/Berlin")
    assert (row.at, row.zone) == ("2026-03-01T04:00:00Z", Zone.GIVEN)


def test_a_year_that_is_not_written_stays_open() -> None:
    assert times_of(lines("Mar  1 09:30:00")) == ["YYYY-03-01T09:30:00"]
    assert times_of(lines("Mar  1 09:30:00"), zone="UTC") == ["YYYY-03-01T09:30:00"]
    assert times_of(lines("Mar  1 09:30:00"), year=2026) == ["2026-03-01T09:30:00"]
    assert times_of(lines("Mar  1 09:30:00"), year=2026, zone="UTC") == ["2026-03-01T09:30:00Z"]


def test_a_year_goes_on_at_new_year_and_a_straggler_stays_behind() -> None:
    text = lines("Dec 31 23:59:59", "Jan  1 00:00:01", "Dec 31 23:59:58", "Jan  1 00:00:02")
    years = [str(time)[:4] for time in times_of(text, year=2025, zone="UTC")]
    assert years == ["2025", "2026", "2025", "2026"]


def test_29_february_of_a_year_without_one_is_unread() -> None:
    assert times_of(lines("Feb 29 09:30:00"), year=2025, zone="UTC") == []
    assert times_of(lines("Feb 29 09:30:00"), year=2024, zone="UTC") == ["2024-02-29T09:30:00Z"]
    assert times_of(lines("Feb 29 09:30:00")) == ["YYYY-02-29T09:30:00"]


def test_29_february_after_new_year_stays_in_its_place() -> None:
    text = lines(*(f"{day} 09:30:00" for day in ("Dec 30", "Jan  2", "Feb 28", "Feb 29", "Mar  1")))
    moments = [row.moment for row in rows_of(text)]
    assert moments == sorted(moments)
    assert times_of(text)[3] == "YYYY-02-29T09:30:00"
    assert times_of(text, year=2023, zone="UTC")[3] == "2024-02-29T09:30:00Z"


@pytest.mark.parametrize("year", [0, 20_000])
def test_a_year_beyond_the_calendar_makes_nothing_up(year: int) -> None:
    assert times_of(lines("Mar  1 09:30:00"), year=year, zone="UTC") == []


def test_an_hour_that_comes_twice_is_told_as_between() -> None:
    text = "2026-10-25 02:30:00,000 ERROR shop: no\n2026-10-25 03:30:00,000 ERROR shop: no\n"
    twice, once = rows_of(text, zone="Europe/Berlin")
    assert (twice.at, twice.precision) == ("2026-10-25T00:30:00Z", Precision.BETWEEN)
    assert (once.at, once.precision) == ("2026-10-25T02:30:00Z", Precision.SECOND)


def test_an_hour_that_never_was_is_told_as_about() -> None:
    (row,) = rows_of("2026-03-29 02:30:00,000 ERROR shop: no\n", zone="Europe/Berlin")
    assert row.precision is Precision.ABOUT


@pytest.mark.parametrize("ahead", [90.5, -3600])
def test_a_clock_that_was_wrong_is_set_right(ahead: float) -> None:
    wrong = rows_of(lines("2026-03-01T09:30:00Z"))[0].moment
    assert (
        wrong - rows_of(lines("2026-03-01T09:30:00Z"), ahead=ahead)[0].moment == ahead * 1_000_000
    )


def test_a_day_that_was_said_goes_on_past_midnight() -> None:
    text = "- 23:50 the till is down\n- 00:10 Ada looks at it\n"
    assert [row.local for row in rows_of(text)] == ["YYYY-MM-DDT23:50:00", "YYYY-MM-DDT00:10:00"]
    at = [row.at for row in rows_of(text, day=date(2026, 2, 28), zone="UTC")]
    assert at == ["2026-02-28T23:50:00Z", "2026-03-01T00:10:00Z"]


def test_two_zones_in_one_file_are_each_read_as_written() -> None:
    text = lines("2026-03-01T09:30:00Z", "2026-03-01T12:30:00+03:00")
    assert len(set(times_of(text))) == 1
