"""Whether a sentence tells what happened at all: advice, hazards and wishes are no accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless.phrases import compiled

if TYPE_CHECKING:
    from mortem.core.blameless.sentence import Sentence

_BEFORE = 90  # characters: what is possible or feared is said just before


def is_advice(sentence: Sentence) -> bool:
    """Whether it speaks about how to speak, or says that nobody is to blame."""
    return compiled("mood", r"\b{advice}\b").search(sentence.low) is not None


def is_supposed(sentence: Sentence, at: int) -> bool:
    """Whether what stands at `at` is only possible, feared, prevented or counted."""
    before = sentence.low[max(0, at - _BEFORE) : at]
    return compiled("mood", r"\b{supposed}\b[^.;]*$").search(before) is not None


def is_not(sentence: Sentence, at: int) -> bool:
    """Whether the very words before `at` say that it is not so: “was not careless”."""
    return (
        compiled("mood", r"(?:\b{denied}|n't)(?: \w+){0,2} $").search(sentence.low[:at][-40:])
        is not None
    )


def is_hazard(sentence: Sentence, end: int) -> bool:
    """Whether it is told what the words before `end` may lead to: a danger, not an event."""
    return compiled("mood", r"[^.;]{0,90}?\b{may_lead}\b").match(sentence.low, end) is not None


def is_denied(sentence: Sentence, at: int) -> bool:
    """Whether the words before `at`, in the same clause, take back what stands there."""
    before = sentence.clause_before(at)
    return compiled("mood", r"\b{denied}\b|n't\b").search(before) is not None
