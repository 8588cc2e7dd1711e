from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.evidence.dates import epoch, tai64n
from mortem.core.evidence.row import SECOND, iso
from mortem.core.evidence.stamps import STYLES, pieces_of, read_stamp
from mortem.core.evidence.zones import HOURS, offset_of
from mortem.core.record import Precision

YEARLESS = {"month-day", "glog", "bsd", "month-day-dots"}


@pytest.mark.parametrize("name", STYLES)
def test_every_style_reads_its_own_example(name: str) -> None:
    style = STYLES[name]
    found = re.fullmatch(style.pattern, style.example)
    assert found is not None
    stamp = style.read(*pieces_of(found))
    assert stamp is not None
    day = iso(stamp.local)
    assert stamp.has_year is (name not in YEARLESS)
    assert day[5:10] == "03-01"
    assert day[:4] == ("2026" if stamp.has_year else "1972")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-03-01T09:30:00Z", "2026-03-01T09:30:00"),
        ("2026-03-01 09:30", "2026-03-01T09:30:00"),
        ("2026-03-01T09:30:00.123456789Z", "2026-03-01T09:30:00.123456"),
        ("2026-03-01 09:30:00,5", "2026-03-01T09:30:00.500"),
        ("2026-03-01 09:30:00.250 +01:00", "2026-03-01T09:30:00.250"),
        ("2026-03-01 09:30:00+01", "2026-03-01T09:30:00"),
        ("Sun, 1 Mar 2026 21:30:00 +0100", "2026-03-01T21:30:00"),
        ("Mar 1, 2026 9:30:00 PM", "2026-03-01T21:30:00"),
        ("Mar 1, 2026 12:05:00 AM", "2026-03-01T00:05:00"),
        ("2026-060T09:30:00", "2026-03-01T09:30:00"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00"),
        ("1. März 2026 09:30:00", None),
        ("2026-13-01T09:30:00Z", None),
        ("2026-02-30T09:30:00Z", None),
        ("2026-03-01T24:30:00Z", None),
        ("3/4/2026", None),
        ("soon", None),
        ("", None),
    ],
)
def test_times_are_read_as_they_are_written(written: str, read: str | None) -> None:
    stamp = read_stamp(written)
    assert (stamp and iso(stamp.local)) == read


@pytest.mark.parametrize("offset", ["+01:00", " +01:00", "+0100", " +0100", "+01", "+01.00"])
def test_an_offset_is_read_however_it_is_written(offset: str) -> None:
    stamp = read_stamp(f"2026-03-01 09:30:00.250{offset}")
    assert stamp is not None
    assert stamp.offset == 3600


def test_a_time_is_as_exact_as_it_is_written() -> None:
    written = {"2026-03-01": Precision.DAY, "2026-03-01 09:30": Precision.MINUTE}
    for text, precision in (written | {"2026-03-01 09:30:07": Precision.SECOND}).items():
        stamp = read_stamp(text)
        assert stamp is not None
        assert stamp.precision is precision


@pytest.mark.parametrize(
    ("text", "offset", "in_utc"),
    [
        ("Z", 0, True),
        (" UTC", 0, True),
        ("+05:30", 19_800, False),
        (" -0700", -25_200, False),
        ("+01.00", 3600, False),
        ("CEST", 7200, False),
        ("CST", None, False),
        ("IST", None, False),
        ("FOO", None, False),
        ("+99:00", None, False),
    ],
)
def test_a_zone_that_means_several_is_not_guessed(
    text: str, offset: int | None, in_utc: bool
) -> None:
    assert offset_of(text) == (offset, in_utc)


def test_no_abbreviation_of_several_zones_is_in_the_list() -> None:
    assert not HOURS.keys() & {"CST", "IST", "BST", "AST", "SST", "AMT", "GST", "ECT", "PST8"}


@given(st.integers(min_value=100_000_000, max_value=99_999_999_999))
def test_counts_since_1970_are_told_apart_by_their_length(seconds: int) -> None:
    wanted = seconds * SECOND
    assert epoch(str(seconds)) == wanted
    assert epoch(f"{seconds}000") == wanted or seconds < 1_000_000_000
    assert epoch(f"{seconds}.25") == wanted + SECOND // 4


@given(st.integers(min_value=1_000_000_000, max_value=7_000_000_000))
def test_milli_micro_and_nanoseconds_mean_the_same_instant(seconds: int) -> None:
    assert {epoch(f"{seconds}{'0' * more}") for more in (0, 3, 6, 9)} == {seconds * SECOND}


def test_tai64n_is_counted_ten_seconds_ahead() -> None:
    assert tai64n(f"{(1 << 62) + 10:016x}") == 0
    assert tai64n(f"{(1 << 62) + 17:016x}0ee6b280") == 7 * SECOND + SECOND // 4


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    stamp = read_stamp(text)
    assert stamp is None or isinstance(stamp.local, int)
