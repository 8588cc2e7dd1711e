"""Words as search sees them: without case, accents and punctuation, the same on every database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD_LENGTH = 80  # characters that tell two words apart
MOST_TERMS = 16
QUERY_LENGTH = 400

# Chinese and Japanese write no spaces: there each sign is a word, and a run of them a phrase.
_SIGN = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_WORD = re.compile(rf"{_SIGN}|(?:(?!{_SIGN})[^\W_])+")
_QUERY_PART = re.compile(r'"([^"]*)("?)|[^\s"]+')


class Word(NamedTuple):
    """One folded word and where it stands in the text."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must follow one another; with `open_end` the last may only have begun."""

    words: tuple[str, ...]
    open_end: bool = False


def tidy(text: str) -> str:
    """Return the text with every accent inside its letter, as positions are counted in it."""
    return unicodedata.normalize("NFC", text)


def words_of(text: str) -> Iterator[Word]:
    """Split a tidy text into folded words."""
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        if folded:
            yield Word(folded, match.start(), match.end())


def fold(word: str) -> str:
    """Return a word as it is compared: “Café” and “CAFE” are one."""
    if word.isascii():
        return word.lower()[:WORD_LENGTH]
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if sign.isalnum())[:WORD_LENGTH]


def terms_of(query: str) -> list[Term]:
    """Read what a person typed: quotes keep words together, the last word may be unfinished."""
    terms: list[Term] = []
    for match in _QUERY_PART.finditer(tidy(query[:QUERY_LENGTH])):
        quoted, closed = match.group(1), match.group(2)
        words = tuple(word.folded for word in words_of(quoted or match.group()))
        if words:
            terms.append(Term(words, open_end=not closed))
    terms = terms[:MOST_TERMS]
    return [Term(term.words) for term in terms[:-1]] + terms[-1:]


def marks_in(text: str, terms: list[Term]) -> list[tuple[int, int]]:
    """Return where the terms stand in a tidy text: start and end, in order, none overlapping."""
    words = list(words_of(text))
    folded = [word.folded for word in words]
    spans = {
        (words[place].start, words[place + len(term.words) - 1].end)
        for term in terms
        for place in range(len(words) - len(term.words) + 1)
        if _stands_at(term, folded, place)
    }
    return _without_overlap(sorted(spans))


def _stands_at(term: Term, folded: list[str], place: int) -> bool:
    *before, last = term.words
    found = folded[place + len(before)]
    ends = found.startswith(last) if term.open_end else found == last
    return ends and folded[place : place + len(before)] == before


def _without_overlap(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    apart: list[tuple[int, int]] = []
    for start, end in spans:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart
