"""The notebook: sorted, found again, and told to other programs without harm."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from mortem.core.formats.notebook import markdown, table
from mortem.core.notebook import Jotting, JottingKind, a_month_later, by_kind, by_month, found

MARCH, APRIL, MAY = date(2026, 3, 9), date(2026, 4, 2), date(2026, 5, 30)
KINDS = {kind.value: kind.value.title() for kind in JottingKind}


def line(text: str, day: date = MARCH, kind: JottingKind = JottingKind.WIN, **more: str) -> Jotting:
    return Jotting(kind=kind, date=day, text=text, **more)


LINES = [
    line("Moved the queue without a pause", APRIL, helped="the night shift"),
    line("Chose the plain table", MARCH, JottingKind.DECISION),
    line("Jun runs the release now", date(2026, 4, 30), JottingKind.MENTORING),
    line("Old year", date(2025, 4, 1)),
]


def test_months_come_newest_first_and_keep_years_apart() -> None:
    assert [(month, [one.text for one in some]) for month, some in by_month(LINES)] == [
        (date(2026, 4, 1), ["Jun runs the release now", "Moved the queue without a pause"]),
        (date(2026, 3, 1), ["Chose the plain table"]),
        (date(2025, 4, 1), ["Old year"]),
    ]


def test_kinds_come_in_their_order_and_only_those_there_are() -> None:
    assert [(kind, len(some)) for kind, some in by_kind(LINES)] == [
        (JottingKind.WIN, 2),
        (JottingKind.DECISION, 1),
        (JottingKind.MENTORING, 1),
    ]


@pytest.mark.parametrize(
    ("words", "number"), [("", 4), ("QUEUE", 1), ("queue night", 1), ("queue jun", 0), ("rel", 1)]
)
def test_all_words_are_wanted_in_any_case(words: str, number: int) -> None:
    assert len(found(LINES, words)) == number


def test_words_are_found_in_any_script() -> None:
    assert found([line("ÄRGER mit der Straße")], "ärger STRASSE") != []


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 5), date(2027, 1, 5)),
        (date.max, date.max),
    ],
)
def test_a_month_later_is_a_day_that_there_is(day: date, later: date) -> None:
    assert a_month_later(day) == later


def test_markdown_reads_as_a_page() -> None:
    lines = [line("Taught\nthe <b>restore</b>", MAY, helped="Jun", link="https://example.org/1")]
    assert markdown([*lines, LINES[1]], kinds=KINDS, helped="helped:") == (
        "## May 2026\n\n"
        "- 2026-05-30 **Win:** Taught the &lt;b>restore&lt;/b> (helped: Jun) <https://example.org/1>\n"
        "\n## March 2026\n\n"
        "- 2026-03-09 **Decision:** Chose the plain table\n"
    )
    assert markdown([], kinds=KINDS, helped="helped:") == ""


def test_a_table_comes_back_as_it_was_the_oldest_first() -> None:
    said = 'A comma, a "quote" and\na second line'
    rows = list(csv.reader(io.StringIO(table([line(said, MAY), line("First", MARCH)]))))
    assert rows == [
        ["date", "kind", "text", "helped", "link"],
        ["2026-03-09", "win", "First", "", ""],
        ["2026-05-30", "win", said, "", ""],
    ]


def test_no_cell_is_a_formula() -> None:
    (_head, row) = csv.reader(io.StringIO(table([line("=1", helped="@2")])))
    assert row[2:4] == ["'=1", "'@2"]
