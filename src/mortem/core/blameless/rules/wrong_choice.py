"""A fact with an evaluative word: “ran the wrong command”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.blameless import mood
from mortem.core.blameless.diagnostic import Category, Severity
from mortem.core.blameless.people import subject
from mortem.core.blameless.phrases import compiled
from mortem.core.blameless.rule import Find, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.blameless.sentence import Sentence

_WRONG = r"\b{acts} (?:(?:on|in|to|into|at|out) )?(?P<what>the (?:wrong|incorrect) [\w-]+)"


def _find(sentence: Sentence) -> Iterator[Find]:
    for found in compiled("wrong_choice", _WRONG).finditer(sentence.low):
        if subject(sentence, found.start()).who.is_colleague and not mood.is_supposed(
            sentence, found.start()
        ):
            what = found["what"].split()[-1]
            yield Find(
                *found.span("what"),
                f"“{found['what']}” was known to be wrong only afterwards.",
                f"Which {what} was it, and what made it look like the right one?",
                Severity.NOTE,
            )


RULE = Rule(
    "wrong-choice",
    Category.BLAME,
    looks_for="A person who ran, used or chose the wrong thing. A fact, with a small verdict in it: at most a note.",
    why="It was the right one to whoever chose it; how it came to look so is what can be learned.",
    example="An operator ran the wrong command.",
    better="The operator ran `drop` on the production host; both prompts look the same.",
    near_miss="The router sent the packets to the wrong host.",
    sources=(
        "Dekker, The Field Guide to Understanding Human Error (local rationality)",
        "METHOD C1",
    ),
    find=_find,
    triggers=("the wrong", "the incorrect"),
)
