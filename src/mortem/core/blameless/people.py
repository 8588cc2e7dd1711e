"""Who is the subject? Everything hangs on it: a job may fail to notice, a team is blamed for it.

A light tagger, not a parser: it looks for the noun before a verb and asks what it names.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.blameless.phrases import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mortem.core.blameless.sentence import Sentence, Word


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
_PRONOUNS = {
    **dict.fromkeys(("i", "i'd", "i've", "i'm", "me", "myself"), Who.SELF),
    **dict.fromkeys(("we", "we'd", "we've", "we're", "us", "ourselves"), Who.WE),
    **dict.fromkeys(("you", "you'd", "you've", "you're", "y'all"), Who.YOU),
    **dict.fromkeys(("he", "he'd", "he's", "she", "she'd", "she's", "him", "her"), Who.PERSON),
    **dict.fromkeys(("it", "this", "that", "these", "those", "there", "what"), Who.THING),
}
_INDEFINITE = frozenset(("they", "nobody", "no-one", "anyone", "anybody"))
_SKIPPED = frozenset(
    "also then just again not never always had has have did do does may might can could will would"
    " still even later once too ever often both all each is was were been being be n't to".split()
)
_NEUTRAL_LY = frozenset(("family", "assembly", "only", "supply", "reply", "july", "emily", "kelly"))
_ELLIPTIC = frozenset(("and", "but", "or", "then", "yet", "nor"))
_STOPS = frozenset(
    ", ; : ( ) . ! ? - / because so that which when while after before although though if since as"
    " however until unless where whether than what how why who and but or then yet is was were are"
    " has had".split()
)
_PREPOSITIONS = frozenset(
    "of on in at from for with during after before by about under over into to within without"
    " behind between among across per via through".split()
)
_OPENS_CLAUSE = frozenset(("that", "which", "because", "when", "while", "if", ";", ":"))
_BRIEF = 4  # words: “which in turn, caused”
_DETERMINERS = frozenset(
    "the a an this that these those our their his her its my your one some any every each no"
    " another several many two three".split()
)


def subject(sentence: Sentence, at: int) -> Subject:
    """Return whom the verb at that position is said of."""
    return _before(sentence.words, sentence.index(at))


def named_after(sentence: Sentence, at: int) -> Subject:
    """Return whom the noun phrase that begins at that position names."""
    found: list[Word] = []
    for word in sentence.words[sentence.index(at) :][:7]:
        if found and (word.low in _STOPS or word.low in _PREPOSITIONS):
            break
        found.append(word)
        if word.low.endswith("'s") or word.low in _PRONOUNS:
            break
    return _phrase(found)


def asked(sentence: Sentence, at: int) -> Subject:
    """Return whom a question is put to whose verb comes first: “didn't QA catch this”."""
    following = sentence.words[sentence.index(at) :][:6]
    if [word.low for word in following[:2]] == ["no", "one"]:
        return Subject(Who.UNKNOWN, "no one")
    for index, word in enumerate(following):
        if word.low in _PRONOUNS or word.low in _INDEFINITE:
            return Subject(_PRONOUNS.get(word.low, Who.UNKNOWN), word.text)
        found = _phrase(following[: index + 1])
        goes_on = index + 1 < len(following) and _kind(following[index + 1].low).is_colleague
        if found.who is not Who.UNKNOWN and not goes_on:
            return found
    return Subject(Who.UNKNOWN, following[0].text if following else "")


def is_person(word: str) -> bool:
    """Whether a word in lower case names a role, a team or a person."""
    return _kind(word) in {Who.PERSON, Who.TEAM}


def _before(all_words: Sequence[Word], index: int) -> Subject:
    at = _skip(all_words, index - 1)
    if at < 0:
        return NOBODY
    low = all_words[at].low
    if low == "who":
        return _whoever(all_words, at)
    if low in {"that", "which"} and at > 0:
        return _phrase([all_words[at - 1]])
    if low in _PRONOUNS:
        near = [word.low for word in all_words[max(0, at - _BRIEF) : at]]
        if _PRONOUNS[low] is Who.THING and "who" in near:  # “the engineer who deployed it”
            return _whoever(all_words, at - len(near) + near.index("who"))
        return Subject(_PRONOUNS[low], all_words[at].text)
    if low == "they":
        return _they(all_words, at)
    if low in _ELLIPTIC or low == ",":
        return _earlier(all_words, at)
    if low == ")":
        return _before(all_words, _opening(all_words, at))
    phrase = _noun_phrase(all_words, at)
    found = _phrase(_without_lead(phrase))
    first = at - len(phrase)
    relative = all_words[first].low if first > 0 else ""
    if relative == "who" and not found.who.is_colleague:
        return _whoever(all_words, first)
    if relative == "which" and not found.who.is_colleague:
        return Subject(Who.THING, "which")
    return found


