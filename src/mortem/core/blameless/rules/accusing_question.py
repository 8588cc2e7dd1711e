"""Who did this? Why didn't you? Questions that look for a culprit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.nouns import Subject, Who
from mortem.core.blameless.people import asked
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_WHO = r"(?:^|[.,;:!?\N{EM DASH}-] ?|\b(?:so|and|but|know|ask|asked|out|find|see|tell us) )(?P<who>who (?:{oaths} )?(?:{did})\b)"
_WHY = r"\b(?P<why>why (?P<not>didn't|did not|doesn't|couldn't|wasn't|weren't|hasn't|hadn't|wouldn't|did|does|was|were|would)) (?=[\w@])"
_HOW = r"\b(?P<how>how (?:could|can|did)) (?=[\w@])(?P<rest>[^?]{0,80})"
_BLAMED = r"\bwho(?:'s| is| was) (?:to blame|at fault|responsible for (?:this|the (?:outage|incident|mess|failure)))"


def _find(sentence: Sentence) -> Iterator[Find]:
    if mood.is_advice(sentence):
        return
    yield from _for_a_culprit(sentence)
    # The questions of those who read are answered in the text: “Q: why did you …”.
    if not compiled("accusing_question", r"\W*q ?[:.)]").match(sentence.low):
        yield from _for_a_reason(sentence)


def _for_a_culprit(sentence: Sentence) -> Iterator[Find]:
    if "?" in sentence.text:
        for found in compiled("accusing_question", _WHO).finditer(sentence.low):
            yield _said(sentence, found.span("who"), Severity.STRONG)
    for found in compiled("accusing_question", _BLAMED).finditer(sentence.low):
        yield _said(sentence, found.span(), Severity.STRONG)


def _for_a_reason(sentence: Sentence) -> Iterator[Find]:
    for found in compiled("accusing_question", _WHY).finditer(sentence.low):
        severity = _accuses(found, asked(sentence, found.end()))
        if severity is not None:
            yield _said(sentence, found.span("why"), severity)
    for found in compiled("accusing_question", _HOW).finditer(sentence.low):
        missed = compiled("accusing_question", r"\b{missed}\b").search(found["rest"])
        if missed and _is_somebody(asked(sentence, found.end("how") + 1)):
            yield _said(sentence, found.span("how"), Severity.WARNING)


def _accuses(found: re.Match[str], who: Subject) -> Severity | None:
    if not _is_somebody(who):
        return None
    denies = (
        "n't" in found["not"] or "not" in found["not"] or " not " in found.string[found.end() :]
    )
    nobody = who.name.lower().startswith(("nobody", "no one"))
    return Severity.WARNING if denies or nobody else Severity.NOTE


def _is_somebody(who: Subject) -> bool:
    first = who.name.lower().split(" ")[0]
    unnamed = first in {"nobody", "they", "anyone", "anybody", "no"} and who.who is not Who.THING
    return who.who.is_colleague or unnamed


def _said(sentence: Sentence, span: tuple[int, int], severity: Severity) -> Find:
    words = sentence.text[slice(*span)]
    return Find(
        *span,
        f"“{words} …?” asks somebody to justify themselves; one learns more by asking how and what.",
        "What was seen at that point, and how did it look from there?",
        severity,
    )


RULE = Rule(
    "accusing-question",
    Category.BLAME,
    looks_for="Who-questions (“Who approved this?”) and why-questions put to people (“Why didn't QA catch this?”). "
    "Of a system, and of ourselves, they are plain questions.",
    why="“Who” finds a culprit and “why did you” a justification; “how” and “what” find out what happened.",
    example="Why didn't QA catch this?",
    better="What did the test plan cover, and how would this have shown in it?",
    near_miss="Why didn't the alert fire?",
    sources=("Allspaw 2014, The Infinite Hows", "Etsy: Debriefing Facilitation Guide"),
    find=_find,
    triggers=("who ", "who's", "why ", "how could", "how can", "how did"),
)
