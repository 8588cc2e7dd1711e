"""A team writes fewer looks back after one (METHOD C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.health.sign import Evidence, Sign

if TYPE_CHECKING:
    from mortem.core.health.sign import Facts

_FEWEST = 4  # looks back in half a year; a fall from fewer is chance
_SENTENCE = "The team began {before} looks back in the half year before this one and {after} in the one after."


def _find(facts: Facts) -> tuple[Evidence, ...]:
    before, after = facts.reports or (0, 0)
    if before < _FEWEST or 2 * after > before:
        return ()
    return (Evidence(template=_SENTENCE, data={"before": str(before), "after": str(after)}),)


SIGN = Sign(
    name="fewer_reports",
    title="The team looks back less often since",
    why="Silence after a review is seldom peace. Fewer reports are an alarm, not a success.",
    suggestion="Ask what it would take to write the next one without fear, and change that first.",
    example="Six looks back in the half year before, two in the half year after.",
    behaviour=True,
    find=_find,
)
