"""What changed between two wordings of a text, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_WORDS = 4_000
"""Beyond this many words on both sides together, what lies between the like ends counts as changed."""

_FEWEST_ALIKE = 0.25  # share of the words of both texts
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Change(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    OUT = "out"
    IN = "in"


class Stretch(NamedTuple):
    """Some text, and what became of it."""

    change: Change
    text: str


def differences(old: str, new: str) -> tuple[Stretch, ...]:
    """Return the stretches of both texts in reading order; SAME and IN joined give `new`."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return tuple(one for one in _coarse(before, after) if one.text)
    return tuple(_fine(before, after))


def as_pairs(found: Iterable[Stretch]) -> list[tuple[str, str]]:
    """Return stretches as a template takes them: the change by its name, and the text."""
    return [(str(one.change), one.text) for one in found]


def _fine(before: list[str], after: list[str]) -> Iterator[Stretch]:
    matched = SequenceMatcher(None, before, after, autojunk=False)
    if _is_another_text(matched, before, after):
        yield from (Stretch(Change.OUT, "".join(before)), Stretch(Change.IN, "".join(after)))
        return
    for kind, start, end, first, last in matched.get_opcodes():
        if kind == "equal":
            yield Stretch(Change.SAME, "".join(before[start:end]))
            continue
        if end > start:
            yield Stretch(Change.OUT, "".join(before[start:end]))
        if last > first:
            yield Stretch(Change.IN, "".join(after[first:last]))


def _is_another_text(matched: SequenceMatcher[str], before: list[str], after: list[str]) -> bool:
    """Tell whether so few words stayed that showing them among the others would only confuse."""
    if not before or not after:
        return False
    stayed = sum(
        not word.isspace()
        for start, _, size in matched.get_matching_blocks()
        for word in before[start : start + size]
    )
    words = sum(not word.isspace() for word in (*before, *after))
    return 2 * stayed < _FEWEST_ALIKE * words


def _coarse(before: list[str], after: list[str]) -> Iterator[Stretch]:
    """Compare long texts by their like beginning and end alone, in linear time."""
    least = min(len(before), len(after))
    start = next((n for n in range(least) if before[n] != after[n]), least)
    rest = least - start
    end = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    yield Stretch(Change.SAME, "".join(before[:start]))
    yield Stretch(Change.OUT, "".join(before[start : len(before) - end]))
    yield Stretch(Change.IN, "".join(after[start : len(after) - end]))
    yield Stretch(Change.SAME, "".join(before[len(before) - end :]))
