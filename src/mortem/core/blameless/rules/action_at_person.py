"""An action aimed at a person: the next one meets the same trap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Genre, Severity
from mortem.core.blameless.nouns import Who
from mortem.core.blameless.people import named_after, subject
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_AT = r"\b(?P<hard>{hard})|\b(?P<soft>{soft})\b(?: the need)?(?= [\w@])"
_BE_CAREFUL = r"\b(?:must|should|need(?:s)? to|will|has to|have to) (?:{careful})\b|\bmake sure (?P<who>(?:[\w-]+ ){1,4})(?:is|are|will be|knows?|pays?|checks?)\b"


def _find(sentence: Sentence) -> Iterator[Find]:
    if mood.is_advice(sentence):
        return
    for found in compiled("action_at_person", _AT).finditer(sentence.low):
        who = named_after(sentence, found.end() + 1).who
        if who in {Who.PERSON, Who.TEAM} or (found["hard"] and who is not Who.THING):
            severity = Severity.WARNING if found["hard"] else Severity.NOTE
            yield _said(sentence, found.span(), severity)
    for found in compiled("action_at_person", _BE_CAREFUL).finditer(sentence.low):
        asked = found.start("who")
        said_of = subject(sentence, found.start()) if asked < 0 else named_after(sentence, asked)
        if said_of.who in {Who.PERSON, Who.TEAM, Who.WE}:
            yield _said(sentence, found.span(), Severity.WARNING)


def _said(sentence: Sentence, span: tuple[int, int], severity: Severity) -> Find:
    words = sentence.text[slice(*span)]
    return Find(
        *span,
        f"“{words}” changes one person; the place where it happened stays as it is.",
        "What could be built, removed or checked so that it holds for whoever comes next?",
        severity,
    )


RULE = Rule(
    "action-at-person",
    Category.ACTION,
    looks_for="An action that retrains, reminds, warns or disciplines somebody, or asks for more care.",
    why="Training, warnings and care are the weakest kind of action (F4), and they tell everybody who is held to be the cause.",
    example="Retrain the operator on the deploy tool.",
    better="Let the deploy tool refuse production unless the change has run in staging.",
    near_miss="Tell the operator on the page which cluster is selected by a red frame.",
    sources=("RCA2 (2015): action hierarchy", "METHOD F4, C5"),
    find=_find,
    triggers=(
        *("train", "retrain", "re-train", "remind", "disciplin", "reprimand", "warn"),
        *("accountable", "careful", "attention", "educat", "word with", "fire ", "coach"),
        *("consequences", "diligen", "vigilan", "make sure", "tell "),
        *("dismiss", "hold", "write up", "take care", "take more", "take better", "double-check"),
        *("double check", "try harder", "think twice", "think before", "remember to"),
        "know better",
    ),
    genres=frozenset({Genre.ACTION}),
)
