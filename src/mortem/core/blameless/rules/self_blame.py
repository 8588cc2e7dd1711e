"""Somebody is hard on themselves (METHOD C1, C3). Nothing is diagnosed: one question comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless.diagnostic import Category, Genre, Severity
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

# Only a judgement of the whole person counts: “I broke it” and “I missed this” are plain
# admissions and are left in peace.
_HARSH = (
    r"\bi(?:'m| am| was|'ve been| feel like| feel| look like)\s+(?:{softeners}\s+)*{names}\b"
    r"|\bi (?:(?:always|only|just) )?{ruins}\b|(?<!\w){said_of_oneself}\b"
)


def _find(sentence: Sentence) -> Iterator[Find]:
    found = compiled("self_blame", _HARSH).search(sentence.low)
    if found:
        yield Find(
            *found.span(),
            "That is a hard thing to say to yourself.",
            "If a friend had written it, what would you tell them?",
            Severity.NOTE,
        )


RULE = Rule(
    "self-blame",
    Category.KINDNESS,
    looks_for="A harsh judgement of oneself in a personal review. A plain admission is honoured.",
    why="Being hard on oneself makes it harder to look; kindness keeps the eyes open.",
    example="I am so stupid.",
    better="I was tired, it was the third evening in a row, and I pressed on.",
    near_miss="I broke it, and I missed the first alert.",
    sources=("Neff 2003 (self-compassion)", "METHOD C1, C3"),
    find=_find,
    genres=frozenset({Genre.PERSONAL}),
)
