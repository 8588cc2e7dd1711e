"""An action that can go on for ever: investigate, improve, be careful."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.action_words import about_the_words
from mortem.core.blameless.diagnostic import Category, Genre, Severity
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence


def _find(sentence: Sentence) -> Iterator[Find]:
    text = sentence.text.strip()
    if compiled("vague_action", r"{vague} (?:and {concrete}\b|[^.;]*\b{how}\b)").match(
        text.lower()
    ):
        return
    for question in about_the_words(text):
        quoted = question.text.startswith("\N{LEFT DOUBLE QUOTATION MARK}")
        if question.code != "verb" or not quoted:
            continue
        words, _, asked = question.text[1:].partition("\N{RIGHT DOUBLE QUOTATION MARK}")
        start = sentence.text.find(words)
        first, _, asked = asked.strip().partition(". ")
        yield Find(
            start,
            start + len(words),
            f"“{words}” {first}; nobody can tell when it is done.",
            asked,
            Severity.NOTE,
        )


RULE = Rule(
    "vague-action",
    Category.ACTION,
    looks_for="An action without an end: it begins with investigate, improve, make sure ….",
    why="What cannot be finished is not done, and the next review finds it open.",
    example="Improve the monitoring.",
    better="Alert when the queue is older than five minutes.",
    near_miss="Add an alert for a queue older than five minutes.",
    sources=("Doran 1981 (SMART)", "METHOD F1"),
    find=_find,
    genres=frozenset({Genre.ACTION}),
)
