"""Lines and columns of a text, both counted from 1, columns in characters."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

_LINE_END = re.compile(r"\r\n|\r|\n")


class Lines:
    """Where the lines of a text begin; they are counted when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_END.finditer(self._text))]

    def place(self, position: int) -> tuple[int, int]:
        """Return the line and the column of a position."""
        line = bisect_right(self._starts, position)
        return line, position - self._starts[line - 1] + 1
