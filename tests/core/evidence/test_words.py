"""The words a log uses for how grave something is, for a month, and for a zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mortem.core.evidence.dates import tai64n
from mortem.core.evidence.levels import LEVELS, level_of, level_of_priority
from mortem.core.evidence.months import month_of
from mortem.core.evidence.row import SECOND
from mortem.core.evidence.zones import offset_of
from tests.core.evidence.bits import rows_of


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("TRACE T V finest", "trace"),
        ("DEBUG d DBG fine debug3", "debug"),
        ("INFO I inf normal LOG", "info"),
        ("NOTICE N", "notice"),
        ("WARN W warning WRN", "warning"),
        ("ERR E error SEVERE", "error"),
        ("CRIT C FATAL F alert emerg panic", "critical"),
    ],
)
def test_how_grave_in_the_words_of_many_logs(words: str, level: str) -> None:
    assert {level_of(word) for word in words.split()} == {level}
    assert {level_of(f"[{word}]:") for word in words.split()} == {level}


def test_a_word_that_is_no_level_is_none() -> None:
    assert [level_of(word) for word in ("", "x", "debugger", "shop")] == [None] * 4
    assert LEVELS == ("trace", "debug", "info", "notice", "warning", "error", "critical")


def test_priorities_of_syslog_go_by_their_remainder() -> None:
    told = [level_of_priority(priority) for priority in (0, 2, 3, 4, 5, 6, 7, 8, 191)]
    grave = ["critical", "critical", "error", "warning", "notice", "info", "debug"]
    assert told == [*grave, "critical", "debug"]


@pytest.mark.parametrize(
    ("names", "month"),
    [
        ("Jan January Januar janvier enero gennaio", 1),
        ("Mar März mrt março", 3),
        ("May mai mayo maggio mei maj", 5),
        ("Jul July Juli juillet lip", 7),
        ("Aug août agosto", 8),
        ("Dec Dez. déc. gru", 12),
    ],
)
def test_months_in_several_languages(names: str, month: int) -> None:
    assert {month_of(name) for name in names.split()} == {month}


@pytest.mark.parametrize("name", ["", "janu", "5", "monday"])
def test_another_word_is_no_month(name: str) -> None:
    assert month_of(name) is None


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("+05:59", 21_540),
        ("+05:60", None),
        ("-0930", -34_200),
        ("+15", 54_000),
        ("+16", None),
        ("(PST)", -28_800),
        ("NZST", 43_200),
        ("NZDT", 46_800),
        ("EST", -18_000),
        ("JST", 32_400),
        ("CST", None),
        ("est", None),
    ],
)
def test_zones_as_they_are_written(written: str, seconds: int | None) -> None:
    assert offset_of(written) == (seconds, False)


def test_a_label_of_tai64n_keeps_its_fraction() -> None:
    noon = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp())
    label = f"{(1 << 62) + noon + 10:016x}{250_000_000:08x}"
    assert tai64n(label) == noon * SECOND + 250_000
    assert tai64n(label[:16]) == noon * SECOND


def test_a_mark_at_the_beginning_is_no_part_of_the_first_line() -> None:
    (row,) = rows_of("\ufeff2026-03-01T09:30:00Z web1 till[7]: open\n")
    assert (row.at, row.first) == ("2026-03-01T09:30:00Z", 0)


@pytest.mark.parametrize(("year", "read"), [("68", 2068), ("69", 1969), ("99", 1999), ("00", 2000)])
def test_a_year_of_two_digits_is_of_the_last_or_this_century(year: str, read: int) -> None:
    (row,) = rows_of(f"{year}/03/01 09:30:00 INFO till.Shop: open\n", zone="UTC")
    assert row.at == f"{read}-03-01T09:30:00Z"
