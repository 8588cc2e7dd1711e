"""Private ratings pooled into a ranking that never multiplies steps. METHOD P10, P11.

Plausibility is a chance in percent, 0 to 100. Cost is one of five ordered steps: the distance
between two steps means nothing, so steps are compared, never added to or multiplied by anything.
Or it is a range in the plan's own unit, which may be multiplied: with ranges risks rank by expected cost.

Steps and ranges in one review are two rulers. Of one cause, what most of its answers used counts, and of
as many of both the ranges. Each ruler keeps an order of its own. Then the risks with a costly step
take turns with those that have a range, from the top, and the ones with lower steps follow: nothing
grave is hidden by the ruler that somebody happened to take.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import zip_longest
from statistics import median
from typing import TYPE_CHECKING, TypeVar

from mortem.core.cost_range import (
    Chance,
    CostRange,
    Outlook,
    check_range,
    factor_apart,
    outlook,
    pool_ranges,
)
from mortem.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mortem.core.record import Cause, Rating

Number = TypeVar("Number", int, float)

COST_STEPS = 5
COSTLY_STEP = 4
"""The step from which a rare cause may still be a catastrophe."""
TOP = 3
TOP_AT_MOST = 5
_QUARTERS_FROM = 5
_FAR_APART_PLAUSIBILITY = 40.0
_FAR_APART_STEPS = 2
_FAR_APART_FACTOR = 0.5  # of a hundred, on a logarithmic scale: a factor of ten


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """What several people think of one cause, without a trace of who thought what.

    `cost` is the upper median: at least half of the people say this step or more; `cost_low` is the
    lower median. Where ranges count, steps are 0 and `cost_range` is the pooled 80 % interval;
    `middle_spread` tells between what the middles of people's ranges lie. The spreads are the middle
    half of the answers from five answers on, else all of them.
    """

    cause: str
    count: int
    plausibility: float
    plausibility_spread: tuple[int, int]
    cost: int = 0
    cost_low: int = 0
    cost_spread: tuple[int, int] = (0, 0)
    cost_range: CostRange | None = None
    middle_spread: tuple[float, float] = (0.0, 0.0)
    severity_first: bool = False

    @property
    def disagreement(self) -> float:
        """How far people are apart, 0 (agreed) to 1 (opposite ends), on whichever question is worse."""
        chances = (self.plausibility_spread[1] - self.plausibility_spread[0]) / 100
        steps = (self.cost_spread[1] - self.cost_spread[0]) / (COST_STEPS - 1)
        return max(chances, steps, factor_apart(*self.middle_spread))

    @property
    def seen_differently(self) -> bool:
        """Tell whether two people's pictures are so far apart that they should talk."""
        chances = self.plausibility_spread[1] - self.plausibility_spread[0]
        steps = self.cost_spread[1] - self.cost_spread[0]
        return (
            chances >= _FAR_APART_PLAUSIBILITY
            or steps >= _FAR_APART_STEPS
            or factor_apart(*self.middle_spread) >= _FAR_APART_FACTOR
        )

    @property
    def chance(self) -> Chance | None:
        """The risk as it is played; None where only steps are known."""
        if self.cost_range is None:
            return None
        return Chance(self.cause, self.plausibility, self.cost_range)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A pooled risk and its number in the ranking, counting from 1."""

    number: int
    pooled: Pooled


@dataclass(frozen=True, slots=True)
class TalkFirst:
    """*Talk about these first*, and apart from them *you see these very differently*."""

    first: tuple[Ranked, ...]
    apart: tuple[Ranked, ...]


def pool(causes: Iterable[Cause], ratings: Iterable[Rating]) -> tuple[Pooled, ...]:
    """Pool the ratings of each rated cause by median, in the order of the causes (P10).

    Raises BadInput for a rating outside its range or of a cause that is not there.
    """
    known = tuple(causes)
    heard: defaultdict[str, list[Rating]] = defaultdict(list)
    for rating in ratings:
        check_rating(rating)
        heard[rating.cause].append(rating)
    strangers = heard.keys() - {cause.id for cause in known}
    if strangers:
        raise BadInput(
            "ratings",
            "There are ratings of causes that are not in this review: {names}.",
            hint="Bring the causes along, or leave their ratings out.",
            names=", ".join(sorted(strangers)),
        )
    return tuple(_pooled(cause, heard[cause.id]) for cause in known if heard[cause.id])


def rank(pooled: Iterable[Pooled]) -> tuple[Ranked, ...]:
    """Rank by expected cost, or by cost step and then plausibility, downwards (P10, P11).

    Steps that are left equal are ordered by the lower median cost, then by the cause's identifier.
    """
    known = tuple(pooled)
    ranges = sorted((one for one in known if one.cost_range), key=_by_expected)
    steps = sorted((one for one in known if not one.cost_range), key=_by_step)
    costly = [one for one in steps if one.cost >= COSTLY_STEP]
    ordered = [one for turn in zip_longest(ranges, costly) for one in turn if one is not None]
    ordered += steps[len(costly) :]
    return tuple(Ranked(number, one) for number, one in enumerate(ordered, start=1))


def _by_expected(one: Pooled) -> tuple[float, float, str]:
    expected = one.chance.expected if one.chance else 0.0
    return (-expected, -one.plausibility, one.cause)


def _by_step(one: Pooled) -> tuple[int, float, int, str]:
    return (-one.cost, -one.plausibility, -one.cost_low, one.cause)


def is_mixed(pooled: Iterable[Pooled]) -> bool:
    """Tell whether some risks have ranges and others only steps: two rulers in one review."""
    return len({one.cost_range is None for one in pooled}) > 1


def together(pooled: Iterable[Pooled]) -> Outlook | None:
    """Return what all risks with a range cost together; None for fewer than two of them."""
    chances = [one.chance for one in pooled if one.chance]
    return outlook(chances) if len(chances) > 1 else None


def may_be_grave(one: Ranked, ranked: Sequence[Ranked]) -> bool:
    """Tell whether severity-first is worth asking: costly, and off the list by its rank (P11).

    Costly is a step from COSTLY_STEP on, or a range that ends as high as any on the list.
    """
    if one.number <= TOP:
        return False
    if one.pooled.cost_range is None:
        return one.pooled.cost >= COSTLY_STEP
    ends = [r.pooled.cost_range.high for r in ranked[:TOP] if r.pooled.cost_range]
    return one.pooled.cost_range.high >= max(ends, default=0.0)


def shortlist(
    ranked: Sequence[Ranked], *, most: int = TOP, at_most: int = TOP_AT_MOST
) -> tuple[Ranked, ...]:
    """Return the top risks in their order: the first `most`, and every severity-first one that fits.

    A rare catastrophe flagged severity-first (P11) stays although its rank is low; only when more
    than `at_most` would be on the list do the last unflagged ones make room.
    """
    first = list(ranked[:most])
    lifted = [one for one in ranked[most:] if one.pooled.severity_first]
    while len(first) + len(lifted) > at_most:
        plain = [one for one in first if not one.pooled.severity_first]
        (first.remove(plain[-1]) if plain else lifted.pop())
    return tuple(first + lifted)


def disagreements(ranked: Iterable[Ranked], *, most: int = TOP) -> tuple[Ranked, ...]:
    """Return the risks people see most differently, the furthest apart first (P10)."""
    apart = [one for one in ranked if one.pooled.seen_differently]
    return tuple(sorted(apart, key=lambda one: (-one.pooled.disagreement, one.number))[:most])


def talk_about_first(pooled: Iterable[Pooled]) -> TalkFirst:
    """Return what to talk about: the shortlist, and apart from it where people disagree most."""
    ranked = rank(pooled)
    return TalkFirst(shortlist(ranked), disagreements(ranked))


def _pooled(cause: Cause, ratings: Sequence[Rating]) -> Pooled:
    chances = sorted(rating.plausibility for rating in ratings)
    ranges = [one for one in map(range_of, ratings) if one]
    common = Pooled(
        cause=cause.id,
        count=len(ratings),
        plausibility=float(median(chances)),
        plausibility_spread=_spread(chances),
        severity_first=cause.severity_first,
    )
    if 2 * len(ranges) >= len(ratings):
        middles = _spread(sorted(one.middle for one in ranges))
        return replace(common, cost_range=pool_ranges(ranges), middle_spread=middles)
    costs = sorted(rating.cost for rating in ratings if rating.cost is not None)
    half = len(costs) // 2
    return replace(common, cost=costs[half], cost_low=costs[-half - 1], cost_spread=_spread(costs))


def range_of(rating: Rating) -> CostRange | None:
    """Return the range that somebody gave instead of a step."""
    if rating.cost_low is None or rating.cost_high is None:
        return None
    return CostRange(rating.cost_low, rating.cost_high)


def _spread(answers: Sequence[Number]) -> tuple[Number, Number]:
    """Return the ends of the middle half; with fewer than five answers those of all."""
    cut = len(answers) // 4 if len(answers) >= _QUARTERS_FROM else 0
    return answers[cut], answers[-cut - 1]


def check_rating(rating: Rating) -> None:
    """Raise BadInput for an answer outside its range, or one with both a step and a range, or neither."""
    if not 0 <= rating.plausibility <= 100:  # noqa: PLR2004 - percent
        raise BadInput(
            "plausibility",
            "A plausibility of {value} % cannot be; it goes from 0 to 100.",
            value=rating.plausibility,
        )
    ends = (rating.cost_low, rating.cost_high)
    if (rating.cost is None) != (None not in ends) or ends.count(None) == 1:
        raise BadInput("cost", "A rating has either a cost step or both ends of a range.")
    if rating.cost is not None and not 1 <= rating.cost <= COST_STEPS:
        raise BadInput(
            "cost",
            "There is no cost step {value}; steps go from 1 to {most}.",
            value=rating.cost,
            most=COST_STEPS,
        )
    if rating.cost_low is not None and rating.cost_high is not None:
        check_range(rating.cost_low, rating.cost_high)
