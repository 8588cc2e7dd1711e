"""Confidence in the plan, asked privately before and after, and its shift (METHOD P15)."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from mortem.core import phases
from mortem.core.errors import BadInput
from mortem.core.phases import OptionalStep
from mortem.core.record import Asked, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.record import Confidence

MOST = 100  # percent
STEP = 5  # percent: what the slider and the picture tell apart
_ASKED_IN = {"imagine": Asked.BEFORE, "protect": Asked.AFTER}


@dataclass(frozen=True, slots=True)
class Spread:
    """The answers of one asking, lowest first, without whose they are."""

    moment: Asked
    percents: tuple[int, ...]

    @property
    def median(self) -> float | None:
        """The middle answer in percent; half-way between the two middle ones; None without any."""
        return float(median(self.percents)) if self.percents else None

    @property
    def counts(self) -> tuple[tuple[int, int], ...]:
        """How many answered each percent, to the nearest five; (percent, count), lowest first."""
        near = [STEP * ((percent + STEP // 2) // STEP) for percent in self.percents]
        return tuple((percent, near.count(percent)) for percent in sorted(set(near)))


def asked_in(phase: str, *, minutes: int) -> Asked | None:
    """Which confidence a pre-mortem of `minutes` asks in this phase, if any: from thirty on (P1)."""
    if not phases.includes(minutes, OptionalStep.CONFIDENCE):
        return None
    return _ASKED_IN.get(phase)


def are_open(kind: Kind, phase: str) -> bool:
    """Whether anybody may see the answers: only once nobody is asked any more."""
    names = phases.phase_names(kind)
    return "protect" in names and names.index(phase) > names.index("protect")


def spread(answers: Iterable[Confidence]) -> tuple[Spread, Spread]:
    """The answers before and after. Raises BadInput for one that is no percentage."""
    heard: dict[Asked, list[int]] = {moment: [] for moment in Asked}
    for answer in answers:
        check_percent(answer.percent)
        heard[answer.moment].append(answer.percent)
    before, after = (Spread(moment, tuple(sorted(heard[moment]))) for moment in Asked)
    return before, after


def check_percent(percent: int) -> None:
    """Raise BadInput for a number that is not from 0 to 100."""
    if not 0 <= percent <= MOST:
        raise BadInput("percent", "{percent} is no chance; choose 0 to 100 %.", percent=percent)
