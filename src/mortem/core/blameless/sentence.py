"""One sentence as the rules see it: its words, its clauses, its mood."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from mortem.core.blameless.diagnostic import Genre
from mortem.core.blameless.phrases import words

_WORD = re.compile(r"@?\w[\w'-]*|[^\w\s]")


class Word(NamedTuple):
    """A word or a mark, where it stands in the sentence, and in lower case."""

    text: str
    low: str
    start: int
    end: int


class Sentence:
    """The text of a sentence, without markup and with plain apostrophes."""

    def __init__(self, text: str, genre: Genre = Genre.DOCUMENT) -> None:
        self.text = text
        self.genre = genre

    @cached_property
    def low(self) -> str:
        low = self.text.lower()
        return low if len(low) == len(self.text) else self.text

    @cached_property
    def words(self) -> list[Word]:
        return [
            Word(found[0], found[0].lower(), found.start(), found.end())
            for found in _WORD.finditer(self.text)
        ]

    def index(self, at: int) -> int:
        """Return the number of the first word that ends after `at`."""
        words = self.words
        low, high = 0, len(words)
        while low < high:
            middle = (low + high) // 2
            if words[middle].end <= at:
                low = middle + 1
            else:
                high = middle
        return low

    def clause_before(self, at: int) -> str:
        """Return what stands between the beginning of the clause and `at`, in lower case."""
        index = self.index(at)
        first = index
        while first > 0 and self.words[first - 1].low not in words("grammar", "clause_ends"):
            first -= 1
        start = self.words[first].start if first < index else at
        return self.low[start:at]

    def rest(self, at: int) -> str:
        """Return the words from `at` to the end of the clause, as they are written."""
        for word in self.words[self.index(at) :]:
            if word.low in {",", ";", ":", ".", "!", "?", "(", ")", "but", "because", "which"}:
                return _shown(self.text[at : word.start])
        return _shown(self.text[at:])


def _shown(words: str) -> str:
    """Return words for a reader: what was left out of them, such as code, is three dots."""
    return words.replace("\N{OBJECT REPLACEMENT CHARACTER}", "…").strip()
