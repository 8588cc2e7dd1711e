"""A judgement of somebody's character or care."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Genre, Severity
from mortem.core.blameless.nouns import Who
from mortem.core.blameless.people import named_after, subject
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_ALWAYS = r"\b{always}\b(?!-)"
_WHOLE = r"\b(?P<pre>{be} )(?:{degree} )*(?P<word>{of_people})\b"
_BESIDE = r"\b(?P<word>{beside}) (?P<who>[\w-]+)"
_ACT = r"\b{stupid_acts}\b"


def _find(sentence: Sentence) -> Iterator[Find]:
    if mood.is_advice(sentence):
        return
    heard = list[tuple[int, int]]()
    for found in _judgements(sentence):
        if not any(start <= found[0] < end for start, end in heard):
            heard.append(found)
            yield _said(sentence, found)


def _judgements(sentence: Sentence) -> Iterator[tuple[int, int]]:
    for found in compiled("character", _ALWAYS).finditer(sentence.low):
        if _is_told(sentence, found):
            yield found.span()
    for found in compiled("character", _ACT).finditer(sentence.low):
        yield found.span()
    for found in compiled("character", _WHOLE).finditer(sentence.low):
        who = subject(sentence, found.start()).who
        if (who.is_colleague or who in {Who.SELF, Who.WE}) and _is_told(sentence, found):
            yield found.span("word")
    for found in compiled("character", _BESIDE).finditer(sentence.low):
        if named_after(sentence, found.start("who")).who.is_colleague and _is_told(sentence, found):
            yield found.span("word")


def _is_told(sentence: Sentence, found: re.Match[str]) -> bool:
    if mood.is_hazard(sentence, found.end()):
        return False
    return not mood.is_supposed(sentence, found.start()) and not mood.is_not(
        sentence, found.start()
    )


def _said(sentence: Sentence, span: tuple[int, int]) -> Find:
    words = sentence.text[slice(*span)]
    said_before = sentence.clause_before(span[0]).split()
    about_me = "my " in words.lower() or bool({"i", "i'm", "i've"} & set(said_before))
    return Find(
        *span,
        f"“{words}” is about what somebody is like, which explains nothing and cannot be changed by a review.",
        "You would not say that of a colleague who told you. What made it easy to happen?"
        if about_me
        else "What did they see, know and have time for at that moment?",
        Severity.WARNING if about_me else Severity.STRONG,
    )


RULE = Rule(
    "character",
    Category.BLAME,
    looks_for="Words about the character, care or cleverness of somebody: careless, negligent, lazy, stupid. "
    "Of code (“lazy loading”) they are left alone.",
    why="We explain others by their character and ourselves by our circumstances; only circumstances can be changed.",
    example="John carelessly deleted the production table.",
    better="John deleted the production table; the prompt looked like that of the test database.",
    near_miss="Lazy loading made the first request slow.",
    sources=("Ross 1977 (fundamental attribution error)", "RCA2 (2015): no negative descriptors"),
    find=_find,
    triggers=(
        *("careless", "negligen", "sloppy", "sloppi", "lazy", "lazi", "incompeten", "reckless"),
        *("irresponsibl", "clueless", "ignoran", "stupid", "dumb", "idiot", "moron", "fool"),
        *("unprofessional", "thoughtless", "clumsy", "inattentive", "complacen", "half-assed"),
        *("half assed", "paying attention", "pay attention", "attention to detail"),
        *("lack of care", "couldn't care", "could not care", "didn't care", "did not care"),
        *("common sense", "know better", "known better", "inept", "amateur", "imbecile"),
        *("dimwit", "naive", "arrogan", "unreliable", "brain", "cowboy", "not competent"),
        *("lack of diligence", "lack of discipline", "blindly", "no excuse", "disaster of a"),
        *("diligen", "my fault", "asshole", "jerk", "bastard", "dickhead", "douche", "lunatic"),
        *("dolt", "nitwit", "blockhead", "numbskull", "dunce", "grammar nazi", "crazy", "insane"),
        *("nuts", "lame", "ridiculous", "hopeless", "useless", "unqualified", "untrustworthy"),
        *("out of your", "out of his", "out of her", "out of their", "my own fault"),
        *("without thinking", "without bothering", "without caring", "without even", "judgment"),
        *("judgement", "poor job", "bad job", "terrible job", "lousy job", "shoddy job"),
        *("poor decision", "bad decision", "unwise", "questionable", "poor choice", "bad choice"),
        *("bad call", "poor call", "lack of due"),
        *("irresponsibi", "paying any", "paying close", "paying enough", "pay any", "pay close"),
        "pay enough",
    ),
    genres=frozenset(Genre) - {Genre.PERSONAL},
)
