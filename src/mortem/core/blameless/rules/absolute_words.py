"""Always, never, nobody: of people this is rarely so, and it hides when it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.nouns import Who
from mortem.core.blameless.people import subject
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_ABSOLUTE = r"\b(?P<word>always|never|constantly|every single time)\b (?P<verb>\w+)"
_NOBODY = r"\b(?:{nobody})\b"


def _find(sentence: Sentence) -> Iterator[Find]:
    if mood.is_advice(sentence):
        return
    for found in compiled("absolute_words", _NOBODY).finditer(sentence.low):
        yield _said(sentence, found.span())
    for found in compiled("absolute_words", _ABSOLUTE).finditer(sentence.low):
        who = subject(sentence, found.start()).who
        if not (who.is_colleague or who is Who.WE) or mood.is_supposed(sentence, found.start()):
            continue
        if compiled("absolute_words", r"{habits}$").match(found["verb"]):
            yield _said(sentence, found.span("word"))


def _said(sentence: Sentence, span: tuple[int, int]) -> Find:
    words = sentence.text[slice(*span)]
    return Find(
        *span,
        f"“{words}” leaves no exception, and one exception is enough to end the talk.",
        "How often, out of how many? When did it go differently, and what was different then?",
        Severity.NOTE,
    )


RULE = Rule(
    "absolute-words",
    Category.VAGUENESS,
    looks_for="Always, never, nobody ever, everyone knows, said of people. Of a system they are facts.",
    why="Absolute words turn one event into a trait; the exceptions are what can be learned from.",
    example="They said that nobody ever reads the runbook.",
    better="Two of the last nine responders opened the runbook.",
    near_miss="The job always writes the file before it exits.",
    sources=("Etsy: Debriefing Facilitation Guide (language)",),
    find=_find,
    triggers=(
        *("always ", "never ", "constantly ", "every single time", "nobody ", "no one "),
        *("everyone knows", "everybody knows"),
    ),
)
