"""Paragraphs, list items and table rows, and the section they stand in."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from mortem.core.blameless.diagnostic import Genre

LONGEST = 20_000  # characters of one block; what is longer is read in pieces

_BEGINS = re.compile(
    r"[ \t]*(?:[-*+\N{BULLET}][ \t]|\d{1,3}[.)][ \t]|#{1,6}[ \t]|\||={2,}|-{3,}|\n|$)"
)
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+\N{BULLET}]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_HEADING = re.compile(
    r"^[ \t]{0,3}(#{1,6})[ \t]+([^\n]*)|^(={2,6})([^=\n]+)={2,6}[ \t]*$"
    r"|^\*\*([^*\n]{1,60})\*\*:?[ \t]*$|^([A-Z][^\n]{1,60})\n(?:={3,}|-{3,})[ \t]*$",
    re.MULTILINE,
)
_SECTIONS = (
    (
        Genre.ACTION,
        re.compile(
            r"\b(?:action(?:s| items?)|action ?ables?|follow[- ]?ups?|next steps|remediations?|"
            r"to[- ]?dos?|corrective|what we (?:will|are going to) do)\b"
        ),
    ),
    (Genre.CAUSE, re.compile(r"\b(?:root[- ]causes?|causes?|contributing|triggers?)\b")),
    (Genre.ENTRY, re.compile(r"\btime ?line\b")),
    (Genre.LESSON, re.compile(r"\b(?:lessons?|learn\w*|went (?:well|wrong|right)|lucky)\b")),
)


class Block(NamedTuple):
    """A piece of prose: where it stands, and what kind of text its section holds."""

    start: int
    end: int
    genre: Genre


class Outline:
    """The headings of a document and the genre that each one opens."""

    def __init__(self, text: str) -> None:
        self.starts: list[int] = []
        self.genres: list[Genre] = []
        levels: dict[int, Genre] = {}
        for found in _HEADING.finditer(text):
            level, title = _level(found)
            above = [levels[other] for other in sorted(levels) if other < level]
            genre = _genre(title.lower()) or (above[-1] if above else Genre.DOCUMENT)
            levels = {other: kept for other, kept in levels.items() if other < level}
            levels[level] = genre
            self.starts.append(found.start())
            self.genres.append(genre)

    def at(self, position: int) -> Genre:
        """Return the genre of the section around a position."""
        index = bisect_right(self.starts, position) - 1
        return self.genres[index] if index >= 0 else Genre.DOCUMENT

    def stretches(self, wanted: Genre, end: int) -> list[tuple[int, int]]:
        """Return the spans of all sections of one genre."""
        ends = [*self.starts[1:], end]
        pairs = zip(self.starts, ends, self.genres, strict=True) if self.starts else ()
        return [(start, stop) for start, stop, genre in pairs if genre is wanted]


def _level(found: re.Match[str]) -> tuple[int, str]:
    if found[1]:
        return len(found[1]), found[2]
    if found[3]:
        return len(found[3]), found[4]
    return (9, found[5]) if found[5] else (2, found[6])


def _genre(title: str) -> Genre | None:
    return next((genre for genre, pattern in _SECTIONS if pattern.search(title)), None)


def block_at(text: str, position: int, after: int) -> tuple[int, int]:
    """Return the span of the block around a position; it begins no earlier than `after`."""
    floor = max(after, position - LONGEST)
    start = _line_start(text, position, floor)
    while start > floor and not _begins(text, start):
        above = _line_start(text, start - 1, floor)
        if not text[above:start].strip():
            break
        start = above
    ceiling = min(len(text), start + LONGEST)
    end = _line_end(text, position, ceiling)
    while end < ceiling and not _begins(text, end + 1):
        end = _line_end(text, end + 1, ceiling)
    return start, max(end, position + 1)


def items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the list items of a stretch, without their marks."""
    found: list[tuple[int, int]] = []
    at = start
    while at < end:
        stop = _line_end(text, at, end)
        mark = _LIST_ITEM.match(text, at, stop)
        if mark:
            found.append((mark.end(), max(block_at(text, at, at)[1], mark.end())))
        at = stop + 1
    return found


def is_code(text: str, start: int) -> bool:
    """Whether a block is indented as code: by four, after a blank line, and in no list."""
    if not text.startswith(("    ", "\t"), start) or _LIST_ITEM.match(text, start):
        return False
    before = text[max(0, start - LONGEST) : start]
    if before.strip() and not before.endswith(("\n\n", "\n \n")):
        return False
    above = before.rstrip().rpartition("\n")[2]
    return not above.startswith((" ", "\t")) and not _LIST_ITEM.match(above)


def _begins(text: str, at: int) -> bool:
    return _BEGINS.match(text, at) is not None


def _line_start(text: str, position: int, floor: int) -> int:
    return max(text.rfind("\n", floor, position) + 1, floor)


def _line_end(text: str, position: int, ceiling: int) -> int:
    found = text.find("\n", position, ceiling)
    return ceiling if found < 0 else found
