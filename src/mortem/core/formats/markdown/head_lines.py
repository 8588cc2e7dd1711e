"""Lines of YAML for the head, in the plain manner that `front_matter` reads fastest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mortem.core.formats.markdown.front_matter import BARE, NULLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Shown = str | Iterable[str | Mapping[str, str]]

_PLAIN = re.compile(rf"{BARE}\Z")
_UNPRINTABLE = re.compile(
    '[\x00-\x1f"\\\\\x7f-\xa0\xad\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]'
    "|[\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)


def show(pairs: Iterable[tuple[str, Shown]]) -> list[str]:
    """The lines of a head; a list becomes one line with a dash for each entry."""
    lines: list[str] = []
    for key, value in pairs:
        if isinstance(value, str):
            lines.append(f"{key}: {scalar(value)}")
            continue
        lines.append(f"{key}:")
        lines.extend(f"- {_entry(entry)}" for entry in value)
    return lines


def _entry(entry: str | Mapping[str, str]) -> str:
    if isinstance(entry, str):
        return scalar(entry)
    return "{" + ", ".join(f"{key}: {scalar(value)}" for key, value in entry.items()) + "}"


def scalar(value: str) -> str:
    """A value as YAML: bare where it cannot be mistaken, else in double quotes."""
    if _PLAIN.match(value) and value not in NULLS:
        return value
    return '"' + _UNPRINTABLE.sub(_escaped, value) + '"'


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    return "\\" + character if character in '"\\' else f"\\u{ord(character):04x}"
