"""JSON read so that every object knows where it stands in its text."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRACES = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}]')
MOST_DEEP = 200
"""How deep a document may be nested; more is nothing a tool writes."""


class Placed(dict[str, Any]):
    """A JSON object with the characters at which it begins and ends."""

    __slots__ = ("end", "start")

    start: int
    end: int


def placed(text: str) -> Any:
    """Return a JSON value whose objects are `Placed`; raises ValueError for what is no JSON."""
    ends = _objects(text)

    def place(pairs: list[tuple[str, Any]]) -> Placed:
        one = Placed(pairs)
        one.start, one.end = next(ends)
        return one

    return json.loads(text, object_pairs_hook=place)


def _objects(text: str) -> Iterator[tuple[int, int]]:
    """Yield where objects begin and end, in the order in which they end, as the parser finishes them."""
    open_: list[int] = []
    for found in _BRACES.finditer(text):
        brace = text[found.start()]
        if brace == "{":
            open_.append(found.start())
            if len(open_) > MOST_DEEP:
                message = "nested too deep"
                raise ValueError(message)
        elif brace == "}" and open_:
            yield open_.pop(), found.end()
