"""JSON, one value a line or one document in all; what its objects mean, a shape says."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.evidence.format import Fit, Found, Line
from mortem.core.evidence.places import placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from mortem.core.evidence.shape import Shape, Told

LARGEST_DOCUMENT = 64 * 1024 * 1024
"""Bytes of a document that is one JSON value: it has to be held whole."""

_MAY_BE_DOCUMENT = re.compile(r"\s*(?:\{|\[\s*[\[{])")


class Text(NamedTuple):
    """A whole text; `at` is the byte of the file at which it begins, `codec` how it is written there."""

    text: str
    at: int
    codec: str


def may_be_document(text: str) -> bool:
    """Tell whether a text begins as a JSON document that could hold records."""
    return _MAY_BE_DOCUMENT.match(text) is not None


def value_of(text: str) -> Any:
    """Return a text as a JSON object or list; None for anything else."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


class JsonLines:
    """One JSON value a line, each of one shape."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.name = shape.name

    def fit_to(self, values: list[Any], written: int) -> Fit | None:
        """Return the share of the written lines whose values are of this shape."""
        read = sum(1 for value in values if self.shape.fits(value))
        return Fit(read / written, self.shape.rank) if read else None

    def find(self, lines: Iterable[Line]) -> Iterator[Found]:
        """Yield what each line tells; a line that is no JSON, or tells no time, without a time."""
        for line in lines:
            value = value_of(line.text)
            told = list(self.shape.told(value)) if value is not None else []
            for one in told:
                yield _found(one, line, self.name)
            if not told and line.text.strip():
                yield Found(None, line.number, line.first, line.last, None, None, line.text, "")


class JsonDocument:
    """One JSON value over all lines."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.name = shape.name

    def find_in(self, whole: Text) -> Iterator[Found]:
        """Yield what the records tell, each with the line and bytes of its own object.

        A document nested beyond sense is told as unread.
        """
        try:
            value = placed(whole.text)
        except (ValueError, RecursionError):
            yield Found(None, 1, whole.at, whole.at, None, None, whole.text[:200], "")
            return
        places = _Places(whole)
        for told in self.shape.told(value):
            yield _found(told, places.of(told.of.start, told.of.end), self.name)


class _Places:
    """Finds lines and bytes of characters, going on from the last ones, as records come in their order."""

    def __init__(self, whole: Text) -> None:
        self._whole = whole
        self._character, self._byte, self._line = 0, whole.at, 1
        self._last: tuple[tuple[int, int], Line] | None = None

    def of(self, start: int, end: int) -> Line:
        if self._last is None or self._last[0] != (start, end):
            self._go_to(start)
            number, begins = self._line, self._byte
            self._go_to(end)
            self._last = (start, end), Line(number, begins, self._byte, "")
        return self._last[1]

    def _go_to(self, character: int) -> None:
        if character < self._character:
            self._character, self._byte, self._line = 0, self._whole.at, 1
        piece = self._whole.text[self._character : character]
        self._byte += len(piece.encode(self._whole.codec, "replace"))
        self._line += piece.count("\n")
        self._character = character


def _found(told: Told, line: Line, name: str) -> Found:
    return Found(
        told.stamp, line.number, line.first, line.last, told.level, told.who, told.text, name
    )
