"""An act with a verdict attached: “mistakenly deleted”, “made a mistake”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.nouns import Who
from mortem.core.blameless.people import named_after, subject
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_ADVERB = r"\b(?:(?P<hard>{verdicts})|(?P<soft>{excuses}))\b"
_MISDID = r"\b(?:{misdid})\b|\b(?:did|got|had|have|do|doing) (?:[\w'-]+ ){1,4}?(?:all |completely |totally )?wrong\b"
_UNSEEN = r"\b(?:did not|didn't|never) (?:reali[sz]ed?|recogni[sz]ed?) (?:the|his|her|their) (?:mistakes?|errors?)\b"
_MADE = r"\b(?:made|makes|making|committed) (?:a|an|the|his|her|some|another)? ?(?:\w+ )?(?:mistakes?|blunders?|oversights?|errors? (?:in|when|while|by|of))\b"


def _find(sentence: Sentence) -> Iterator[Find]:
    if mood.is_advice(sentence):
        return
    for found in compiled("mistaken_act", _ADVERB).finditer(sentence.low):
        who = _doer(sentence, found)
        if who.is_colleague and not mood.is_supposed(sentence, found.start()):
            yield _said(sentence, found, Severity.WARNING, "")
    for pattern in (_MADE, _MISDID, _UNSEEN):
        for found in compiled("mistaken_act", pattern).finditer(sentence.low):
            who = subject(sentence, found.start()).who
            if who.is_colleague and not mood.is_supposed(sentence, found.start()):
                yield _said(sentence, found, Severity.WARNING, None)


def _doer(sentence: Sentence, found: re.Match[str]) -> Who:
    """Return who did it. In “was mistakenly deleted” nobody did, in “people were” they suffered it."""
    before, after = sentence.low[: found.start()], sentence.low[found.end() :]
    if compiled(
        "mistaken_act", r"\b(?:was|were|is|are|been|being|be|got)(?: {softeners})? $"
    ).search(before):
        by = compiled("mistaken_act", r"[^,;.]{0,60}? by ").match(after)
        return named_after(sentence, found.end() + by.end()).who if by else Who.UNKNOWN
    if found[0].startswith("by ") or not after.startswith(" "):
        return _of_the_clause(sentence, found.start())
    is_a_story = compiled("mistaken_act", r" (?!was\b|has\b)[a-z]+[^s]s\b").match(after)
    return Who.UNKNOWN if is_a_story else subject(sentence, found.start()).who


def _of_the_clause(sentence: Sentence, at: int) -> Who:
    """Return whom the clause before an adverb at its end is about: its first noun."""
    start = at - len(sentence.clause_before(at))
    index = sentence.index(start)
    for word in sentence.words[index : index + 6]:
        who = subject(sentence, word.end + 1).who
        if who is not Who.UNKNOWN:
            return who
    return Who.UNKNOWN


def _said(
    sentence: Sentence, found: re.Match[str], severity: Severity, replacement: str | None
) -> Find:
    words = sentence.text[found.start() : found.end()]
    start, end = found.span()
    if replacement is not None and sentence.text[end : end + 1] == " ":
        end += 1
    elif replacement is not None and sentence.text[start - 1 : start] == " ":
        start -= 1
    return Find(
        start,
        end,
        f"“{words}” adds a verdict to what was done; the act alone is a fact.",
        "Leave the word out, and say what the screen, the tool or the page showed at that moment.",
        severity,
        replacement,
    )


RULE = Rule(
    "mistaken-act",
    Category.BLAME,
    looks_for="An act of a person with a verdict beside it: mistakenly, erroneously, by accident, made a mistake. "
    "Agentless (“was accidentally removed”) and one's own mistakes are left alone.",
    why="To whoever acted it was the right thing until the outcome was known; the word hides what made it look right.",
    example="The engineer mistakenly deleted the volume.",
    better="The engineer deleted the volume; its name differed from the test volume's by one letter.",
    near_miss="The spacecraft mistakenly determined that a panel was stuck.",
    sources=("Dekker, The Field Guide to Understanding Human Error (local rationality)",),
    find=_find,
    triggers=(
        *("mistaken", "erroneous", "accidental", "by accident", "by mistake", "inadvertent"),
        *("unintentional", "wrongly", "incorrectly", "wrongfully", "wrong", "misunderst"),
        *("misinterp", "mishandled", "mistyped", "misconfigured", "miscalculated"),
        *("misdiagnosed", "misused", "misidentified", "mislabel", "hastily", "rashly"),
        *("needlessly", "unwisely", "naively", "unknowingly", "unwittingly", "foolishly"),
        *("mistake", "blunder", "oversight", "error", "improperly"),
    ),
)
