"""What a rule is. One that does not explain and prove itself cannot be made or used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.blameless.diagnostic import Category, Genre, Severity
from mortem.core.blameless.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Find(NamedTuple):
    """What a rule found in a sentence: `text[start:end]`, and what to say about it."""

    start: int
    end: int
    message: str
    suggestion: str
    severity: Severity
    replacement: str | None = None


class UnprovenRule(Exception):
    """A rule lacks a part of its documentation, or does not do what its examples say."""


class Rule:
    """One thing that hurts, how to hear it, and what to say instead.

    `triggers` are pieces in lower case of which one stands in every text the rule finds;
    a rule without any reads every item of the sections in `genres`. `once` speaks only once in
    a document. `example` is found, `near_miss` is left alone: both are tried before the rule
    first speaks.
    """

    def __init__(  # noqa: PLR0913 - a rule is mostly its documentation
        self,
        name: str,
        category: Category,
        *,
        looks_for: str,
        why: str,
        example: str,
        better: str,
        near_miss: str,
        sources: tuple[str, ...],
        find: Callable[[Sentence], Iterable[Find]],
        triggers: tuple[str, ...] = (),
        genres: frozenset[Genre] = frozenset(Genre),
        once: bool = False,
    ) -> None:
        said = {"name": name, "looks_for": looks_for, "why": why, "example": example}
        said |= {"better": better, "near_miss": near_miss, "sources": "".join(sources)}
        lacking = [part for part, words in said.items() if not words.strip()]
        if lacking:
            raise UnprovenRule(f"The rule “{name}” lacks: {', '.join(lacking)}.")
        if not triggers and genres == frozenset(Genre):
            raise UnprovenRule(f"The rule “{name}” would read everything: give it triggers.")
        self.name, self.category = name, category
        self.looks_for, self.why, self.sources = looks_for, why, sources
        self.example, self.better, self.near_miss = example, better, near_miss
        self.triggers, self.genres, self.once, self._find = triggers, genres, once, find

    def find(self, sentence: Sentence) -> Iterable[Find]:
        """Return what the rule finds in a sentence."""
        return self._proven(sentence)

    @cached_property
    def _proven(self) -> Callable[[Sentence], Iterable[Find]]:
        genre = Genre.DOCUMENT if Genre.DOCUMENT in self.genres else min(self.genres, key=str)
        if not list(self._find(Sentence(self.example, genre))):
            raise UnprovenRule(f"The rule “{self.name}” does not find its own example.")
        if list(self._find(Sentence(self.near_miss, genre))):
            raise UnprovenRule(f"The rule “{self.name}” does not leave its near miss alone.")
        return self._find
