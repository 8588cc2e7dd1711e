"""The head of a document, as words and lists of words.

Every value is read as the words that stand there, so that `no`, `1.0` and `2026-03-03` mean
what their writer sees; each remembers its line and column. Heads as plain as the ones Mortem
writes are read here; whatever else YAML allows is left to PyYAML, whose import alone takes as
long as the rest of `mortem check`.
"""

from __future__ import annotations

import re

from mortem.core.errors import BadDocument

LONGEST = 1_000_000
NULLS = {"", "~", "null", "Null", "NULL"}
BARE = r"[A-Za-z0-9/](?:[A-Za-z0-9_./@+-]|[ ](?=[A-Za-z0-9_./@+-])|:(?=[A-Za-z0-9_/]))*"
_LINE = re.compile(rf'([a-z_][a-z0-9_]*):(?: ({BARE}|"[^"\\\x00-\x1f]*"))?\Z')
_LISTED = re.compile(rf'- (?:({BARE}|"[^"\\\x00-\x1f]*")|\{{(.*)\}})\Z')
_PAIR = re.compile(rf'([a-z_][a-z0-9_]*): ({BARE}|"[^"\\\x00-\x1f]*")(, |\Z)')


class Value:
    """A scalar, mapping or list of the head, with where it stands (from 1)."""

    __slots__ = ("column", "content", "line")

    def __init__(
        self, content: str | dict[str, Value] | list[Value], line: int, column: int
    ) -> None:
        self.content = content
        self.line = line
        self.column = column

    def wrong(self, template: str, *, hint: str = "", **data: str) -> BadDocument:
        return BadDocument(template, line=self.line, column=self.column, hint=hint, **data)

    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        raise self.wrong("One value is expected here, not a list.")

    def mapping(self) -> dict[str, Value]:
        if isinstance(self.content, dict):
            return dict(self.content)
        raise self.wrong("Lines such as “name: value” are expected here.")

    def listed(self) -> list[Value]:
        if isinstance(self.content, list):
            return self.content
        raise self.wrong("A list is expected here: one line with a dash for each.")


def read(source: str, *, first: int) -> Value:
    """The head in `source`, whose first line has the number `first`. Raises BadDocument."""
    if len(source) > LONGEST:
        raise BadDocument("The head is longer than {most} characters.", line=first, most=LONGEST)
    plain = read_plain(source, first=first)
    if plain is not None:
        return plain
    from mortem.core.formats.markdown.yaml_head import read_yaml  # noqa: PLC0415 - slow, seldom

    return read_yaml(source, first=first)


def read_plain(source: str, *, first: int) -> Value | None:
    """The head where it is as plain as the ones that `show` writes, else None."""
    fields: dict[str, Value] = {}
    entries: list[Value] | None = None
    for number, line in enumerate(source.split("\n"), first):
        found = _LINE.match(line)
        if found is not None and found[1] not in fields:
            entries = None if found[2] else []
            content = _bare(found[2]) if found[2] else entries or ""
            fields[found[1]] = Value(content, number, found.start(2) + 1)
            last = found[1]
            continue
        entry = _entry_of(line, number) if entries is not None else None
        if entries is None or entry is None:
            return None
        entries.append(entry)
        if len(entries) == 1:
            fields[last] = Value(entries, number, 1)
    return Value(fields, first, 1)


def _entry_of(line: str, number: int) -> Value | None:
    found = _LISTED.match(line)
    if found is None:
        return None
    if found[1]:
        return Value(_bare(found[1]), number, 3)
    fields: dict[str, Value] = {}
    at = found.start(2)
    while at < found.end(2):
        pair = _PAIR.match(line, at, found.end(2))
        if pair is None or pair[1] in fields:
            return None
        fields[pair[1]] = Value(_bare(pair[2]), number, pair.start(2) + 1)
        at = pair.end()
    return Value(fields, number, 3)


def _bare(word: str) -> str:
    if word.startswith('"'):
        return word[1:-1]
    return "" if word in NULLS else word
