"""No text takes more than its length: what is four times as long takes about four times as long."""

from __future__ import annotations

import time
from itertools import product

import pytest

from mortem.core.blameless.diagnostic import Genre
from mortem.core.blameless.engine import lint

pytestmark = pytest.mark.large

SHORT, TIMES, NOISE = 600, 8, 3.0
UNITS = (
    *(
        "forgot to ",
        "human error ",
        "should have ",
        "who ",
        "why did ",
        "the operator ",
        "if the engineer had ",
    ),
    *(
        "i am so ",
        "the root cause of ",
        "because ",
        "made a mistake ",
        "not ",
        "may ",
        "in the ",
        "thing's ",
    ),
    *(
        '"',
        "'",
        "\u201c",
        "`",
        "*",
        "_",
        "[",
        "](",
        "<",
        "<!-- ",
        "<pre>",
        "> ",
        "|",
        "- ",
        "# A\n",
        "~~~\n",
        "---\n",
    ),
    *(
        "\n",
        "\r\n",
        "\t",
        " ",
        ".",
        "!",
        "? ",
        "://",
        "&nbsp;",
        "a",
        "\u0130",
        "\u202e",
        "\x00",
        "<!-- mortem: allow x ",
    ),
)


OPENINGS = (
    *(
        "<!-- mortem: allow",
        "<!-- mortem:",
        "<!--",
        "<blockquote",
        "<code>",
        "[",
        "](",
        "```",
        "> ",
    ),
    *("the engineer", "who", "because of", "should have", "failure of", "i am so"),
)


def seconds(text: str, genre: Genre) -> float:
    started = time.process_time()
    lint(text, genre)
    return time.process_time() - started


def is_slow(text: str, limit: float) -> bool:
    """Whether a text takes too long, and again: a busy machine is no pattern that backtracks."""
    return all(seconds(text, Genre.DOCUMENT) > limit for _ in range(3))


def test_no_repetition_takes_more_than_its_length() -> None:
    pieces = [
        *UNITS,
        *(one + other for one, other in product(UNITS[::4], ("\n", "[ ", "forgot to "))),
    ]
    slow = []
    for piece in pieces:
        text = piece * (SHORT * TIMES // len(piece))
        short = max(seconds(text[:SHORT], Genre.DOCUMENT), 0.0005)
        if is_slow(text, NOISE * TIMES * short):
            slow.append(piece)
    assert slow == []


def test_what_is_opened_and_never_closed_takes_no_more_than_its_length() -> None:
    slow = []
    for opening, piece in product(OPENINGS, (" ", "\t", "\n", "a", "-", "x ", "x, ")):
        short = opening + piece * (SHORT // len(piece))
        long = opening + piece * (SHORT * TIMES // len(piece))
        least = max(seconds(short, Genre.DOCUMENT), 0.0005)
        if least > 0.1 or is_slow(long, NOISE * TIMES * least):
            slow.append((opening, piece))
    assert slow == []


def test_fields_of_a_page_are_no_slower() -> None:
    for genre in (Genre.ACTION, Genre.PERSONAL):
        for piece in ("i am so just ", "[\n", "improve ", "was forgot to "):
            text = piece * (SHORT * TIMES // len(piece))
            assert seconds(text, genre) < NOISE * TIMES * max(seconds(text[:SHORT], genre), 0.0005)


def test_a_line_of_megabytes_is_read_in_a_moment() -> None:
    started = time.process_time()

    assert lint("the word " * 110_000 + "Human error caused it. ")[0].rule == "human-error"
    assert time.process_time() - started < 0.5
