"""Who is the subject? Everything hangs on it: a job may fail to notice, a team is blamed for it.

A light tagger, not a parser: it looks for the noun before a verb and asks what it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless.nouns import NOBODY, PRONOUNS, Subject, Who, kind_of, named_by
from mortem.core.blameless.phrases import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mortem.core.blameless.sentence import Sentence, Word


_INDEFINITE = frozenset(("they", "nobody", "no-one", "anyone", "anybody"))
_NEUTRAL_LY = frozenset(("family", "assembly", "only", "supply", "reply", "july", "emily", "kelly"))
_ELLIPTIC = frozenset(("and", "but", "or", "then", "yet", "nor"))
_RELATIVE = frozenset(("who", "that", "which"))
_OPENS_CLAUSE = frozenset(("that", "which", "because", "when", "while", "if", ";", ":"))
_LONGEST = 12  # words of a noun phrase
_BRIEF = 4  # words: “which in turn, caused”


def subject(sentence: Sentence, at: int) -> Subject:
    """Return whom the verb at that position is said of."""
    return _before(sentence.words, sentence.index(at))


def named_after(sentence: Sentence, at: int) -> Subject:
    """Return whom the noun phrase that begins at that position names."""
    found: list[Word] = []
    for word in sentence.words[sentence.index(at) :][:7]:
        if found and (
            word.low in words("grammar", "stops") or word.low in words("grammar", "prepositions")
        ):
            break
        found.append(word)
        if word.low.endswith("'s") or word.low in PRONOUNS:
            break
    return named_by(found)


def asked(sentence: Sentence, at: int) -> Subject:
    """Return whom a question is put to whose verb comes first: “didn't QA catch this”."""
    following = sentence.words[sentence.index(at) :][:6]
    if [word.low for word in following[:2]] == ["no", "one"]:
        return Subject(Who.UNKNOWN, "no one")
    for index, word in enumerate(following):
        if word.low in PRONOUNS or word.low in _INDEFINITE:
            return Subject(PRONOUNS.get(word.low, Who.UNKNOWN), word.text)
        found = named_by(following[: index + 1])
        goes_on = index + 1 < len(following) and kind_of(following[index + 1].low).is_colleague
        if found.who is not Who.UNKNOWN and not goes_on:
            return found
    return Subject(Who.UNKNOWN, following[0].text if following else "")


def _before(all_words: Sequence[Word], index: int) -> Subject:
    at = _skip(all_words, index - 1)
    if at < 0:
        return NOBODY
    low = all_words[at].low
    if low in PRONOUNS or low in _RELATIVE or low == "they":
        return _stood_for(all_words, at)
    if low in _ELLIPTIC or low == ",":
        return _earlier(all_words, at)
    if low == ")":
        return _before(all_words, _opening(all_words, at))
    return _of_the_phrase(all_words, at)


def _of_the_phrase(all_words: Sequence[Word], at: int) -> Subject:
    phrase = _noun_phrase(all_words, at)
    found = named_by(_without_lead(phrase))
    if found.who.is_colleague or at < len(phrase):
        return found
    relative = all_words[at - len(phrase)].low
    if relative == "who":
        return _whoever(all_words, at - len(phrase))
    return Subject(Who.THING, "which") if relative == "which" else found


def _stood_for(all_words: Sequence[Word], at: int) -> Subject:
    """Return whom a pronoun before the verb stands for."""
    low = all_words[at].low
    near = [word.low for word in all_words[max(0, at - _BRIEF) : at]]
    if low == "who":
        return _whoever(all_words, at)
    if low in {"that", "which"} and at > 0:
        return named_by([all_words[at - 1]])
    if low == "they":
        return _they(all_words, at)
    if PRONOUNS.get(low) is Who.THING and "who" in near:  # “the engineer who deployed it”
        return _whoever(all_words, at - len(near) + near.index("who"))
    return Subject(PRONOUNS.get(low, Who.THING), all_words[at].text)


def _skip(all_words: Sequence[Word], at: int) -> int:
    """Step left over adverbs and auxiliaries."""
    while at >= 0 and (
        all_words[at].low in words("grammar", "skipped")
        or (all_words[at].low.endswith("ly") and all_words[at].low not in _NEUTRAL_LY)
    ):
        at -= 1
    return at


def _whoever(all_words: Sequence[Word], at: int) -> Subject:
    if at == 0:
        return NOBODY
    before = named_by([all_words[at - 1]])
    return before if before.who is not Who.UNKNOWN else Subject(Who.PERSON, all_words[at - 1].text)


def _they(all_words: Sequence[Word], at: int) -> Subject:
    """Take “they” for people only when somebody was named just before and no thing was."""
    for word in reversed(all_words[:at]):
        kind = kind_of(word.low)
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
        if word.low in PRONOUNS and PRONOUNS[word.low] is not Who.THING:
            return Subject(PRONOUNS[word.low], word.text)
        kind = kind_of(word.low)
        if kind is not Who.UNKNOWN and not _goes_on(all_words, index):
            return named_by(all_words[max(0, index - 2) : index + 1])
    return NOBODY


def _goes_on(all_words: Sequence[Word], index: int) -> bool:
    """Whether a noun is only the first part of a longer name, or hangs on a preposition."""
    after = []
    for word in all_words[index + 1 : index + 4]:
        if word.low in words("grammar", "stops") | words("grammar", "prepositions") | words(
            "grammar", "determiners"
        ) or word.low.endswith("ed"):
            break
        after.append(word.low)
    near = [word.low for word in all_words[max(0, index - 2) : index]]
    hangs = any(word in words("grammar", "prepositions") for word in near)
    return hangs or any(kind_of(word) is not Who.UNKNOWN for word in after)


def _opening(all_words: Sequence[Word], at: int) -> int:
    while at > 0 and all_words[at].low != "(":
        at -= 1
    return at


def _noun_phrase(all_words: Sequence[Word], at: int) -> Sequence[Word]:
    first = at
    while (
        first > 0
        and all_words[first - 1].low not in words("grammar", "stops")
        and at - first < _LONGEST
    ):
        first -= 1
    return all_words[first : at + 1]


def _without_lead(phrase: Sequence[Word]) -> Sequence[Word]:
    """Drop “In the last deploy” before “the engineer”."""
    if phrase[0].low not in words("grammar", "prepositions"):
        return phrase
    starts = [
        index
        for index in range(2, len(phrase))
        if phrase[index].low in words("grammar", "determiners")
        and phrase[index - 1].low not in words("grammar", "prepositions")
    ]
    return phrase[starts[-1] :] if starts else phrase[-1:]
