"""The small parts of the document form, each alone: items and their tabs, heads, names, moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from mortem.core.errors import BadDocument
from mortem.core.formats.json_place import line_and_column, position
from mortem.core.formats.markdown import moments
from mortem.core.formats.markdown.head_lines import show
from mortem.core.formats.markdown.items import Item, items
from mortem.core.formats.markdown.names import Names
from mortem.core.formats.markdown.rendering import render
from mortem.core.formats.markdown.yaml_head import read_yaml
from mortem.core.record import Kind, Record


def listed(text: str) -> list[Item]:
    return items([(number, line, False) for number, line in enumerate(text.split("\n"), 1)])


def texts(text: str) -> list[str]:
    return ["\n".join(part for part, _ in item.parts) for item in listed(text)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("- one\n  two", ["one\ntwo"]),
        ("-   one\n    two", ["one\ntwo"]),
        ("-   one\n  two", ["one\ntwo"]),
        ("-\tone\n    two", ["one\n  two"]),
        ("-     one\n  two", ["one\ntwo"]),
        ("-\n  two", ["\ntwo"]),
        ("- one\nXX two", ["one\nXX two"]),
        ("-   one\n \t  deep\n    end", ["one\n  deep\nend"]),
        ("- one\n\ttwo\n  end", ["one\ntwo\nend"]),
        ("- one\n\t\ttwo\n  end", ["one\n\ttwo\nend"]),
    ],
)
def test_the_lines_of_an_item_lose_its_indent_and_no_more(written: str, read: list[str]) -> None:
    assert texts(written) == read


@pytest.mark.parametrize(
    ("written", "indents"),
    [("- a\n\t- b", (0, 4)), ("- a\n  \t- b", (0, 4)), ("- a\n   - b", (0, 3))],
)
def test_a_tab_reaches_to_the_next_fourth_column(written: str, indents: tuple[int, int]) -> None:
    (outer,) = listed(written)
    (inner,) = outer.children
    assert (outer.indent, inner.indent) == indents


@pytest.mark.parametrize(
    ("head", "line", "column"),
    [
        ("a: 1\nb: @x", 3, 4),
        ("a: [1,\nb: 2", 4, 1),
        ('a: "never closed', 2, 17),
        ("a: 1\n\tb: 2", 3, 1),
        ("a: &x 1\nb: *x", 3, 4),
        ("a: 1\na: 2", 3, 1),
        ("a: {b: {c: {d: {e: 1}}}}", 2, 16),
    ],
)
def test_a_broken_head_is_told_with_its_place(head: str, line: int, column: int) -> None:
    with pytest.raises(BadDocument) as broken:
        read_yaml(head, first=2)
    assert (broken.value.line, broken.value.column) == (line, column)


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("a: ~", ""),
        ("a: null", ""),
        ("a:", ""),
        ('a: "null"', "null"),
        ("a: x", "x"),
        ("a: |\n  x", "x"),
    ],
)
def test_nothing_is_nothing_unless_it_is_quoted(head: str, text: str) -> None:
    content = read_yaml(head, first=2).content
    assert isinstance(content, dict)
    assert content["a"].text().strip() == text


def test_a_head_is_written_line_by_line() -> None:
    owners: list[str | dict[str, str]] = ["Ada", "Jun: lead", {"name": "Noor", "id": "n"}]
    assert show([("zone", "UTC"), ("owners", owners)]) == [
        "zone: UTC",
        "owners:",
        "- Ada",
        '- "Jun: lead"',
        "- {name: Noor, id: n}",
    ]


def test_a_name_stands_for_one_and_an_identifier_for_others() -> None:
    names = Names([("1", "Ada"), ("2", "Jun"), ("3", "Jun"), ("4", "")])
    assert [names.pair("owner", one, "!") for one in "1234"] == [
        ("owner", "Ada!"),
        ("owner id", "2!"),
        ("owner id", "3!"),
        ("owner id", "4!"),
    ]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-03 02:10", datetime(2026, 3, 3, 1, 10, tzinfo=UTC)),
        ("2026-07-03 02:10", datetime(2026, 7, 3, 0, 10, tzinfo=UTC)),
        ("2026-03-03T02:10:05.25", datetime(2026, 3, 3, 1, 10, 5, 250_000, tzinfo=UTC)),
        ("2026-03-03 02:10Z", datetime(2026, 3, 3, 2, 10, tzinfo=UTC)),
        ("2026-03-03 02:10 UTC", datetime(2026, 3, 3, 2, 10, tzinfo=UTC)),
        ("2026-03-03 02:10 -05:30", datetime(2026, 3, 3, 7, 40, tzinfo=UTC)),
    ],
)
def test_a_moment_without_a_zone_is_read_in_the_reviews_own(written: str, moment: datetime) -> None:
    assert moments.read(written, ZoneInfo("Europe/Berlin")) == moment


@pytest.mark.parametrize("written", ["2026-03-29 02:30", "2026-10-25 02:30"])
def test_an_hour_that_was_skipped_or_came_twice_is_asked_about(written: str) -> None:
    with pytest.raises(moments.Unclear, match="skipped or came twice"):
        moments.read(written, ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("kind", "phase", "heading"),
    [
        (Kind.PREMORTEM, "plan", "## Who is hurt"),
        (Kind.POSTMORTEM, "event", "## Who was hurt"),
    ],
)
def test_who_is_hurt_has_a_heading_for_each_direction(kind: Kind, phase: str, heading: str) -> None:
    at = datetime(2026, 3, 3, tzinfo=UTC)
    record = Record(id="r", kind=kind, context="custom", title="Orders", phase=phase, created_at=at)
    record = replace(record, hurt="Everybody")
    assert f"\n{heading}\n\nEverybody\n" in render(record)


JSON = '{"a": [10, {"b":\n "c"}], "d": {}}'


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ((), 0),
        (("a",), 6),
        (("a", 0), 7),
        (("a", 1), 11),
        (("a", 1, "b"), 18),
        (("a", 1, "missing"), 11),
        (("a", 7), 6),
        (("a", "no list"), 6),
        (("d", 0), 30),
        (("missing", "deeper"), 0),
    ],
)
def test_a_place_in_json_is_the_value_or_the_nearest_above_it(
    path: tuple[str | int, ...], at: int
) -> None:
    assert position(JSON, path) == at


def test_a_line_and_a_column_count_from_one() -> None:
    assert [line_and_column(JSON, at) for at in (0, 18)] == [(1, 1), (2, 2)]
