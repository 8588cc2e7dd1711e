from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.layout import lettering
from mortem.core.layout.lettering import wrap


def test_text_is_broken_between_words() -> None:
    assert wrap("one two three four", 60, 14) == ("one two", "three", "four")
    assert wrap("one two three four", 1000, 14) == ("one two three four",)


def test_a_word_wider_than_a_line_is_broken_between_signs() -> None:
    lines = wrap("a " + "m" * 20, 70, 14)
    assert lines == ("a mmm", "mmmmm", "mmmmm", "mmmmm", "mm")


def test_east_asian_text_breaks_anywhere() -> None:
    assert wrap("復元を試していない", 60, 14) == ("復元を試", "していな", "い")


def test_joined_signs_are_never_torn_apart() -> None:
    assert list(lettering.clusters("e\u0301👩🏽‍🚒🇩🇪🇫🇷x")) == ["e\u0301", "👩🏽‍🚒", "🇩🇪", "🇫🇷", "x"]


def test_too_many_lines_end_in_an_ellipsis() -> None:
    assert wrap("word " * 50, 60, 14, most_lines=3) == ("word", "word", "word…")
    assert len(wrap("word word word", 60, 14, most_lines=3)) == 3
    assert wrap("word word word", 60, 14, most_lines=3)[-1] == "word"


def test_nothing_is_one_empty_line() -> None:
    assert wrap("", 60, 14) == ("",)
    assert wrap("\u200b \x00", 60, 14)[0].strip("\u200b") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two\nlines\tand  blanks ", "two lines and blanks"),
        ("a\x00b\x1bc", "abc"),
        ("turned \u202eround\u202c", "turned round"),
        ("half \ud800 a sign", "half a sign"),
        ("\ufffe\uffffx", "x"),
    ],
)
def test_a_text_is_cleaned(text: str, expected: str) -> None:
    assert lettering.clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("hello", False), ("שלום", True), ("123 سلام", True), ("ok سلام", False), ("123", False)],
)
def test_the_first_letter_gives_the_direction(text: str, expected: bool) -> None:
    assert lettering.is_right_to_left(text) is expected


def test_wide_signs_count_as_wide_and_accents_as_nothing() -> None:
    width = lettering.width_of
    assert width("漢", 10) > width("W", 10) > width("a", 10) > width("i", 10) > 0
    assert width("e\u0301", 10) == width("e", 10)
    assert width("🔥", 10) > width("漢", 10)
    assert width("word", 10, bold=True) > width("word", 10)
    assert width("word", 20) == 2 * width("word", 10)


@given(st.text(max_size=200), st.floats(20, 400), st.floats(8, 20), st.booleans())
def test_lines_fit_and_keep_every_sign(text: str, width: float, size: float, bold: bool) -> None:
    lines = wrap(text, width, size, bold=bold, most_lines=1000)
    kept = "".join(lines).replace(" ", "")
    assert kept == lettering.clean(text).replace(" ", "")
    limit = max(width, 2 * size)
    for line in lines:
        fits = lettering.width_of(line, size, bold=bold) <= limit + 1e-6
        assert fits or len(list(lettering.clusters(line))) == 1
