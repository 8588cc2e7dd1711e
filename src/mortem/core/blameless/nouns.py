"""What a noun phrase names: a person, a team, those we serve, or a thing."""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.blameless.phrases import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mortem.core.blameless.sentence import Word


class Who(Enum):
    """What kind of subject."""

    SELF = auto()
    WE = auto()
    YOU = auto()
    PERSON = auto()
    TEAM = auto()
    OUTSIDER = auto()
    THING = auto()
    UNKNOWN = auto()

    @property
    def is_colleague(self) -> bool:
        """Whether it is somebody of the organisation other than the writer and their team."""
        return self in {Who.PERSON, Who.TEAM, Who.YOU}


class Subject(NamedTuple):
    """The subject and the words that name it."""

    who: Who
    name: str


NOBODY = Subject(Who.UNKNOWN, "")
PRONOUNS = {
    **dict.fromkeys(("i", "i'd", "i've", "i'm", "me", "myself"), Who.SELF),
    **dict.fromkeys(("we", "we'd", "we've", "we're", "us", "ourselves"), Who.WE),
    **dict.fromkeys(("you", "you'd", "you've", "you're", "y'all"), Who.YOU),
    **dict.fromkeys(("he", "he'd", "he's", "she", "she'd", "she's", "him", "her"), Who.PERSON),
    **dict.fromkeys(("it", "this", "that", "these", "those", "there", "what"), Who.THING),
}
_LISTS = {
    "outsiders": Who.OUTSIDER,
    "teams": Who.TEAM,
    "roles": Who.PERSON,
    "irregular": Who.PERSON,
    "things": Who.THING,
}
_LONG = 3  # letters: shorter words keep their s


def is_person(word: str) -> bool:
    """Whether a word in lower case names a role, a team or a person."""
    return kind_of(word) in {Who.PERSON, Who.TEAM}


def named_by(phrase: Sequence[Word]) -> Subject:
    """Return whom or what the words of a noun phrase name."""
    head = _head(phrase)
    if head < 0:
        return NOBODY
    word = phrase[head]
    if head > 0 and phrase[0].low.endswith("ing"):
        return Subject(Who.THING, phrase[0].text)  # “Appointing a manager could have helped”
    name = " ".join(one.text for one in phrase[: head + 1])
    low = word.low.removesuffix("'s").removesuffix("'")
    if low in PRONOUNS:
        return Subject(PRONOUNS[low], word.text)
    kind = kind_of(low)
    if kind is Who.PERSON and head > 0 and _is_program(low, phrase[head - 1].low):
        kind = Who.THING
    if kind is Who.UNKNOWN or (kind is Who.OUTSIDER and low == "people" and head > 0):
        kind = _named(phrase, head) or kind
    if low == "controller":
        modifier = phrase[head - 1].low if head else ""
        kind = Who.PERSON if modifier in words("people", "person_controllers") else Who.THING
    return Subject(kind, name)


def _head(phrase: Sequence[Word]) -> int:
    """Return the index of the noun that the phrase is about, or -1."""
    for index in range(1, len(phrase)):
        low, before = phrase[index].low, phrase[index - 1].low.removesuffix("s")
        if low in words("grammar", "prepositions") or (
            low.endswith("ing") and kind_of(before) is not Who.UNKNOWN
        ):
            return index - 1
    return len(phrase) - 1


def _is_program(role: str, modifier: str) -> bool:
    return role.removesuffix("s") in {
        "operator",
        "manager",
        "driver",
        "worker",
        "controller",
        "lead",
        "dispatcher",
        "supervisor",
        "inspector",
        "planner",
        "owner",
    } and modifier in words("people", "makes_it_a_thing")


def _named(phrase: Sequence[Word], head: int) -> Who | None:
    """Tell a person by a given name, a title or a handle."""
    word = phrase[head]
    text = word.text.removesuffix("'s")
    if text.startswith("@") and len(text) > 1:
        return Who.PERSON
    if not text[:1].isupper() or text.isupper():
        return None
    if text.lower() in words("people", "names"):
        return Who.PERSON
    before = phrase[head - 1] if head else None
    if before is None:
        return None
    is_name = before.text[:1].isupper() and before.low in words("people", "names")
    return Who.PERSON if is_name or before.low in words("people", "titles") else None


@cache
def kind_of(low: str) -> Who:
    """Return what a word in lower case names by itself."""
    low = low.removesuffix("'s").removesuffix("'")
    singular = low.removesuffix("s") if len(low) > _LONG else low
    for key, who in _LISTS.items():
        if low in words("people", key) or singular in words("people", key):
            return who
    return Who.UNKNOWN
