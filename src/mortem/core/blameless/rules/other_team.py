"""Collective blame of another team."""

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

_COMPLAINT = r"(?<!\w)(?:{complaints})\b"


def _find(sentence: Sentence) -> Iterator[Find]:
    if mood.is_advice(sentence):
        return
    for found in compiled("other_team", _COMPLAINT).finditer(sentence.low):
        who = subject(sentence, found.start())
        if who.who is Who.TEAM and not mood.is_supposed(sentence, found.start()):
            words = sentence.text[found.start() : found.end()]
            yield Find(
                *found.span(),
                f"“{words}” makes a whole team the cause; they will hear it, and answer in kind.",
                f"What did “{who.name}” know and when, and what would have made it easy to work together here?",
                Severity.WARNING,
            )


RULE = Rule(
    "other-team",
    Category.BLAME,
    looks_for="Another team as those who never, always, refused, would not, dropped the ball. What they did or were not told is a fact.",
    why="Between teams it is the seam that failed; blame makes the seam wider and ends the talking.",
    example="As ever, the networking team refused to tell us about the change.",
    better="The change was announced in a channel that none of us reads.",
    near_miss="The networking team was not told about the change.",
    sources=("Etsy: Debriefing Facilitation Guide", "METHOD C5"),
    find=_find,
    triggers=(
        *("refuse", "dropped the ball", "never ", "always ", "didn't tell", "did not tell"),
        *("didn't bother", "doesn't care", "don't care", "passed the buck", "over the wall"),
        *("let us down", "kept us", "stonewall", "didn't want", "wouldn't ", "dragged"),
        *("pointed fingers", "didn't listen", "doesn't listen", "did nothing", "made us"),
        *("ignores", "blocked us", "didn't respond", "does not care"),
        *("don't listen", "doesn't test", "don't test", "doesn't read", "don't read"),
        *("lift a finger", "did not want", "does not listen", "did not bother"),
    ),
)
