"""A text is read a page at a time, whatever its bytes are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from mortem.web import vault
from mortem.web.queries.evidence import LETTERS_A_LINE, LINES_A_PAGE, line_of, page_of


def kept(content: bytes) -> Any:
    return SimpleNamespace(sha256=vault.seal([content], limit=10**9).sha256)


def test_lines_are_counted_and_paged() -> None:
    text = kept(b"".join(b"line %d\n" % n for n in range(1, 1202)))
    first, last = page_of(text, 1), page_of(text, 3)
    assert first is not None
    assert last is not None
    assert (first.total, first.pages, len(first.lines)) == (1201, 3, LINES_A_PAGE)
    assert (first.lines[0].number, first.lines[0].text) == (1, "line 1")
    assert [(one.number, one.text) for one in last.lines][0::200] == [
        (1001, "line 1001"),
        (1201, "line 1201"),
    ]


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"one", ["one"]),
        (b"one\n", ["one"]),
        (b"one\r\n\r\ntwo", ["one", "", "two"]),
        ("Grüße\nüber".encode("utf-16"), ["Grüße", "über"]),
        ("Grüße\n".encode("cp1252"), ["Grüße"]),
        (b"\xef\xbb\xbfmarked\n", ["marked"]),
        ("Grüße\n".encode() + b"torn \xff here\n", ["Grüße", "torn \ufffd here"]),
        (b"a bell\x07 " + b"and more " * 9, ["a bell\u2407 " + "and more " * 9]),
    ],
)
def test_any_text_is_shown(content: bytes, lines: list[str]) -> None:
    page = page_of(kept(content), 1)
    assert page is not None
    assert [one.text for one in page.lines] == lines
    assert page.total == len(lines)


def test_secrets_are_covered_wherever_lines_are_read() -> None:
    text = kept(b"02:10 start\nlogin with password=hunter2hunter2 as ada\n\x07bell\n" * 10)
    page = page_of(text, 1)
    assert page is not None
    assert page.lines[1].text == line_of(text, 2) == "login with (a secret) as ada"
    assert (page.lines[0].text, page.lines[2].text) == ("02:10 start", "\u2407bell")


def test_a_page_beyond_the_end_is_the_last_one() -> None:
    page = page_of(kept(b"a\nb\n"), 99)
    assert page is not None
    assert (page.number, [one.text for one in page.lines]) == (1, ["a", "b"])


def test_a_line_of_megabytes_is_cut_and_says_so() -> None:
    page = page_of(kept(b"x" * 3_000_000 + b"\nnext\n"), 1)
    assert page is not None
    assert [len(one.text) for one in page.lines] == [LETTERS_A_LINE, 4]
    assert page.lines[0].more == 3_000_000 - LETTERS_A_LINE


def test_exactly_one_page_of_lines_is_one_page() -> None:
    page = page_of(kept(b"x\n" * LINES_A_PAGE), 1)
    assert page is not None
    assert (page.total, page.pages) == (LINES_A_PAGE, 1)


def test_a_large_text_is_indexed_across_pieces() -> None:
    text = kept(b"".join(b"%07d\n" % n for n in range(1, 400_001)))
    assert line_of(text, 399_999) == "0399999"
    assert line_of(text, 400_001) == ""
    assert line_of(text, 0) == ""


def test_what_is_no_text_has_no_pages() -> None:
    picture = kept(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    assert page_of(picture, 1) is None
    assert line_of(picture, 1) == ""
