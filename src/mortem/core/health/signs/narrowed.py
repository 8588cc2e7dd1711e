"""Fewer people may read it than before."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from mortem.core.health.sign import Evidence, Sign
from mortem.core.record import Visibility

if TYPE_CHECKING:
    from mortem.core.health.sign import Facts

_SENTENCE = "It was open to the team, and then it was not any more."


def _find(facts: Facts) -> tuple[Evidence, ...]:
    narrowing = (Visibility.TEAM, Visibility.PRIVATE)
    if any(step == narrowing for step in pairwise(facts.seen)):
        return (Evidence(template=_SENTENCE),)
    return ()


SIGN = Sign(
    name="narrowed",
    title="Fewer people may read it than before",
    why="A record that is closed afterwards can be quoted by few and checked by nobody.",
    suggestion="Say why it was closed, or open it again.",
    example="Open to the team for a week, then private.",
    behaviour=True,
    find=_find,
)
