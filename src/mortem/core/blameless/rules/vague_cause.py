"""Poor, inadequate, lack of: a negative word where a description should stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless.diagnostic import Category, Genre, Severity
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_VAGUE = r"\b(?P<word>{vague}) (?:\w+ ){0,2}?(?P<noun>{nouns})\b"


def _find(sentence: Sentence) -> Iterator[Find]:
    for found in compiled("vague_cause", _VAGUE).finditer(sentence.low):
        words = sentence.text[found.start() : found.end()]
        yield Find(
            *found.span(),
            f"“{words}” is a mark, not a description: two readers see two different things.",
            f"What exactly did the {found['noun']} hold or leave out, and for whom did that matter?",
            Severity.NOTE,
        )


RULE = Rule(
    "vague-cause",
    Category.VAGUENESS,
    looks_for="Poor, inadequate, insufficient or a lack of something soft, in a cause.",
    why="A negative word stands in for what was there, and it points at whoever was in charge of it.",
    example="Poor documentation.",
    better="The runbook ends before the step that restores the index.",
    near_miss="The node had insufficient memory for the index.",
    sources=("RCA2 (2015): five rules of causation, rule 2",),
    find=_find,
    triggers=(
        *("poor", "inadequate", "insufficient", "improper", "bad ", "lack of", "sloppy", "weak "),
        *("substandard", "suboptimal", "not enough", "careless"),
        "sub-optimal",
    ),
    genres=frozenset({Genre.CAUSE}),
)
