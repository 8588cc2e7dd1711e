from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.errors import BadInput
from mortem.core.evidence.grammar import BEGINNING, LONGEST_ROW, Grammar, all_grammars, stamp_on
from mortem.core.evidence.row import iso
from mortem.core.toml_table import Table
from tests.core.evidence.bits import rows_of, source_of, unread_of

SOUND = {
    "name": "till",
    "title": "Tills",
    "reads": "what tills write",
    "traps": "none",
    "examples": ["2026-03-01T09:30:00Z open"],
    "lines": [r"%iso% (?P<text>\w+)"],
}


def grammar(**changes: object) -> Grammar:
    return Grammar(Table("till.toml", SOUND | changes))


@pytest.mark.parametrize("one", all_grammars(), ids=lambda one: one.name)
def test_every_example_is_recognised_as_its_own_format(one: Grammar) -> None:
    for example in one.examples:
        found = source_of(f"{example}\n" * 3).format
        assert found is not None
        assert found.name == one.name, example


def test_a_grammar_says_what_it_reads_and_where_it_deceives() -> None:
    for one in all_grammars():
        assert one.reads.endswith("."), one.name
        assert one.traps.endswith("."), one.name


@pytest.mark.parametrize("field", ["name", "title", "reads", "traps", "examples", "lines"])
def test_a_grammar_without_a_word_about_itself_cannot_be_loaded(field: str) -> None:
    with pytest.raises(BadInput, match=field):
        Grammar(Table("till.toml", {key: value for key, value in SOUND.items() if key != field}))


def test_a_grammar_that_cannot_read_its_own_example_cannot_be_loaded() -> None:
    with pytest.raises(BadInput, match="does not read"):
        grammar(examples=["closed"])


def test_a_grammar_names_a_style_of_time_that_exists() -> None:
    with pytest.raises(BadInput, match="names no style"):
        grammar(lines=["%sundial% (?P<text>.*)"])
    with pytest.raises(BadInput, match=r"till\.toml: lines"):
        grammar(lines=["%iso% (unclosed"])


def test_a_stack_trace_stays_with_its_line() -> None:
    text = (
        "2026-03-01 09:30:00,250 ERROR [main] org.example.Till: cannot open\n"
        "java.lang.IllegalStateException: stuck\n"
        "\tat org.example.Till.open(Till.java:7)\n"
        "2026-03-01 09:30:01,000 INFO  [main] org.example.Till: closed\n"
    )
    first, second = rows_of(text)
    assert first.text.splitlines()[-1] == "\tat org.example.Till.open(Till.java:7)"
    assert (first.line, second.line) == (1, 4)
    assert text.encode()[first.first : first.last].endswith(b"Till.java:7)\n")
    assert text.encode()[second.first : second.last].startswith(b"2026-03-01 09:30:01")


def test_what_stands_before_the_first_time_is_told_as_unread() -> None:
    text = "begin\n" + "2026-03-01T09:30:00Z web1 till[7]: open\n" * 3
    assert [(one.line, one.text) for one in unread_of(text)] == [(1, "begin")]


def test_a_month_13_is_unread_and_not_part_of_the_row_before() -> None:
    good = "2026-03-01T09:30:00Z web1 till[7]: open\n"
    text = good + good.replace("-03-", "-13-") + good
    assert [row.text for row in rows_of(text)] == ["open", "open"]
    assert [one.line for one in unread_of(text)] == [2]


def test_lines_of_another_format_in_between_are_rows_of_their_own() -> None:
    text = (
        "Mar  1 09:30:00 web1 till[7]: open\n" * 5
        + "2026/03/01 09:30:01 [error] 31#31: *7 no answer\n"
        + "Mar  1 09:30:02 web1 till[7]: closed\n"
    )
    assert [row.format for row in rows_of(text)][-2:] == ["nginx-error", "syslog-rfc3164"]


def test_one_line_of_another_kind_does_not_spoil_those_after_it() -> None:
    good = "2026-03-01 09:30:00,250 - shop.till - ERROR - no answer\n"
    rows = rows_of(good * 5 + "2026-03-01 09:30:06 plain words\n" + good * 3)
    assert [row.level for row in rows] == ["error"] * 5 + [None] + ["error"] * 3
    syslog = "Mar  1 09:30:00 web1 cron[42]: job\n"
    rows = rows_of(syslog * 5 + "Mar  1 09:30:01 web1 last message repeated 2 times\n" + syslog)
    assert rows[-1].who == "web1 cron[42]"


