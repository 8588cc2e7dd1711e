from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mortem.core.evidence.grammar import all_grammars
from mortem.core.evidence.masking import masked
from mortem.core.evidence.reading import LONGEST_LINE, Unread
from mortem.core.evidence.row import Row
from mortem.core.evidence.shape import all_shapes
from tests.core.evidence.bits import rows_of, source_of, times_of, unread_of

LINE = "2026-03-01T09:30:00Z web1 till[7]: öffnet\n"
EXAMPLES = [line for one in all_grammars() for line in one.examples]
EXAMPLES += [text for shape in all_shapes() for text in shape.examples]


@pytest.mark.parametrize(
    "raw",
    [
        LINE.encode(),
        codecs.BOM_UTF8 + LINE.encode(),
        LINE.encode("utf-16"),
        codecs.BOM_UTF16_BE + LINE.encode("utf-16-be"),
        LINE.encode("cp1252"),
        LINE.replace("\n", "\r\n").encode(),
        LINE.rstrip().encode(),
        (LINE.replace("till", "\0till") + LINE).encode(),
        f"\x1b[31m{LINE}\x1b[0m".encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-be", "cp1252", "crlf", "torn-end", "nul", "colours"],
)
def test_the_same_line_is_read_however_it_is_written(raw: bytes) -> None:
    row = rows_of(raw)[0]
    assert (row.at, row.who, row.text) == ("2026-03-01T09:30:00Z", "web1 till[7]", "öffnet")


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n\n", bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + bytes(99)]
)
def test_what_is_empty_or_no_text_has_no_format(raw: bytes) -> None:
    source = source_of(raw)
    assert source.format is None
    assert list(source.rows()) == []


def test_a_line_without_end_is_read_as_far_as_it_matters() -> None:
    long = LINE.rstrip().encode() + b"x" * (3 * LONGEST_LINE) + b"\n"
    first, second = rows_of(long + LINE.encode())
    assert (first.first, first.last) == (0, len(long))
    assert (second.line, second.first) == (2, len(long))


@pytest.mark.parametrize("year", ["0000", "9999"])
def test_times_beyond_the_calendar_are_unread(year: str) -> None:
    late = LINE.replace("2026-03-01T09:30:00Z", f"{year}-12-31T23:59:59-15:00")
    assert len(rows_of(LINE + late)) == 1
    assert len(unread_of(LINE + late)) == 1


def test_every_row_leads_back_to_its_bytes() -> None:
    text = "".join(f"2026-03-01T09:30:{second:02}Z wëb till[7]: {second}\n" for second in range(60))
    for row in rows_of(text):
        assert (
            text.encode()[row.first : row.last].decode()
            == text.splitlines(keepends=True)[row.line - 1]
        )


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("long", [0, LONGEST_LINE + 9])
def test_every_row_knows_its_bytes_also_far_into_a_file(end: bytes, long: int) -> None:
    begin = LINE.rstrip().encode()
    raw = end.join(b"%s %d %s" % (begin, n, b"x" * (long * (n == 900))) for n in range(2000))
    rows = rows_of(raw)
    lines = raw.splitlines(keepends=True)
    assert [row.line for row in rows] == [*range(1, 2001)]
    assert [raw[row.first : row.last] for row in rows] == lines
    assert (rows[0].text, rows[-1].text) == ("öffnet 0 ", "öffnet 1999 ")


def test_the_catch_all_reads_lines_of_nobodys_format() -> None:
    text = "till: 2026-03-01 09:30 open\n  and more\ntill: 2026-03-01 09:31 closed\n"
    found = source_of(text).format
    assert found is not None
    assert found.name == "generic-within"
    assert times_of(text) == ["2026-03-01T09:30:00", "2026-03-01T09:31:00"]


def test_secrets_are_covered_in_rows_and_in_what_goes_on_with_them() -> None:
    text = (
        LINE
        + "password=hunter2hunter2\n"
        + LINE
        + LINE.replace("öffnet", "card 4111 1111 1111 1111")
    )
    said = [row.text for row in masked(source_of(text).rows())]
    assert not any("hunter2" in one or "4111" in one for one in said)
    assert said[1] == "öffnet"


def test_secrets_of_who_speaks_are_covered_too() -> None:
    text = "time,user,message\n2026-03-01T09:30:00Z,https://ada:s3cretpw@h.example/,down\n"
    (row,) = masked(rows_of(text))
    assert "s3cretpw" not in (row.who or "")


@pytest.mark.large
@pytest.mark.parametrize(
    ("before", "is_begun"),
    [(0, True), (0, False), (100, True), (231, True), (255, True), (256, True)],
)
def test_a_private_key_goes_whole_wherever_it_lies(before: int, is_begun: bool) -> None:
    body = ["QUJD" * 16] * 30 + ["qT9shortlasTline=="]
    body = ["-----BEGIN RSA PRIVATE KEY-----", *body] if is_begun else body
    text = LINE * before + "".join(LINE.replace("öffnet", line) for line in body) + LINE * 300
    said = [row.text for row in masked(source_of(text).rows())]
    assert not any("QUJD" in one or "qT9short" in one for one in said)
    assert said.count("öffnet") == before + 300


def test_a_private_key_of_which_each_line_is_a_row_is_covered_whole() -> None:
    body = ["-----BEGIN RSA PRIVATE KEY-----", *["QUJD" * 16] * 20, "-----END RSA PRIVATE KEY-----"]
    text = LINE * 250 + "".join(LINE.replace("öffnet", line) for line in body) + LINE
    said = [row.text for row in masked(source_of(text).rows())]
    assert not any("QUJD" in one for one in said)
    assert said[249] == said[-1] == "öffnet"


@given(st.lists(st.sampled_from(EXAMPLES), max_size=6), st.data())
@example(["2026-03-01T09:30:00Z web1 till[7]: "], None)
def test_examples_torn_anywhere_break_nothing(
    examples: list[str], data: st.DataObject | None
) -> None:
    raw = "\n".join(examples).encode()
    if data is not None:
        start = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(start, len(raw)))
        raw = raw[:start] + data.draw(st.binary(max_size=8)) + raw[end:]
    for row in source_of(raw).rows():
        assert isinstance(row, Row | Unread)
        if isinstance(row, Row):
            assert (row.at is None) is (row.local is not None)
            assert 0 <= row.first <= row.last <= len(raw) + 8


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    for row in source_of(raw).rows():
        assert isinstance(row, Row | Unread)
