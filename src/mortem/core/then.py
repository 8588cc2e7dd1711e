"""What did it look like then? Which question an entry asks for, told by its own words.

An account speaks of something seen, judged, decided, known, felt, expected, done, or asked for.
Each wants its own next question (the table of triggers and follow-ups in Etsy's guide for
facilitators of debriefings). The questions themselves are a playbook's (`follow_ups`); the words
that give a kind away are data, `then.toml`. No model and no chance: the same words always ask
the same.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from mortem.core.playbooks.book import FollowUp

if TYPE_CHECKING:
    from mortem.core.playbooks import Playbook

AT_ONCE = 2
"""Questions shown together: more would be an interrogation."""


def kinds_of(text: str) -> tuple[FollowUp, ...]:
    """Return what the words speak of, the most telling kind first; empty when nothing tells."""
    folded = text.casefold()
    hits = {kind: len(pattern.findall(folded)) for kind, pattern in _patterns().items()}
    found = [kind for kind, count in hits.items() if count]
    return tuple(sorted(found, key=lambda kind: -hits[kind]))


def questions_for(book: Playbook, text: str, *, turn: int = 0) -> tuple[str, ...]:
    """Return the next few questions about an entry: what its words ask for first, then the others.

    `turn` counts from 0; after the last one it begins anew. Empty for a playbook without any.
    """
    told = kinds_of(text)
    order = [*told, *(kind for kind in book.follow_ups if kind not in told)]
    asked = [book.follow_ups[kind] for kind in order if kind in book.follow_ups]
    if len(asked) <= AT_ONCE:
        return tuple(asked)
    start = turn * AT_ONCE % len(asked)
    return tuple(asked[(start + step) % len(asked)] for step in range(AT_ONCE))


@cache
def _patterns() -> dict[FollowUp, re.Pattern[str]]:
    """Return a pattern for each kind, in the order of the file: of equal hits the first wins."""
    table = tomllib.loads(files("mortem.core").joinpath("then.toml").read_text(encoding="utf-8"))
    return {FollowUp(kind): _pattern(words["words"]) for kind, words in table.items()}


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Whole words; one that ends in * may go on: "decid*" is decide, decided and deciding."""
    made = (re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"\b(?:{'|'.join(made)})\b")