def _skip(all_words: Sequence[Word], at: int) -> int:
    """Step left over adverbs and auxiliaries."""
    while at >= 0 and (
        all_words[at].low in _SKIPPED
        or (all_words[at].low.endswith("ly") and all_words[at].low not in _NEUTRAL_LY)
    ):
        at -= 1
    return at


def _whoever(all_words: Sequence[Word], at: int) -> Subject:
    if at == 0:
        return NOBODY
    before = _phrase([all_words[at - 1]])
    return before if before.who is not Who.UNKNOWN else Subject(Who.PERSON, all_words[at - 1].text)


def _they(all_words: Sequence[Word], at: int) -> Subject:
    """Take “they” for people only when somebody was named just before and no thing was."""
    for word in reversed(all_words[:at]):
        kind = _kind(word.low)
        if kind is not Who.UNKNOWN:
            return Subject(kind, "they")
    return Subject(Who.UNKNOWN, "they")


def _earlier(all_words: Sequence[Word], at: int) -> Subject:
    """Return the subject that was left out after “and”, “but” or a comma: that of the clause."""
    first = at
    while first > 0 and all_words[first - 1].low not in _OPENS_CLAUSE:
        first -= 1
    if first > 0 and all_words[first - 1].low == "which" and at - first <= _BRIEF:
        return Subject(Who.THING, "which")
    found = _first_named(all_words[first:at])
    return found if found.name or first == 0 else _first_named(all_words[:at])


def _first_named(all_words: Sequence[Word]) -> Subject:
    for index, word in enumerate(all_words):
        if word.low in _PRONOUNS and _PRONOUNS[word.low] is not Who.THING:
            return Subject(_PRONOUNS[word.low], word.text)
        kind = _kind(word.low)
        if kind is not Who.UNKNOWN and not _goes_on(all_words, index):
            return _phrase(all_words[max(0, index - 2) : index + 1])
    return NOBODY


def _goes_on(all_words: Sequence[Word], index: int) -> bool:
    """Whether a noun is only the first part of a longer name, or hangs on a preposition."""
    after = []
    for word in all_words[index + 1 : index + 4]:
        if word.low in _STOPS | _PREPOSITIONS | _DETERMINERS or word.low.endswith("ed"):
            break
        after.append(word.low)
    near = [word.low for word in all_words[max(0, index - 2) : index]]
    hangs = any(word in _PREPOSITIONS for word in near)
    return hangs or any(_kind(word) is not Who.UNKNOWN for word in after)


def _opening(all_words: Sequence[Word], at: int) -> int:
    while at > 0 and all_words[at].low != "(":
        at -= 1
    return at


def _noun_phrase(all_words: Sequence[Word], at: int) -> Sequence[Word]:
    first = at
    while first > 0 and all_words[first - 1].low not in _STOPS and at - first < 12:
        first -= 1
    return all_words[first : at + 1]


def _without_lead(phrase: Sequence[Word]) -> Sequence[Word]:
    """Drop “In the last deploy” before “the engineer”."""
    if phrase[0].low not in _PREPOSITIONS:
        return phrase
    starts = [
        index
        for index in range(2, len(phrase))
        if phrase[index].low in _DETERMINERS and phrase[index - 1].low not in _PREPOSITIONS
    ]
    return phrase[starts[-1] :] if starts else phrase[-1:]


def _phrase(phrase: Sequence[Word]) -> Subject:
    head = _head(phrase)
    if head < 0:
        return NOBODY
    word = phrase[head]
    if head > 0 and phrase[0].low.endswith("ing"):
        return Subject(Who.THING, phrase[0].text)  # “Appointing a manager could have helped”
    name = " ".join(one.text for one in phrase[: head + 1])
    low = word.low.removesuffix("'s").removesuffix("'")
    if low in _PRONOUNS:
        return Subject(_PRONOUNS[low], word.text)
    kind = _kind(low)
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
        if low in _PREPOSITIONS or (low.endswith("ing") and _kind(before) is not Who.UNKNOWN):
            return index - 1
    return len(phrase) - 1


def _is_program(role: str, modifier: str) -> bool:
    return role.removesuffix("s") in {"operator", "manager", "driver", "worker", "controller", "lead",
        "dispatcher", "supervisor", "inspector", "planner", "owner"} and modifier in words(
        "people", "makes_it_a_thing"
    )


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
def _kind(low: str) -> Who:
    low = low.removesuffix("'s").removesuffix("'")
    singular = low.removesuffix("s") if len(low) > 3 else low
    for key, who in (
        ("outsiders", Who.OUTSIDER),
        ("teams", Who.TEAM),
        ("roles", Who.PERSON),
        ("irregular", Who.PERSON),
        ("things", Who.THING),
    ):
        if low in words("people", key) or singular in words("people", key):
            return who
    return Who.UNKNOWN
