"""Costs as ranges: how they are read, pooled, and played through many times. METHOD P10.

A person's range is an 80 % interval: one time in ten it costs less than the low end, one time in ten
more than the high end. It is read as a lognormal distribution with these two as its 10 % and 90 %
points, because costs cannot be below zero, are skewed, and are judged in factors (D. Hubbard and
R. Seiersen, *How to Measure Anything in Cybersecurity Risk*, read ranges in this way). Several people's ranges are pooled end by end, by
median; averaging quantiles instead of probabilities keeps a pooled range as sharp as those of its
people (Lichtendahl, Grushka-Cockayne, Winkler, *Management Science* 59, 2013).

Limits. People's 80 % intervals are usually too narrow. A lognormal's mean runs away with very wide
ranges, and it has no zero; so a low end below a hundredth of the high end is read as that hundredth.
Risks are played as if they were independent: a common cause makes the sum spread wider than it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, log10, sqrt
from random import Random
from statistics import NormalDist, median
from typing import TYPE_CHECKING

from mortem.core.amount import check_amount, show_amount
from mortem.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDEST = 100.0
"""How many times its low end a range may reach; what is wider is read as this wide."""

DRAWS = 1_000
_NORMAL = NormalDist()
_NINE_TENTHS = _NORMAL.inv_cdf(0.9)
_DECADES_APART = 2.0  # orders of magnitude at which two views are opposite ends


@dataclass(frozen=True, slots=True)
class CostRange:
    """An 80 % interval of what it costs if it happens, in the plan's unit; 0 ≤ low ≤ high."""

    low: float
    high: float

    @property
    def floor(self) -> float:
        """The low end as it is read: at least a hundredth of the high one."""
        return max(self.low, self.high / WIDEST)

    @property
    def middle(self) -> float:
        """As likely to cost more as to cost less: half-way between the ends on a logarithmic scale."""
        return _halfway(self.floor, self.high)

    @property
    def mean(self) -> float:
        """What it costs on average, if it happens; above the middle, for the dear side is longer."""
        return self.middle * exp(self.sigma**2 / 2)

    @property
    def sigma(self) -> float:
        """The standard deviation of the logarithm; 0 for a cost that is known."""
        return log(self.high / self.floor) / (2 * _NINE_TENTHS) if self.high > 0 else 0.0

    def at(self, share: float) -> float:
        """Return the cost that is not exceeded with this probability, between 0 and 1."""
        return self.middle * exp(self.sigma * _NORMAL.inv_cdf(share)) if self.sigma else self.high


@dataclass(frozen=True, slots=True)
class Chance:
    """A risk to play: `name` seeds its draws, `plausibility` is in percent."""

    name: str
    plausibility: float
    cost: CostRange

    @property
    def expected(self) -> float:
        """The chance times the mean cost."""
        return self.plausibility / 100 * self.cost.mean


@dataclass(frozen=True, slots=True)
class Outlook:
    """What risks cost on average, and between what they cost in eight of ten futures."""

    expected: float
    low: float
    high: float


def check_range(low: float, high: float) -> None:
    """Raise BadInput for ends that are no amounts, or stand the wrong way round."""
    check_amount(low, field="cost_low")
    check_amount(high, field="cost_high")
    if high < low:
        raise BadInput(
            "cost_high",
            "“At most {high}” is less than “at least {low}”.",
            hint="The larger number belongs behind “at most”.",
            low=show_amount(low, digits=6),
            high=show_amount(high, digits=6),
        )


def pool_ranges(ranges: Sequence[CostRange]) -> CostRange:
    """Return the median of the low ends and that of the high ends.

    Of an even number, the two middle ones meet half-way on a logarithmic scale, and on a plain one
    where a zero is among them.
    """
    lows = _middle_two(sorted(one.low for one in ranges))
    highs = _middle_two(sorted(one.high for one in ranges))
    if min(*lows, *highs) > 0:
        return CostRange(_halfway(*lows), _halfway(*highs))
    return CostRange(median(lows), median(highs))


def factor_apart(low: float, high: float) -> float:
    """How far apart two costs are, 0 (the same) to 1 (a factor of a hundred, or one of them zero)."""
    if low == high:
        return 0.0
    return 1.0 if low == 0 else min(1.0, log10(high / low) / _DECADES_APART)


def outlook(risks: Sequence[Chance]) -> Outlook:
    """Play the risks through DRAWS futures and return what all of them together cost.

    The average is exact. The range comes from stratified draws that are seeded by the risks' names
    alone: the same review gives the same numbers on every machine, whatever else is played.
    """
    return _outlook(tuple(sorted(risks, key=lambda risk: risk.name)))


@lru_cache(maxsize=512)
def _outlook(risks: tuple[Chance, ...]) -> Outlook:
    totals = [0.0] * DRAWS
    for risk in risks:
        for future, cost in enumerate(_futures(risk)):
            totals[future] += cost
    totals.sort()
    tenth = DRAWS // 10
    expected = sum(risk.expected for risk in risks)
    return Outlook(expected, totals[tenth], totals[-tenth - 1])


def _futures(risk: Chance) -> list[float]:
    """Return its cost in each future: one draw from each of DRAWS equal strata, in seeded order."""
    # Only `random()` promises the same sequence in every version of Python; `shuffle` does not.
    chance = Random(risk.name)  # noqa: S311 - not a secret
    order = sorted((chance.random(), place) for place in range(DRAWS))
    happens = risk.plausibility / 100
    costs = []
    for _, place in order:
        over = (place + 0.5) / DRAWS - (1 - happens)
        costs.append(risk.cost.at(over / happens) if over > 0 else 0.0)
    return costs


def _middle_two(ordered: Sequence[float]) -> tuple[float, float]:
    half = len(ordered) // 2
    return ordered[-half - 1], ordered[half]


def _halfway(low: float, high: float) -> float:
    return low if low == high else sqrt(low) * sqrt(high)
