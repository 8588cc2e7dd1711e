"""Heads that use more of YAML than Mortem itself writes.

Reads events, not nodes: a loader that builds nodes calls itself for each level, and 60 kB of
opening brackets would end the process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from mortem.core.errors import BadDocument
from mortem.core.formats.markdown.front_matter import NULLS, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 4
_Loader: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(source: str, *, first: int) -> Value:
    """The head in `source`, whose first line has the number `first`. Raises BadDocument."""
    try:
        return _document(yaml.parse(source, Loader=_Loader), first)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadDocument(
            "The head is no YAML: {problem}.",
            line=first + (mark.line if mark else 0),
            column=1 + (mark.column if mark else 0),
            problem=error.problem or "it cannot be read",
        ) from None
    except (yaml.YAMLError, UnicodeError):
        raise BadDocument("The head holds what YAML cannot hold.", line=first) from None


class _Open:
    """A mapping or list that is not closed yet."""

    def __init__(self, value: Value) -> None:
        self.value = value
        self.key: Value | None = None

    def take(self, value: Value) -> None:
        content = self.value.content
        if isinstance(content, list):
            content.append(value)
        elif self.key is None:
            self.key = value
        elif isinstance(content, dict):
            name = self.key.text()
            if name in content:
                raise self.key.wrong("“{key}” is said twice.", key=name)
            content[name] = value
            self.key = None


def _document(events: Iterator[yaml.Event], first: int) -> Value:
    result = Value({}, first, 1)
    stack: list[_Open] = []
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            value = stack.pop().value
        elif isinstance(event, yaml.NodeEvent):
            value = _value(event, first)
            if isinstance(event, yaml.CollectionStartEvent):
                if len(stack) == _DEEPEST:
                    raise value.wrong("This is nested too deeply.")
                stack.append(_Open(value))
                continue
        else:
            continue
        if stack:
            stack[-1].take(value)
        else:
            result = value
    return result


def _value(event: yaml.NodeEvent, first: int) -> Value:
    mark = event.start_mark
    line, column = (first + mark.line, mark.column + 1) if mark is not None else (first, 1)
    if isinstance(event, yaml.MappingStartEvent):
        return Value({}, line, column)
    if isinstance(event, yaml.SequenceStartEvent):
        return Value([], line, column)
    if not isinstance(event, yaml.ScalarEvent):
        raise BadDocument("Write it out: a head knows no aliases.", line=line, column=column)
    plain = not getattr(event, "style", "")  # None, or "" from the parser written in C
    return Value("" if plain and event.value in NULLS else str(event.value), line, column)
