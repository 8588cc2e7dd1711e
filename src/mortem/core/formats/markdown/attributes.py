"""The small facts after an item's text: `*(owner: Jun; due: 2026-02-27)* <!-- id: 4f1c -->`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mortem.core.errors import BadDocument

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLAIN = re.compile(r"[\w/+.@#-][^;\"*<>\\`\x00-\x1f\x7f-\x9f\u2028\u2029]*(?<![ \t])\Z")
_ID = re.compile(r"(?!.*--)[A-Za-z0-9_.:][A-Za-z0-9_.:-]*(?<!-)\Z")
_PAIR = re.compile(
    r'[ \t]*+([A-Za-z][A-Za-z0-9 _-]*+)[ \t]*+(?::[ \t]*+("(?:[^"\\]|\\.)*+"[ \t]*+|[^;"]*+))?(;|\Z)'
)
_RISKY = re.compile("[*<>`\x7f-\x9f\u2028\u2029]")

Pair = tuple[str, str | None]


def show(pairs: Iterable[Pair]) -> str:
    """All pairs in their order; a pair without a value is a word of its own. Empty for none."""
    shown = [key if value is None else f"{key}: {quoted(value)}" for key, value in pairs]
    return f"*({'; '.join(shown)})*" if shown else ""


def show_id(identifier: str) -> str:
    """The comment that keeps an identifier out of the reader's sight."""
    plain = _ID.match(identifier) is not None
    shown = identifier if plain else _json(identifier).replace("-", "\\u002d")
    return f"<!-- id: {shown} -->"


def quoted(value: str) -> str:
    """A value as it stands, or in double quotes where it could be mistaken."""
    return value if _PLAIN.match(value) else _json(value)


class Attributes:
    """An item's pairs as read: each is taken once, and `finish` refuses what nobody asked for."""

    def __init__(self, source: str, *, line: int, column: int) -> None:
        self.line = line
        self._columns: dict[str, int] = {}
        self._values: dict[str, list[tuple[int, str]]] = {}
        source = source.rstrip(" \t;")
        at = 0
        while at < len(source):
            found = _PAIR.match(source, at)
            if found is None:
                raise BadDocument(
                    "“{part}” is no “word” or “name: value”.",
                    line=line,
                    column=column + at,
                    hint="Separate them by semicolons; put odd values in double quotes.",
                    part=source[at : at + 40],
                )
            key = found[1].rstrip().lower()
            self._columns.setdefault(key, column + found.start(1))
            self._values.setdefault(key, []).append(
                (at, self._unquoted((found[2] or "").strip(" \t")))
            )
            at = found.end()

    def word(self, *names: str) -> str | None:
        """The first of `names` that is there as a word."""
        for name in names:
            if self._values.pop(name, None) is not None:
                return name
        return None

    def each(self, *keys: str) -> list[tuple[str, str]]:
        """Every value of these keys with its key, in the order in which they stand."""
        found = [(at, key, value) for key in keys for at, value in self._values.pop(key, [])]
        return [(key, value) for _, key, value in sorted(found)]

    def one(self, key: str) -> str | None:
        """The only value of `key`, or None."""
        values = self._values.pop(key, [])
        if len(values) > 1:
            raise self.wrong(key, "“{key}” is said twice.", key=key)
        return values[0][1] if values else None

    def wrong(self, key: str, template: str, /, **data: str) -> BadDocument:
        """An error that points at `key`."""
        column = self._columns.get(key, 1)
        return BadDocument(template, line=self.line, column=column, **data)

    def finish(self, allowed: str) -> None:
        """Refuse pairs that were not taken; `allowed` names what may stand here."""
        for key in self._values:
            error = self.wrong(key, "“{key}” means nothing here.", key=key)
            error.hint = (
                f"Here may stand: {allowed}. If it is part of the sentence, drop the asterisks."
            )
            raise error

    def _unquoted(self, value: str) -> str:
        if not value.startswith('"'):
            return value
        try:
            return read_quoted(value)
        except ValueError:
            raise BadDocument(
                "{value} is no JSON string.", line=self.line, value=value[:40]
            ) from None


def read_quoted(source: str) -> str:
    """What a string in double quotes says, in JSON's rules. Raises ValueError."""
    import json  # noqa: PLC0415 - hardly any value needs quotes

    text = str(json.loads(source, strict=False))
    text.encode()
    return text


def _json(value: str) -> str:
    import json  # noqa: PLC0415

    return _RISKY.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
