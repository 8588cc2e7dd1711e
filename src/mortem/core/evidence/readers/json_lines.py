"""JSON, one object a line or one document in all; what the objects mean, a shape says."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING

from mortem.core.evidence.format import Fit, Found, Line
from mortem.core.evidence.places import placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from mortem.core.evidence.format import Head
    from mortem.core.evidence.shape import Shape, Told

LARGEST_DOCUMENT = 64 * 1024 * 1024
"""Bytes of a document that is one JSON value: it has to be held whole."""


class JsonLines:
    """One JSON value a line, each of one shape."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.name = shape.name

    def fit(self, head: Head) -> Fit | None:
        """Return the share of the lines that are JSON of this shape."""
        values = [value for line in head.lines if (value := _value(line)) is not None]
        written = sum(1 for line in head.lines if line.strip())
        read = sum(1 for value in values if self.shape.fits(value))
        return Fit(read / written, self.shape.rank) if read else None

    def find(self, lines: Iterable[Line]) -> Iterator[Found]:
        """Yield what each line tells; a line that is no JSON, or tells no time, without a time."""
        for line in lines:
            value = _value(line.text)
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

    def fit(self, head: Head) -> Fit | None:
        """Return a fit when the whole text is here and of this shape."""
        value = _value(head.text)
        return Fit(1.0, self.shape.rank) if value is not None and self.shape.fits(value) else None

    def find(self, lines: Iterable[Line]) -> Iterator[Found]:
        """Yield what the records tell, each with the lines and bytes of its own object."""
        held = list(lines)
        text = "\n".join(line.text for line in held)
        try:
            value = placed(text)
        except (ValueError, RecursionError):
            value = None
        places = _Places(held)
        for told in self.shape.told(value) if value is not None else ():
            yield _found(told, places.line_of(told.of.start, told.of.end), self.name)


class _Places:
    """Finds the line and bytes of characters of the joined text."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._starts: list[int] = []
        at = 0
        for line in lines:
            self._starts.append(at)
            at += len(line.text) + 1

    def line_of(self, start: int, end: int) -> Line:
        first, begins = self._byte(start)
        _, ends = self._byte(end)
        return Line(first.number, begins, ends, "")

    def _byte(self, character: int) -> tuple[Line, int]:
        place = bisect_right(self._starts, character) - 1
        line = self._lines[place]
        before = line.text[: character - self._starts[place]]
        return line, line.first + len(before.encode())


def _value(text: str) -> Any:
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _found(told: Told, line: Line, name: str) -> Found:
    return Found(
        told.stamp, line.number, line.first, line.last, told.level, told.who, told.text, name
    )
