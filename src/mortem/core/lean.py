"""Whether people would go on with the plan, and the reverse question if nobody would. METHOD P14.

A pre-mortem pulls towards caution. So when everybody would rather wait or stop, one more question is
asked: *we did not do it, and that was the mistake: why?* It is asked only then. Asked of a careful
few among many, it would press those who dared to be careful.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core import phases
from mortem.core.errors import BadInput
from mortem.core.phases import OptionalStep
from mortem.core.record import Asked, Lean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from mortem.core.record import Confidence


def counts(answers: Iterable[Confidence]) -> tuple[tuple[Lean, int], ...]:
    """How many lean which way, in the order go, delay, stop; empty while nobody has said.

    Raises BadInput for a lean before the failure was imagined: it is not asked then.
    """
    leans = []
    for answer in answers:
        if answer.lean is None:
            continue
        if answer.moment is not Asked.AFTER:
            raise BadInput("lean", "What to do with the plan is asked after, not before.")
        leans.append(answer.lean)
    return tuple((lean, leans.count(lean)) for lean in Lean) if leans else ()


def asks_reverse(phase: str, leans: Collection[Lean], *, minutes: int, people: int) -> bool:
    """Whether the reverse question is asked now.

    While protecting, it waits for all who take part: an unfinished count must not be told. Once
    the answers are open to everybody, those who did answer are everybody.
    """
    if not leans or Lean.GO in leans or not phases.includes(minutes, OptionalStep.REVERSE):
        return False
    return phase == "watch" or (phase == "protect" and len(leans) >= people)