@pytest.mark.large
@pytest.mark.parametrize("piece", ["(", ".log", " ", "a", "[", "-", ":", "<", "\t", "=", "/", '"'])
def test_a_long_line_is_read_by_its_beginning_and_kept_whole(piece: str) -> None:
    line = f"2026-03-01T09:30:00Z web1 till[7]: {piece * 100_000}\n"
    (row,) = rows_of(line)
    assert row.last == len(line)
    for start in ("", "From ", "Mar  1 09:30:00 web1 ", "03-01 09:30:00.250  1 2 D "):
        source_of(f"{start}{piece * 100_000}\n" * 2)


@pytest.mark.parametrize("length", [10, BEGINNING - 36, BEGINNING - 35, BEGINNING, 5_000])
def test_what_a_line_says_is_kept_once_however_long_it_is(length: int) -> None:
    (row,) = rows_of(f"2026-03-01T09:30:00Z web1 till[7]: {'x' * length}\n")
    assert (row.who, row.text) == ("web1 till[7]", "x" * length)


def test_a_line_with_a_time_of_its_own_goes_on_with_no_other() -> None:
    text = (
        "Mar  1 09:30:00 web1 till[7]: open\n" * 9
        + "2026-03-01 09:30:05 said by nobody known\n  and more\n"
    )
    last = rows_of(text)[-1]
    assert (last.format, last.text, last.line) == (
        "generic",
        "said by nobody known\n  and more",
        10,
    )


@pytest.mark.parametrize("level", ["TRACE", "INFO", "WARN", "WARNING", "ERROR", "FATAL"])
@pytest.mark.parametrize(
    "line", ["2026-03-01 09:30:00,250 {} shop.till slow", "2026-03-01T09:30:00Z {} shop.till: slow"]
)
def test_a_level_before_the_logger_is_no_host(line: str, level: str) -> None:
    (row,) = rows_of(line.format(level))
    assert (row.who, row.text) == ("shop.till", "slow")
    assert row.level is not None


def test_a_row_without_end_is_cut_and_its_bytes_are_not() -> None:
    text = "2026-03-01T09:30:00Z web1 till[7]: open\n" + ("x" * 999 + "\n") * 200
    (row,) = rows_of(text)
    assert len(row.text) <= LONGEST_ROW
    assert row.last == len(text)


@pytest.mark.parametrize(
    ("line", "level", "who"),
    [
        ("<34>Mar  1 09:30:00 web1 su: no", "critical", "web1 su"),
        ("E0301 09:30:00.250000    42 shop.go:7] no", "error", "shop.go:7"),
        ("03-01 09:30:00.250  1702  2395 W Till: slow", "warning", "Till"),
        ("2026-03-01 09:30:00,250 - shop - CRITICAL - no", "critical", "shop"),
        ("2026-03-01T09:30:00.250000Z 0 [Note] [MY-1] [InnoDB] yes", "notice", None),
    ],
)
def test_how_grave_and_who_is_read(line: str, level: str, who: str | None) -> None:
    (row,) = rows_of(line + "\n")
    assert (row.level, row.who) == (level, who)


@pytest.mark.parametrize(
    ("line", "at", "offset", "precision"),
    [
        ("2026-03-14T01:13:00Z db full", "2026-03-14T01:13:00", 0, "second"),
        ("[2026-03-14 01:13] full", "2026-03-14T01:13:00", None, "minute"),
        ("2026-03-14 01:13:07,250 full", "2026-03-14T01:13:07.250", None, "second"),
        ("at 2026-03-14T02:13:00+01:00", "2026-03-14T02:13:00", 3600, "second"),
        ("2026-03-14 01:13:00 -0530", "2026-03-14T01:13:00", -19_800, "second"),
        ('{"n": 7, "time": "2026-03-14T01:13:00Z"}', "2026-03-14T01:13:00", 0, "second"),
        ("Mar 14 01:13:00 web1 till[7]: full", "1972-03-14T01:13:00", None, "second"),
    ],
)
def test_the_time_of_a_line_of_any_format(
    line: str, at: str, offset: int | None, precision: str
) -> None:
    found = stamp_on(line)
    assert found is not None
    assert (iso(found.local), found.offset, found.precision) == (at, offset, precision)


@pytest.mark.parametrize("line", ["", "no time", "2026-13-40 99:99", "2026-03-1"])
def test_a_line_without_a_time_has_none(line: str) -> None:
    assert stamp_on(line) is None


@given(st.text())
def test_any_line_may_be_asked_for_its_time(line: str) -> None:
    found = stamp_on(line)
    assert found is None or isinstance(found.local, int)
