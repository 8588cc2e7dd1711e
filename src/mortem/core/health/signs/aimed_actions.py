"""Actions that are done to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.health.sign import Evidence, Sign
from mortem.core.mentions import aimed_at

if TYPE_CHECKING:
    from mortem.core.health.sign import Facts


def _find(facts: Facts) -> tuple[Evidence, ...]:
    return tuple(one for one in facts.promised() if aimed_at(one.text, facts.of(one)))


SIGN = Sign(
    name="aimed_actions",
    title="An action is aimed at a person",
    why="Training or watching one person protects until the next person comes.",
    suggestion="Ask what would have to change so that anybody in that place gets it right.",
    example="Retrain Robin on renewals.",
    behaviour=False,
    find=_find,
)
