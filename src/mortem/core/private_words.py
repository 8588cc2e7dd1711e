"""What should not leave a team: names, addresses, machines inside, secrets (METHOD E2).

Found by patterns with bounds, so that no text makes them slow. What is found is covered with
words that say what stood there; the same person is the same letter throughout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from mortem.core.mentions import bounded
from mortem.core.translatable import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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


_SECRET: Final = (
    Private.SECRET,
    re.compile(
        r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[\w+/=:,.\s-]{0,8000}?"
        r"-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----|[A-Za-z0-9+/=\s]{0,8000})"
        r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[opsur]_\w{20,255}|\bgithub_pat_\w{20,255}|\bglpat-[\w-]{20,255}"
        r"|\bxox[abpr]-[\w-]{10,255}|\bsk_live_\w{16,255}|\beyJ[\w-]{10,2000}\.[\w-]{5,4000}\.[\w-]{5,1000}"
        r"|\b(?:[Bb]earer|[Bb]asic) [\w.~+/=-]{8,2000}"
        r"|(?<=://)[^\s/:@]{0,100}:[^\s/@]{1,200}(?=@)"
        r"|(?i:(?<![^\W_])(?:pass(?:word|wd|phrase)?|pwd|secret(?:[_-]?(?:access[_-]?)?key)?|token|api[_-]?key"
        r"|access[_-]?key(?:[_-]?id)?|private[_-]?key)(?:_\w{0,40})?[\"']?[ ]?[:=][ ]?[\"']?)[^\s\"',;&]{4,}"
    ),
)
_PATTERNS: Final = (
    _SECRET,
    (Private.ADDRESS, re.compile(r"\b[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")),
    (
        Private.MACHINE,
        re.compile(
            r"(?i:\bhttps?://(?:[^\s/@]{0,100}@)?(?:[\w-]{1,63}\.){0,6}"
            r"(?:internal|local|lan|corp|intra|home\.arpa|localhost)(?![\w-]|\.\w)"
            r"(?::\d{1,5})?(?:/[^\s<>\"]{0,500})?"
            r"|\bhttps?://[\w-]{1,63}(?::\d{1,5})?(?=[/\s]|$)(?:/[^\s<>\"]{0,500})?"
            r"|\b(?:[\w-]{1,63}\.){1,6}(?:internal|local|lan|corp|intra|home\.arpa)(?![\w-]|\.\w)(?::\d{1,5})?)"
        ),
    ),
    (Private.NUMBER, re.compile(r"(?<![\w+])\+\d{1,3}[ .-]?(?:\(?\d{1,5}\)?[ .-]?){2,5}\d(?!\w)")),
)
LONGEST_SECRET: Final = 8_300
"""Characters of the longest secret that is found: what is cut is covered before, not after."""
_GIVEN: Final = r"(?:_\w{0,40})?[\"']?[ ]?[:=]"
BEGINNINGS: Final = {
    word: re.compile(word + more)
    for word, more in {
        "private key": "",
        "akia": r"[0-9a-z]{16}",
        "asia": r"[0-9a-z]{16}",
        "gh": r"[opsur]_\w{20}",
        "github_pat_": "",
        "glpat-": "",
        "xox": "[abpr]-",
        "sk_live_": "",
        "eyj": r"[\w-]{10}",
        "bearer ": r"[\w.~+/=-]{8}",
        "basic ": r"[\w.~+/=-]{8}",
        "://": r"[^\s/:@]{0,100}:[^\s/@]{1,200}@",
        "pass": f"(?:word|wd|phrase)?{_GIVEN}",
        "pwd": _GIVEN,
        "secret": _GIVEN,
        "token": _GIVEN,
        "key": f"(?:[_-]?id)?{_GIVEN}",
    }.items()
}
"""How a secret begins in small letters, by a word that is found quickly; not each that begins so is one."""
CARD: Final = re.compile(r"(?<![\w.-])(?:4|5[1-5]|2[2-7]|3[47]|6011|65)(?:[ -]?\d){11,17}(?![\w-])")
_CARD_LENGTHS: Final = range(13, 20)
_LONG_RUN: Final = re.compile("000000000000" + "0+")  # at least as long as the shortest of them
_AS_NOUGHTS: Final = str.maketrans("123456789 -", "0" * 11)  # all that a card's number is made of
_KEY_BEGINS: Final = re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----")
_KEY_BODY: Final = re.compile(
    r"[ \t]*(?:[A-Za-z0-9+/=]{0,76}|(?:Proc-Type|DEK-Info|Version): .{0,100})[ \t]*"
)
WHOLE_KEY_LINE: Final = 60  # letters of a whole line in the middle of a key
_NUMERIC: Final = re.compile(r"(?<![\w.])(?<![0-9A-Fa-f]:)[0-9A-Fa-f:.]{3,45}(?![\w:])")
_PORT: Final = re.compile(r"(?<=\d):\d{1,5}\Z")


def private_in(text: str, people: Iterable[str] = ()) -> tuple[Found, ...]:
    """Return what is private in a text, in reading order; what overlaps is told once, the longest."""
    found = [*_by_pattern(text), *_cards(text), *_machines(text), *_people(text, people)]
    return _without_overlaps(found)


def without_secrets(lines: Iterable[str], say: Say = str) -> Iterator[str]:
    """Yield lines one by one with passwords, keys, tokens and card numbers covered.

    A private key over several lines goes whole, also where the lines begin within one.
    """
    words, begun, in_key = say(Private.SECRET), False, True
    for line in lines:
        is_body = _KEY_BODY.fullmatch(line) and (begun or len(line.strip()) >= WHOLE_KEY_LINE)
        if in_key and is_body:
            begun = True
            yield words
            continue
        begun = in_key = _KEY_BEGINS.search(line) is not None
        yield _covered(line, _without_overlaps(_secrets(line)), lambda _one: words)


def secret_places(text: str) -> Iterator[int]:
    """Yield places in lines, in small letters, at which a password, key or token could begin; quickly in a long text."""
    for word, beginning in BEGINNINGS.items():
        at = text.find(word)
        while at >= 0:
            if beginning.match(text, at):
                yield at
            at = text.find(word, at + 1)


def card_places(text: str) -> Iterator[int]:
    """Yield places in lines that could hold the number of a card; quickly also in a long text."""
    for run in _LONG_RUN.finditer(text.translate(_AS_NOUGHTS)):
        if CARD.search(text, run.start(), run.end() + 1):
            yield run.start()


def _secrets(text: str) -> list[Found]:
    return [*_by_pattern(text, (_SECRET,)), *_cards(text)]


def _covered(text: str, found: Iterable[Found], words: Callable[[Found], str]) -> str:
    parts, last = [], 0
    for one in found:
        parts += [text[last : one.start], words(one)]
        last = one.end
    return "".join([*parts, text[last:]])


def _without_overlaps(found: Iterable[Found]) -> tuple[Found, ...]:
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _by_pattern(
    text: str, patterns: Iterable[tuple[Private, re.Pattern[str]]] = _PATTERNS
) -> Iterator[Found]:
    for kind, pattern in patterns:
        for match in pattern.finditer(text):
            yield Found(kind, match.start(), match.end())


def _cards(text: str) -> Iterator[Found]:
    """Yield numbers of payment cards: as long as such are, with a check digit that fits (ISO/IEC 7812)."""
    for match in CARD.finditer(text):
        digits = [int(letter) for letter in match[0] if letter.isdigit()]
        doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
        if len(digits) in _CARD_LENGTHS and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0:
            yield Found(Private.SECRET, match.start(), match.end())


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
    """Yield whoever is named: whole and in parts, in whatever case; here one too many does no harm."""
    for name in _names(people):
        forms = sorted({name, *filter(_is_telling, name.split())}, key=len, reverse=True)
        pattern = re.compile("|".join(map(bounded, forms)), re.IGNORECASE)
        for match in pattern.finditer(text):
            # “Will” is somebody, “will” is not; who writes their name small is found small.
            if match[0] != match[0].lower() or name == name.lower():
                yield Found(Private.PERSON, match.start(), match.end(), name)


def _names(people: Iterable[str]) -> list[str]:
    return list(filter(None, dict.fromkeys(map(str.strip, people))))


def _is_telling(part: str) -> bool:
    """Tell whether a part of a name says who it is: “Bo”, not “de” or “van”."""
    return len(part) > 1 and part[0] != part[0].lower()


class Cover:
    """Covers what is private; a person keeps the letter of their place among the people, in every text."""

    def __init__(self, people: Iterable[str], say: Say = str) -> None:
        self._people = _names(people)
        self._say = say
        self._letters = {name: _letter(place) for place, name in enumerate(self._people)}

    def __call__(self, text: str) -> str:
        """Return the text with everything private covered."""
        return _covered(text, private_in(text, self._people), self._words)

    def _words(self, one: Found) -> str:
        if one.kind is not Private.PERSON:
            return self._say(one.kind)
        return self._say(Private.PERSON).format(letter=self._letters[one.name])


def _letter(place: int) -> str:
    """Return A to Z, then AA, AB and so on."""
    rest, last = divmod(place, 26)
    return (_letter(rest - 1) if rest else "") + chr(ord("A") + last)
