"""The few words around what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .words import Term, marks_in

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH = 200  # characters: two or three lines on a page
_BEFORE = 60  # of them in front of the first mark


class Excerpt(NamedTuple):
    """Plain text and the ranges in it that were found."""

    text: str
    marks: tuple[tuple[int, int], ...]


def excerpt_of(text: str, terms: list[Term]) -> Excerpt:
    """Cut the part of a tidy text that holds the first found words, at whole words."""
    marks = marks_in(text, terms)
    start, end = _window(text, marks[0][0] if marks else 0)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    inside = tuple((a + shift, b + shift) for a, b in marks if a >= start and b <= end)
    return Excerpt(f"{before}{text[start:end]}{after}", inside)


def _window(text: str, found: int) -> tuple[int, int]:
    start = _word_start(text, found - _BEFORE) if found > _BEFORE else 0
    end = start + LENGTH
    if end >= len(text):
        return start, len(text)
    space = text.rfind(" ", start + LENGTH // 2, end)
    return start, space if space > found else end


def _word_start(text: str, place: int) -> int:
    space = text.find(" ", place, place + _BEFORE)
    return place if space < 0 else space + 1


def pieces(text: str, marks: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, bool]]:
    """Return the text in pieces, each with whether it was found: what a page marks."""
    place = 0
    for start, end in marks:
        if start > place:
            yield text[place:start], False
        yield text[start:end], True
        place = end
    if place < len(text):
        yield text[place:], False
