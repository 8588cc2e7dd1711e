"""Reading in columns tells what the reading of single lines tells, whatever stands in a file."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.evidence.clock import Answers
from mortem.core.evidence.columns.patterns import HEAD, NotInColumns, put, put_to_search
from mortem.core.evidence.columns.rows import Rows
from mortem.core.evidence.grammar import LONGEST_ROW, Grammar, all_grammars
from mortem.core.evidence.masking import masked
from mortem.core.evidence.reading import LONGEST_LINE
from mortem.core.evidence.row import Row
from mortem.core.private_words import CARD
from tests.core.evidence.bits import source_of

Told = tuple[object, ...]
COLUMNS = ("number", "moment", "kind", "format", "level", "who", "text")
BERLIN = ZoneInfo("Europe/Berlin")
ANSWERS = (Answers(), Answers(zone=BERLIN, year=2026), Answers(zone=BERLIN), Answers(year=2023))
PEM = "-----BEGIN RSA PRIVATE KEY-----"
"""How a key begins."""
BODY = "MIIEpAIBAAKCAQEA" * 4
TRAPS = (
    "",
    "   \t",
    "java.lang.IllegalStateException: stuck",
    "\tat org.example.Till.open(Till.java:7)",
    "caf\u00e9 \u2603 \U0001f600 \u202e turned \x85",
    'a "quoted" C:\\temp\\x \x07 \x7f \x1c \x0b',
    "password=hunter2hunter2 and token: abcdefgh",
    "paid with 4111 1111 1111 1111",
    "blk_4111111111111111 high through key",
    "https://ada:s3cretpw@h.example/ refused",
    PEM,
    BODY,
    "-----END RSA PRIVATE KEY-----",
    "\u0130 password=hunter2",
    "x" * 2_500,
    "2026-02-30T09:30:00Z there is no such day",
    "2026-13-01 09:30:00 there is no such month",
    "0000-00-00 00:00:00 nor such a year",
    "9999-12-31 23:59:59 -1200 nor this in UTC",
    "2026-03-29 02:30:00 skipped in Berlin",
    "2026-10-25 02:30:00 twice in Berlin",
    "2026-10-25T02:30:00.123456789+05:30 given",
    "2026-03-01 09:30:00 XYZ of a zone that nobody knows",
    "Mar  1 09:30:00 web1 till[7]: open",
    "Dec 31 23:59:59 web1 till[7]: open",
    "Jan  1 00:00:01 web1 till[7]: open",
    "Feb 29 00:00:01 web1 till[7]: open",
    "Feb 31 00:00:01 web1 till[7]: open",
    "<13>Mar  1 09:30:00 web1 su: 4111-1111-1111-1111",
    "<13>Mar  1 24:30:00 web1 su: late",
    "[Sun Mar 01 09:30:60 2026] [error] a leap second",
    "\u00e9t\u00e9 1 09:30:00 web1 till[7]: a month in no known language",
    "m\u00e4r  1 09:30:00 web1 till[7]: a month in another language",
    "\ufeff2026-03-01T09:30:00Z a mark within",
)


def by_lines(text: bytes, answers: Answers, *, cover: bool) -> tuple[list[Told], int]:
    """Return what the reading of single lines tells, and how many lines were unread."""
    rows = list(source_of(text).rows(answers))
    read = [row for row in (masked(rows) if cover else rows) if isinstance(row, Row)]
    told: list[Told] = [
        (r.line, r.moment, r.zone, r.precision, r.has_year, r.format, r.level, r.who, r.text)
        for r in read
    ]
    return told, len(rows) - len(read)


def by_columns(
    text: bytes, answers: Answers, *, cover: bool, batch: int
) -> tuple[list[Told], int] | None:
    """Return what the reading in columns tells; None for what is left to the other one."""
    lines = source_of(text).lines
    if lines is None:
        return None
    rows = Rows(*lines, answers, cover=cover, batch=batch)
    told = [
        (number, moment, *rows.kinds[kind], rows.formats[form], level, who, said)
        for frame in rows
        for number, moment, kind, form, level, who, said in frame.select(COLUMNS).iter_rows()
    ]
    return told, rows.unread


def same(text: bytes, answers: Answers, *, cover: bool = True, batch: int = 1 << 20) -> bool:
    return by_columns(text, answers, cover=cover, batch=batch) == by_lines(
        text, answers, cover=cover
    )


def in_other_words(grammar: Grammar) -> bool:
    try:
        return all(put(pattern.written) for pattern in grammar.patterns)
    except NotInColumns:
        return False


def test_nearly_all_grammars_are_read_in_columns() -> None:
    left = {one.name for one in all_grammars() if not in_other_words(one)}
    assert left == {"dmesg", "generic-within", "logfmt", "syslog-iso"}


PUT = tuple(filter(in_other_words, all_grammars()))


@pytest.mark.parametrize("one", PUT, ids=lambda one: one.name)
def test_every_format_is_told_the_same_among_traps(one: Grammar) -> None:
    head = [*one.examples] * (60 // len(one.examples))
    mixed = [line for trap in TRAPS for line in (trap, one.examples[0], trap)]
    text = "\n".join(["", "begin", *head, *mixed, *TRAPS]).encode()
    lines = source_of(text).lines
    assert lines is not None
    assert one in lines[1]
    for answers in ANSWERS[:2]:
        assert same(text, answers)
    assert same(text.replace(b"\n", b"\r\n"), ANSWERS[1], cover=False, batch=9_000)


LINES = [example for one in PUT for example in one.examples]


@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=2),
    st.lists(st.sampled_from(LINES) | st.sampled_from(TRAPS), max_size=30),
    st.sampled_from(["\n", "\r\n", "\r\r\n"]),
    st.sampled_from(ANSWERS),
    st.sampled_from([(True, 700), (True, 1 << 20), (False, 700)]),
)
def test_any_mixture_of_lines_is_told_the_same(
    first: list[str], lines: list[str], end: str, answers: Answers, how: tuple[bool, int]
) -> None:
    cover, batch = how
    text = end.join([*first, *lines, *first]).encode()
    try:
        told = by_columns(text, answers, cover=cover, batch=batch)
    except NotInColumns:
        return
    assert told is None or told == by_lines(text, answers, cover=cover)


@given(st.lists(st.integers(0, 365 * 86_400), min_size=1, max_size=60), st.sampled_from(ANSWERS))
def test_years_go_on_and_zones_change_as_for_single_lines(
    seconds: list[int], answers: Answers
) -> None:
    begin = datetime(2024, 7, 1, tzinfo=UTC)
    times = [begin + timedelta(seconds=second) for second in seconds]
    text = "".join(f"{at:%b %e %H:%M:%S} web1 till[7]: open\n" for at in times)
    assert same(text.encode(), answers, batch=500)


def test_a_key_over_rows_goes_whole_also_from_one_batch_to_the_next() -> None:
    plain = "2026-03-01T09:30:00Z open\n"
    key = [PEM, *[BODY] * 20, "-----END RSA PRIVATE KEY-----", "after"]
    rows = "".join(plain.replace("open", line) for line in key)
    for batch in (300, 1 << 20):
        assert same((plain * 9 + rows + plain * 9).encode(), ANSWERS[0], batch=batch)
        assert same((rows * 2).encode(), ANSWERS[0], batch=batch)
        assert same(rows.partition("\n")[2].encode(), ANSWERS[0], batch=batch)


def test_of_a_very_long_row_only_the_beginning_is_kept() -> None:
    plain = b"2026-03-01T09:30:00Z open\n"
    for more in (LONGEST_ROW - len("open") - 1, LONGEST_ROW - len("open")):
        trace = b"x" * 1_000 + b"\n"
        assert same(plain * 3 + b"y" * more + b"\nend\n" + plain, ANSWERS[0])
        assert same(plain * 3 + trace * 80 + b"short\n" + plain, ANSWERS[0])
    long_row = plain.replace(b"open", b"o" * (LONGEST_ROW + 9))
    assert same(plain * 3 + long_row + plain, ANSWERS[0])


@pytest.mark.parametrize(
    "odd",
    [b"\x1b[31mred\x1b[0m", b"nothing\0", b"\xff", b"x" * LONGEST_LINE, b"yy\n" * 40_000],
    ids=["colours", "noughts", "no UTF-8", "long", "no end"],
)
def test_what_only_single_lines_can_tell_is_left_to_them(odd: bytes) -> None:
    plain = b"2026-03-01T09:30:00Z open\n"
    with pytest.raises(NotInColumns):
        by_columns(plain * 12_000 + odd + b"\n" + plain, ANSWERS[0], cover=True, batch=20_000)


def test_what_is_no_text_of_lines_is_left_to_other_readers() -> None:
    for text in ('{"a": 1}', "nothing", "caf\u00e9 2026-03-01 09:30:00\n" * 3):
        assert source_of(text.encode("latin-1")).lines is None


@pytest.mark.parametrize(
    "pattern",
    ["(?=a)b", "(?!a)b", "(a)\\1", "(?s:a.b)", "(?x) a", "a(?<=a)b", "\\Ba", "(?>a)b", "a*+b"],
)
def test_a_pattern_that_may_mean_something_else_is_refused(pattern: str) -> None:
    with pytest.raises(NotInColumns):
        put(pattern)


PIECES = [
    "a",
    "b",
    "[ab]",
    "[^a]",
    ".",
    "\\d",
    "\\w",
    "\\S",
    "\\s",
    "\\b",
    " ",
    "(?i:A)",
    "(?P<who>a|ab)",
    "(?:b|)",
]
TIMES = ["", "*", "+", "?", "*?", "+?", "??", "{1,2}", "{2}"]


@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(TIMES)), min_size=1, max_size=5),
    st.sampled_from(
        ["", "$", "(?P<text>.*)", "(?: (?P<text>.*))?", "(?P<text>b.*)", "(?P<text>a|b).*"]
    ),
    st.lists(st.text("ab A1_-\x1c\t\x7f", max_size=12), min_size=1, max_size=20),
)
def test_a_pattern_in_other_words_finds_the_same(
    pieces: list[tuple[str, str]], end: str, lines: list[str]
) -> None:
    names = sum(piece.startswith("(?P") for piece, _ in pieces)
    written = "".join(piece + (times if piece != "\\b" else "") for piece, times in pieces) + end
    if names > 1:
        return
    told = put(written)
    groups = pl.Series(lines).str.extract_groups(told.pattern).struct.unnest()
    for line, row in zip(lines, groups.iter_rows(named=True), strict=True):
        found = re.match(written, line)
        assert (row[HEAD] is not None) == (found is not None)
        if found:
            named = found.groupdict()
            if told.is_open and named["text"] is not None:
                row["text"] += line[len(row[HEAD]) :]
            assert {name: row[name] for name in named} == named


@given(st.lists(st.text("4 1-.x_5", max_size=30), max_size=30))
def test_a_card_is_looked_for_in_the_same_places(texts: list[str]) -> None:
    found = pl.Series(texts, dtype=pl.String).str.contains(put_to_search(CARD.pattern))
    assert found.to_list() == [CARD.search(text) is not None for text in texts]
