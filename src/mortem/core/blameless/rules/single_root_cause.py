"""One single cause: complex systems fail for several reasons at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_SINGLE = r"\bthe (?:(?P<only>{only}) (?:root )?(?:cause|reason|culprit)|root cause)(?=(?: (?:of|for|behind)(?: [\w'-]+){1,6}?)? (?:was|is|were) (?!{open}\b))"


def _find(sentence: Sentence) -> Iterator[Find]:
    for found in compiled("single_root_cause", _SINGLE).finditer(sentence.low):
        if mood.is_denied(sentence, found.start()) or "trigger" in sentence.low:
            continue
        words = sentence.text[found.start() : found.end()]
        yield Find(
            *found.span(),
            f"“{words}” says there was one; where one is found, the looking stops.",
            "What else had to be so for this to happen? What made it worse, and what kept it from being seen?",
            Severity.WARNING if found["only"] else Severity.NOTE,
            "A contributing factor" if words[0].isupper() else "a contributing factor",
        )


RULE = Rule(
    "single-root-cause",
    Category.VAGUENESS,
    looks_for="One single, only or root cause. It is said once for a document.",
    why="A failure needs several conditions, each necessary and only together enough; naming one hides the others.",
    example="The root cause was a full disk.",
    better="A full disk, an alert to a channel nobody reads and a missing limit came together.",
    near_miss="We do not know the root cause of the delay yet.",
    sources=("Cook 1998, How Complex Systems Fail", "METHOD E7"),
    find=_find,
    triggers=(
        *("root cause", "only cause", "sole cause", "single cause", "one cause", "only reason"),
        *("sole reason", "single reason"),
    ),
    once=True,
)
