"""A person or a team as the last answer to why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.health.sign import Evidence, Sign
from mortem.core.mentions import Who

if TYPE_CHECKING:
    from mortem.core.health.sign import Facts
    from mortem.core.mentions import Mention


def _find(facts: Facts) -> tuple[Evidence, ...]:
    leaves = (Evidence(text=one.text, subject=one.id, noun="cause") for one in facts.leaves)
    return tuple(one for one in leaves if any(map(_is_the_answer, facts.of(one))))


def _is_the_answer(one: Mention) -> bool:
    """A name or a team anywhere; a role only where the sentence begins with it."""
    return one.who is not Who.ROLE or one.start <= len("the ")


SIGN = Sign(
    name="people_as_causes",
    title="The last answer to “why?” is a person or a team",
    why="A cause that is somebody ends the asking, and the next person meets the same trap.",
    suggestion="Ask once more under it: what made that the sensible thing to do?",
    example="Robin did not renew the certificate.",
    behaviour=False,
    find=_find,
)
