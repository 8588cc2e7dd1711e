"""A person or a team where a cause should stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.nouns import Subject, Who
from mortem.core.blameless.people import named_after, subject
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_BECAUSE = r"\b(?:{because}) (?=[\w@])"
_IS_CAUSE = r"\b(?:{cause_nouns}) (?:was|is|were|seems to be|turned out to be) (?=[\w@])"
_DID = r"\b(?:(?P<broke>{breaking})|(?P<caused>caused(?! by)))\b(?P<what>[^.;]{0,60})"
_AT_FAULT = r"\b(?:is|are|was|were|be)(?: \w+ly| clearly| the one| the ones)? (?:{at_fault})\b"
_FAULT_OF = r"\b(?:(?:the )?fault of|blame(?:s|d)? (?:it |this )?(?:on )?) ?(?=[\w@])"
_OWN_FAULT = r"\b(?P<who>[\w-]+)(?:'s|s') fault\b|\b(?P<pronoun>his|her) (?:own )?fault\b"
_REASON = r"\bbecause (?:[\w@'-]+ ){1,5}?(?P<act>{acts})\b"
_WORK = (
    r"(?<!\w)[\w-]+'s (?:\w+ )?{works} (?:broke|caused|crashed|took down|brought down|destroyed)\b"
)
_HARM = r"\b{harm}\b"


def _find(sentence: Sentence) -> Iterator[Find]:
    if mood.is_advice(sentence):
        return
    yield from _after(sentence, _BECAUSE, Severity.WARNING)
    yield from _after(sentence, _IS_CAUSE, Severity.STRONG)
    yield from _after(sentence, _FAULT_OF, Severity.STRONG)
    yield from _by_an_act(sentence)
    for found in compiled("person_as_cause", _DID).finditer(sentence.low):
        who = subject(sentence, found.start()).who
        harmful = found["broke"] or compiled("person_as_cause", _HARM).search(found["what"])
        if who.is_colleague and harmful and _is_told(sentence, found.start()):
            name = "caused" if found["caused"] else "broke"
            yield _said(sentence, found.span(name), Severity.WARNING)
    for found in compiled("person_as_cause", _AT_FAULT).finditer(sentence.low):
        if subject(sentence, found.start()).who.is_colleague and _is_told(sentence, found.end()):
            yield _said(sentence, found.span(), Severity.STRONG)
    for found in compiled("person_as_cause", _OWN_FAULT).finditer(sentence.low):
        if _has_owner(sentence, found) and _is_told(sentence, found.start()):
            yield _said(sentence, found.span(), Severity.STRONG)


def _after(sentence: Sentence, pattern: str, severity: Severity) -> Iterator[Find]:
    """Find a person named just after the words of a cause."""
    for found in compiled("person_as_cause", pattern).finditer(sentence.low):
        who = named_after(sentence, found.end())
        if _is_cause(who) and _is_told(sentence, found.start()):
            end = found.end() + sentence.text[found.end() :].find(who.name) + len(who.name)
            yield _said(sentence, (found.start(), max(end, found.end())), severity)


def _by_an_act(sentence: Sentence) -> Iterator[Find]:
    """Find “because the engineer deleted …” and “Bob's change broke …”."""
    for found in compiled("person_as_cause", _REASON).finditer(sentence.low):
        who = subject(sentence, found.start("act")).who
        if who in {Who.PERSON, Who.TEAM} and _is_told(sentence, found.start()):
            yield _said(sentence, found.span(), Severity.WARNING)
    for found in compiled("person_as_cause", _WORK).finditer(sentence.low):
        if named_after(sentence, found.start()).who is Who.PERSON:
            yield _said(sentence, found.span(), Severity.WARNING)


def _is_cause(who: Subject) -> bool:
    """Whether somebody is meant, and not something of theirs."""
    return who.who in {Who.PERSON, Who.TEAM} and not who.name.endswith(("'s", "s'", "'"))


def _has_owner(sentence: Sentence, found: re.Match[str]) -> bool:
    if found["pronoun"]:
        return True
    owner = named_after(sentence, found.start("who")).who
    return owner in {Who.PERSON, Who.TEAM}


def _is_told(sentence: Sentence, at: int) -> bool:
    return not mood.is_supposed(sentence, at) and not mood.is_denied(sentence, at)


def _said(sentence: Sentence, span: tuple[int, int], severity: Severity) -> Find:
    words = sentence.text[slice(*span)]
    return Find(
        *span,
        f"“{words}” puts people where a cause should stand; replacing them would change nothing.",
        "How did the system make this possible, and what would stop it whoever sits there next time?",
        severity,
    )


RULE = Rule(
    "person-as-cause",
    Category.BLAME,
    looks_for="A person, role or team as what caused it, broke it, is at fault or to blame.",
    why="A leaf of the why tree is never a person (E5): the next person meets the same trap.",
    example="The root cause was the engineer on call.",
    better="The pager went to one phone, and its battery was empty.",
    near_miss="The outage was caused by a full disk that the engineer on call found at once.",
    sources=(
        "METHOD C1, C2, E5",
        "PagerDuty: The Blameless Postmortem",
        "Etsy: Debriefing Facilitation Guide",
    ),
    find=_find,
    triggers=(
        *("caused", "due to", "because of", "result of", "attributed to", "attributable"),
        *("blame", "fault", "responsible for", "broke", "crashed", "brought down", "took down"),
        *("wiped", "ruined", "wrecked", "cause was", "cause is", "culprit", "reason was"),
        *("triggered by", "guilty", "took the", "botched", "problem was", "problem is"),
        *("screwed", "messed", "courtesy of", "because", "traced", "introduced by", "destroyed"),
        *("took out", "was the problem", "were the problem", "is the problem", "was the reason"),
        *("were the reason", "was the cause", "were the cause", "is the cause"),
    ),
)
