"""Roles in place of names: what happened stays, and nobody is pointed at (METHOD C2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHORTEST = 2  # letters: of one, nobody can tell a name from an initial or a word


def named(texts: Iterable[str], names: Iterable[str]) -> dict[str, int]:
    """Return how often each of these names stands in the texts, as a word of its own; most first.

    Names that do not occur are left out, and so are those shorter than SHORTEST.
    """
    said = list(texts)
    counts = {
        name: sum(len(_pattern([name]).findall(text)) for text in said)
        for name in dict.fromkeys(map(str.strip, names))
        if len(name) >= SHORTEST
    }
    found = {name: count for name, count in counts.items() if count}
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def in_roles(text: str, roles: Mapping[str, str]) -> str:
    """Return the text with every name replaced by its role; empty roles leave theirs standing.

    A full name goes before a first name that is part of it. A role at the beginning of a
    sentence begins with a capital letter; “@name” loses its sign.
    """
    given = {name.strip(): role.strip() for name, role in roles.items()}
    chosen = {name: role for name, role in given.items() if len(name) >= SHORTEST and role}
    if not chosen:
        return text

    def role_of(found: re.Match[str]) -> str:
        role = chosen[found["name"]]
        begins = _BEGINS.search(text, max(0, found.start() - _NEAR), found.start()) is not None
        return role[:1].upper() + role[1:] if begins else role

    return _pattern(chosen).sub(role_of, text)


_BEGINS = re.compile(r"(?:\A|[.!?…]\s|\n)\s*[\"“\u2018(*_-]*\Z")  # what stands before a first word
_NEAR = 12  # characters in which a sentence can begin before its first word


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Match names as whole words, longest first; letters of any script count as letters."""
    longest = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w@.])@?(?P<name>{'|'.join(map(re.escape, longest))})(?!\w|\.\w|@)")
