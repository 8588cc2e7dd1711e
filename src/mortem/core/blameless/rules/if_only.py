"""If somebody had done otherwise: the same hindsight, turned round."""

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

_IF = r"\bif (?:only )?[^,;:.]{1,60}? had (?!been\b|known\b|had\b)"
_TURNED = r"had (?=[^,;:.]{1,80}?(?<! been)(?P<verb> (?:not |first |just )?{acts}\b))"
_CONSEQUENCE = r"\b(?:would|could|might)(?:n't| not)?(?: {never_or_also})? ?(?:have|'ve)\b"


def _find(sentence: Sentence) -> Iterator[Find]:
    low = sentence.low
    only = low.find("if only ")
    if only < 0 and not compiled("if_only", _CONSEQUENCE).search(low):
        return
    if mood.is_advice(sentence):
        return
    for start, verb in _conditions(sentence):
        who = subject(sentence, verb).who
        acted = compiled("if_only", r"(?:had )?(?:not |first |just )?{acts}\b").match(low, verb)
        if who.is_colleague or (who in {Who.WE, Who.SELF} and (acted or only >= 0)):
            yield Find(
                start,
                verb,
                f"“{sentence.text[start:verb].strip()} …” imagines another past; it cannot be acted on.",
                "What happened instead, and what made that the sensible thing to do at the time?",
                Severity.WARNING,
            )


def _conditions(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Give where each “if … had” or “had …” begins, and where its verb stands."""
    for found in compiled("if_only", _IF).finditer(sentence.low):
        yield found.start(), found.end() - len("had ")
    turned = compiled("if_only", _TURNED).match(sentence.low)
    if turned is not None:
        yield 0, turned.start("verb") + 1


RULE = Rule(
    "if-only",
    Category.HINDSIGHT,
    looks_for="“If the reviewer had looked …, it would not have happened”: a condition about a person that was not met.",
    why="A past that did not happen explains nothing, and it makes one person's act look like the only thing between us and the event.",
    example="If the reviewer had read the plan, the outage would not have happened.",
    better="The plan was eleven pages long and the review showed only the last change.",
    near_miss="If the alert had fired, the outage would have been shorter.",
    sources=("Dekker, The Field Guide to Understanding Human Error (counterfactuals)",),
    find=_find,
    triggers=(
        *("if only", "would have", "would've", "wouldn't have", "would not have"),
        *("would never have", "could have", "might have"),
    ),
)
