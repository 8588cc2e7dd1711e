"""Where a text speaks of people: by name, as a team, by their role.

A `Finder` is any function from a text to its mentions. The one here knows the names it is
given and a list of roles, `mentions.toml`; a better one can take its place without anybody
who asks having to change.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeAlias

from mortem.core.blameless.nouns import Who as Subject
from mortem.core.blameless.nouns import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Finder: TypeAlias = Callable[[str], "tuple[Mention, ...]"]

SHORTEST = 2  # letters of a part of a name that is looked for by itself
_BETWEEN = 30  # characters between what is done and to whom
_WORDS_ONLY = re.compile(r"[\w\s'\u2019-]*")


class Who(StrEnum):
    """How a text speaks of people."""

    PERSON = "person"
    TEAM = "team"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place: `start` and `end` are offsets in the text, in characters.

    `name` is the whole name of a known person or team, however it was shortened here.
    """

    who: Who
    name: str
    start: int
    end: int


def finder(people: Iterable[str], teams: Iterable[str] = ()) -> Finder:
    """Return a finder that knows these people and teams by name, and everybody by role."""
    known = [(Who.TEAM, name, [name]) for name in teams if name.strip()]
    known += [
        (Who.PERSON if is_name(name) else Who.ROLE, name, _forms(name))
        for name in people
        if name.strip()
    ]
    patterns = [
        (who, name, re.compile("|".join(map(bounded, sorted(forms, key=len, reverse=True)))))
        for who, name, forms in known
    ]

    def find(text: str) -> tuple[Mention, ...]:
        found = [
            Mention(who, name, match.start(), match.end())
            for who, name, pattern in patterns
            for match in pattern.finditer(text)
        ]
        found += [
            Mention(who, match[0].casefold(), match.start(), match.end())
            for who in (Who.TEAM, Who.ROLE)
            for match in _words(who.value).finditer(text)
        ]
        return _without_overlaps(found)

    return find


def is_name(text: str) -> bool:
    """Tell a name from a description: “Dana Ruiz”, not “the engineer at the keyboard” or “Database lead”.

    Accounts and owners may be either, and no part of a description is anybody's name.
    """
    parts = text.split()
    is_written_so = all(part[0].upper() == part[0] for part in parts)
    return bool(parts) and is_written_so and all(map(_may_be_a_name, parts))


def _may_be_a_name(part: str) -> bool:
    if kind_of(part.casefold()) is not Subject.UNKNOWN:
        return False
    return not any(_words(kind).fullmatch(part) for kind in ("described", "team", "role"))


def aimed_at(text: str, mentions: Iterable[Mention]) -> Mention | None:
    """Return whom an action is done to: somebody who comes right after a word such as “retrain”."""
    ends = [match.end() for match in _words("aimed").finditer(text)]
    for one in mentions:
        between = (text[end : one.start] for end in ends if 0 <= one.start - end <= _BETWEEN)
        if any(_WORDS_ONLY.fullmatch(words) for words in between):
            return one
    return None


def _forms(name: str) -> list[str]:
    """Return a name as people write it: whole, and each of its longer parts alone; a description whole."""
    parts = [part.strip(".,") for part in name.split()]
    if not is_name(name):
        return [name]
    return [name, *(part for part in parts if len(part) > SHORTEST and part[0].isupper())]


def bounded(word: str) -> str:
    """Return a pattern for a word that stands by itself."""
    # Scripts without capitals often have no spaces either: there a name stands inside a line.
    is_cased = word.lower() != word.upper()
    return rf"(?<!\w){re.escape(word)}(?!\w)" if is_cased else re.escape(word)


@cache
def _words(section: str) -> re.Pattern[str]:
    data = tomllib.loads((files("mortem.core") / "mentions.toml").read_text("utf-8"))
    words = sorted(data[section]["words"], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})s?(?!\w)", re.IGNORECASE)


def _without_overlaps(found: list[Mention]) -> tuple[Mention, ...]:
    """Keep the longest of mentions that overlap, in reading order; of equals the first."""
    kept: list[Mention] = []
    for one in sorted(found, key=lambda one: (one.start, one.start - one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)
