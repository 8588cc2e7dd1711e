"""Some are named, others appear by their role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.health.sign import Evidence, Sign
from mortem.core.mentions import Who

if TYPE_CHECKING:
    from mortem.core.health.sign import Facts

_FEWEST = 2  # texts of either kind: one alone is chance
_SHOWN = 3


def _find(facts: Facts) -> tuple[Evidence, ...]:
    named, by_role = [], []
    for one in facts.texts():
        kinds = {mention.who for mention in facts.of(one)}
        if Who.PERSON in kinds:
            named.append(one)
        elif Who.ROLE in kinds:
            by_role.append(one)
    if min(len(named), len(by_role)) < _FEWEST:
        return ()
    return (*named[:_SHOWN], *by_role[:_SHOWN])


SIGN = Sign(
    name="uneven_naming",
    title="Some are named, others appear by their role",
    why="Whoever has a name in a record is remembered for it; whoever has a role is not.",
    suggestion="Choose one way for everybody; roles are the gentler one.",
    example="“Robin restarted the wrong host” beside “the manager approved the change”.",
    behaviour=False,
    find=_find,
)
