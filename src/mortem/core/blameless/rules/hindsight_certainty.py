"""Certainty that came with the outcome: obviously, inevitable, anyone could have seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_CERTAIN = r"\b(?:(?P<sure>{certain})\b,?|^obviously\b,?|(?P<plain>{plain}))"


def _find(sentence: Sentence) -> Iterator[Find]:
    if mood.is_advice(sentence):
        return
    for found in compiled("hindsight_certainty", _CERTAIN).finditer(sentence.low):
        if not found["sure"] and not compiled("hindsight_certainty", r"\b{past}\b").search(
            sentence.low
        ):
            continue
        if not mood.is_denied(sentence, found.start()):
            severity = Severity.WARNING if found["sure"] else Severity.NOTE
            yield Find(
                *found.span(),
                f"“{sentence.text[found.start() : found.end()].strip()}” is what it looks like now; then, it was one possibility of many.",
                "To whom was it visible, and when? What else could it have been at that moment?",
                severity,
            )


RULE = Rule(
    "hindsight-certainty",
    Category.HINDSIGHT,
    looks_for="Certainty borrowed from the outcome: obviously, bound to happen, anyone could have seen it.",
    why="Once we know how it ended, the signs seem clear and the choices simple; to those inside neither was so.",
    example="It was bound to happen, anyone could have seen it coming.",
    better="Two of the nine dashboards showed a rising queue; neither belongs to those on call.",
    near_miss="It was not obvious which thread was blocking.",
    sources=(
        "Fischhoff 1975, Hindsight is not equal to foresight",
        "PagerDuty: The Blameless Postmortem",
    ),
    find=_find,
    triggers=(
        *("obvious", "bound to", "inevitable", "waiting to happen", "seen it coming"),
        *("saw it coming", "seen this coming", "saw this coming", "could have seen"),
        *("would have seen", "have known", "no excuse", "inexcusable", "unforgivable"),
        *("easily have been", "easily been", "easily avoid", "easily prevent", "in plain sight"),
        *("everyone knows", "everybody knows", "had to do was", "would have shown"),
        *("simple check", "quick look", "simple test", "a glance", "have been clear"),
        *("have been so easy", "predictable", "unacceptable", "needless to say", "any competent"),
        *("any sane", "knew full well", "knowing full well"),
        *("see it coming", "see this coming", "see that coming", "saw that coming"),
        *("seen that coming", "inexcusabl", "unforgivabl", "inevitab", "known full well"),
        *("quick check", "quick test", "quick glance", "simple look", "single look"),
        "single check",
    ),
)
