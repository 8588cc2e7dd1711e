"""What should not leave a team: names, addresses, machines inside, secrets (METHOD E2).

Found by patterns that step forward only, so that no text makes them slow. What is found is
covered with words that say what stood there; the same person is the same letter throughout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from mortem.core.mentions import Who, finder
from mortem.core.report.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.core.report.words import Say

_ = gettext_noop


class Private(StrEnum):
    """What kind of thing it is; each value is the words that cover it."""

    SECRET = _("(a secret)")
    ADDRESS = _("(an address)")
    MACHINE = _("(a machine inside)")
    NUMBER = _("(a phone number)")
    PERSON = _("Person {letter}")


@dataclass(frozen=True, slots=True)
class Found:
    """One place in a text, in characters; `name` is whose it is, for a person."""

    kind: Private
    start: int
    end: int
    name: str = ""


_PATTERNS: Final = (
    (
        Private.SECRET,
        re.compile(
            r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[^-]{0,8000}-----END [A-Z ]{0,30}PRIVATE KEY-----)?"
            r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[opsur]_\w{20,255}|\bgithub_pat_\w{20,255}|\bglpat-[\w-]{20,255}"
            r"|\bxox[abpr]-[\w-]{10,255}|\bsk_live_\w{16,255}|\beyJ[\w-]{10,2000}\.[\w-]{5,4000}\.[\w-]{5,1000}"
            r"|\b[Bb]earer [\w.~+/=-]{8,2000}"
            r"|(?i:\b(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key)\b[\"']?[ ]?[:=][ ]?[\"']?)[^\s\"',;]{4,200}"
        ),
    ),
    (Private.ADDRESS, re.compile(r"\b[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")),
    (
        Private.MACHINE,
        re.compile(
            r"\bhttps?://(?:[^\s/@]{0,100}@)?(?:[\w-]{1,63}\.){0,6}(?:internal|local|lan|corp|intra|home\.arpa|localhost)"
            r"(?::\d{1,5})?(?:/[^\s<>\"]{0,500})?"
            r"|\bhttps?://[\w-]{1,63}(?::\d{1,5})?(?=[/\s]|$)(?:/[^\s<>\"]{0,500})?"
            r"|\b(?:[\w-]{1,63}\.){1,6}(?:internal|local|lan|corp|intra|home\.arpa)\b(?::\d{1,5})?"
        ),
    ),
    (Private.NUMBER, re.compile(r"(?<![\w+])\+\d{1,3}[ .-]?(?:\(?\d{1,5}\)?[ .-]?){2,5}\d(?!\w)")),
)
_NUMERIC: Final = re.compile(r"(?<![\w.:])[0-9A-Fa-f:.]{3,45}(?![\w:])")
_PORT: Final = re.compile(r"(?<=\d):\d{1,5}\Z")


def private_in(text: str, people: Iterable[str] = ()) -> tuple[Found, ...]:
    """Return what is private in a text, in reading order; what overlaps is told once, the longest."""
    found = [*_by_pattern(text), *_machines(text), *_people(text, people)]
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _by_pattern(text: str) -> Iterator[Found]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Found(kind, match.start(), match.end())


def _machines(text: str) -> Iterator[Found]:
    """Yield every number of a machine, also a public one: outside, it helps nobody."""
    for match in _NUMERIC.finditer(text):
        word = match[0].rstrip(".")
        is_number = any(map(str.isdigit, word))
        if is_number and (word.count(".") == 3 or word.count(":") > 1):  # noqa: PLR2004 - how they are written
            try:
                ip_address(_PORT.sub("", word) if "." in word else word)
            except ValueError:
                continue
            yield Found(Private.MACHINE, match.start(), match.start() + len(word))


def _people(text: str, people: Iterable[str]) -> Iterator[Found]:
    for one in finder(people)(text):
        if one.who is Who.PERSON:
            yield Found(Private.PERSON, one.start, one.end, one.name)


class Cover:
    """Covers what is private in one text after the other; a person keeps their letter."""

    def __init__(self, people: Iterable[str], say: Say = str) -> None:
        self._people = list(people)
        self._say = say
        self._letters: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return the text with everything private covered."""
        parts, last = [], 0
        for one in private_in(text, self._people):
            parts += [text[last : one.start], self._words(one)]
            last = one.end
        return "".join([*parts, text[last:]])

    def _words(self, one: Found) -> str:
        if one.kind is not Private.PERSON:
            return self._say(one.kind)
        letter = self._letters.setdefault(one.name, _letter(len(self._letters)))
        return self._say(Private.PERSON).format(letter=letter)


def _letter(place: int) -> str:
    """Return A to Z, then AA, AB and so on."""
    rest, last = divmod(place, 26)
    return (_letter(rest - 1) if rest else "") + chr(ord("A") + last)
