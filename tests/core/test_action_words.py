from __future__ import annotations

import pytest

from mortem.core.action_words import about_the_words, vague_start


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Improve the alerts", "Improve"),
        ("  look into the queue", "look into"),
        ("Improvements to the alerts", None),
        ("Alert when the queue is old", None),
        ("", None),
    ],
)
def test_a_beginning_without_an_end_is_quoted_as_written(text: str, start: str | None) -> None:
    assert vague_start(text) == start


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Alert when the queue is old", []),
        ("Improve the old alerts", ["verb"]),
        ("The alerts are too late", ["verb"]),
        ("Fix it", ["specific"]),
        ("Look at the queue regularly", ["verb", "bounded"]),
    ],
)
def test_what_the_words_leave_open_is_asked(text: str, codes: list[str]) -> None:
    assert [question.code for question in about_the_words(text)] == codes
