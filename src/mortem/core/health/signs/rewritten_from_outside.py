"""What those who were there wrote is changed by those who were not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.health.sign import Evidence, Sign

if TYPE_CHECKING:
    from mortem.core.health.sign import Facts

_FEWEST = 2  # texts: one may be a spelling


def _find(facts: Facts) -> tuple[Evidence, ...]:
    first: dict[str, str] = {}
    rewritten: dict[str, None] = {}
    for write in facts.writes:
        author = first.setdefault(write.subject, write.by)
        from_outside = author in facts.involved and write.by not in facts.involved
        if not write.first and from_outside:
            rewritten.setdefault(write.subject)
    found = tuple(one for one in facts.texts() if one.subject in rewritten)
    return found if len(found) >= _FEWEST else ()


SIGN = Sign(
    name="rewritten_from_outside",
    title="What those who were there wrote was changed by somebody who was not",
    why="A witness whose words are replaced will write less next time.",
    suggestion="Look at the history together, and keep both accounts where they differ.",
    example="Two entries of somebody who was on call now say something else.",
    behaviour=True,
    find=_find,
)
