"""Where a value stands in a JSON text: only asked once something is wrong with it."""

from __future__ import annotations

import json
import re

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


def position(text: str, path: tuple[str | int, ...]) -> int:
    """The index at which the value at `path` begins, or the nearest one above it that is there.

    `text` must be valid JSON.
    """
    at = _skip(text, 0)
    for step in path:
        found = _item(text, at, step) if isinstance(step, int) else _field(text, at, step)
        if found is None:
            return at
        at = found
    return at


def line_and_column(text: str, at: int) -> tuple[int, int]:
    """The line and column of an index, both from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _field(text: str, at: int, key: str) -> int | None:
    if text[at] != "{":
        return None
    at = _skip(text, at + 1)
    while text[at] != "}":
        name, after = _DECODER.raw_decode(text, at)
        value = _skip(text, _skip(text, after) + 1)
        if name == key:
            return value
        at = _next(text, value)
    return None


def _item(text: str, at: int, index: int) -> int | None:
    if text[at] != "[":
        return None
    at = _skip(text, at + 1)
    while text[at] != "]":
        if index == 0:
            return at
        index -= 1
        at = _next(text, at)
    return None


def _next(text: str, at: int) -> int:
    """The index after the value at `at` and its comma."""
    _, after = _DECODER.raw_decode(text, at)
    after = _skip(text, after)
    return _skip(text, after + 1) if text[after] == "," else after


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return at if found is None else found.end()
