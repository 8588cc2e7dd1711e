"""How good chances were, once it is known what happened. METHOD S6.

A chance is in percent, 0 to 100: that a risk hurts the plan by its horizon, as things stood before
new mitigations. Only what happened and what did not happen are scored. What was averted says
nothing about the chance: who averted it must not look badly calibrated.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

from mortem.core.record import OutcomeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_SURE = 100  # percent
STEPS = (0, 20, 40, 60, 80, MOST_SURE)
"""The edges of the groups into which chances are put, in percent."""
FEW = 20
"""Scored risks below which a figure is mostly chance, and a team is shown none."""
FEW_PEOPLE = 5
"""People below which a team's figures would be about somebody."""
_DRAWS = 2000
_SEED = 20
_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Said:
    """A chance in percent and what became of its risk; None while nobody has said."""

    percent: float
    outcome: OutcomeKind | None


@dataclass(frozen=True, slots=True)
class Share:
    """A share between 0 and 1, with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Group:
    """Chances of about the same size: how many, their mean in percent, and the share that happened."""

    low: int
    high: int
    count: int
    mean: float
    happened: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What is scored and what is not.

    `brier` is the mean squared distance between chance and outcome, 0 (always right and sure) to 1;
    `plain` is what saying the overall share every time would have had. Both are None when nothing is scored.
    """

    scored: int
    averted: int
    unknown: int
    waiting: int
    brier: Share | None
    plain: float | None
    groups: tuple[Group, ...]

    @property
    def left_out(self) -> int:
        """How many have an outcome that no score counts."""
        return self.averted + self.unknown

    @property
    def is_little(self) -> bool:
        """Tell whether so few are scored that the figures are mostly chance."""
        return self.scored < FEW


def calibrate(said: Iterable[Said]) -> Calibration:
    """Score chances against outcomes; the same chances always give the same interval."""
    heard = tuple(said)
    results = [
        (one.percent, one.outcome is OutcomeKind.HAPPENED)
        for one in heard
        if is_scored(one.outcome)
    ]
    base = sum(happened for _, happened in results) / len(results) if results else None
    return Calibration(
        scored=len(results),
        averted=sum(one.outcome is OutcomeKind.AVERTED for one in heard),
        unknown=sum(one.outcome is OutcomeKind.UNKNOWN for one in heard),
        waiting=sum(one.outcome is None for one in heard),
        brier=_brier(results),
        plain=None if base is None else base * (1 - base),
        groups=_groups(results),
    )


def wilson(count: int, total: int) -> Share:
    """Return a share of at least one with Wilson's 95 % score interval (Wilson 1927)."""
    share, z = count / total, _NORMAL_95
    shrunk = 1 + z * z / total
    middle = (share + z * z / (2 * total)) / shrunk
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / shrunk
    # Rounding must not push an end past the share itself.
    return Share(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def _brier(results: Sequence[tuple[float, bool]]) -> Share | None:
    """Return the score with the middle 95 % of what drawing the risks anew would give."""
    if not results:
        return None
    squares = sorted((percent / MOST_SURE - came) ** 2 for percent, came in results)
    size, chance = len(squares), random.Random(_SEED)  # noqa: S311 - a bootstrap, not a secret
    means = sorted(sum(chance.choices(squares, k=size)) / size for _ in range(_DRAWS))
    low, high = means[int(_DRAWS * 0.025)], means[int(_DRAWS * 0.975)]
    return Share(sum(squares) / size, low, high)


def _groups(results: Sequence[tuple[float, bool]]) -> tuple[Group, ...]:
    found = []
    for low, high in pairwise(STEPS):
        inside = [one for one in results if low <= one[0] < high or one[0] == high == MOST_SURE]
        if inside:
            mean = sum(percent for percent, _ in inside) / len(inside)
            happened = wilson(sum(came for _, came in inside), len(inside))
            found.append(Group(low, high, len(inside), mean, happened))
    return tuple(found)


def is_scored(outcome: OutcomeKind | None) -> bool:
    """Tell whether an outcome says how good a chance was."""
    return outcome in {OutcomeKind.HAPPENED, OutcomeKind.DID_NOT_HAPPEN}


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many people and scored risks a team still needs before its figures are shown."""

    people: int
    risks: int


def lacking(*, people: int, scored: int) -> Lacking | None:
    """Return what a team lacks; None when it has enough of both (S6)."""
    short = Lacking(max(0, FEW_PEOPLE - people), max(0, FEW - scored))
    return short if short.people or short.risks else None
