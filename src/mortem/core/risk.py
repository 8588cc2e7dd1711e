"""Private ratings pooled into a ranking that never multiplies steps. METHOD P10, P11.

Plausibility is a chance in percent, 0 to 100. Cost is one of five ordered steps: the distance
between two steps means nothing, so steps are compared, never added to or multiplied by anything.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from mortem.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mortem.core.record import Cause, Rating

COST_STEPS = 5
TOP = 3
TOP_AT_MOST = 5
_QUARTERS_FROM = 5
_FAR_APART_PLAUSIBILITY = 40.0
_FAR_APART_STEPS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """What several people think of one cause, without a trace of who thought what.

    `cost` is the upper median: at least half of the people say this step or more; `cost_low` is the
    lower median. The spreads are the middle half of the answers from five answers on, else all of them.
    """

    cause: str
    count: int
    plausibility: float
    plausibility_spread: tuple[int, int]
    cost: int
    cost_low: int
    cost_spread: tuple[int, int]
    severity_first: bool = False

    @property
    def disagreement(self) -> float:
        """How far people are apart, 0 (agreed) to 1 (opposite ends), on whichever question is worse."""
        chances = (self.plausibility_spread[1] - self.plausibility_spread[0]) / 100
        steps = (self.cost_spread[1] - self.cost_spread[0]) / (COST_STEPS - 1)
        return max(chances, steps)

    @property
    def seen_differently(self) -> bool:
        """Tell whether two people's pictures are so far apart that they should talk."""
        chances = self.plausibility_spread[1] - self.plausibility_spread[0]
        steps = self.cost_spread[1] - self.cost_spread[0]
        return chances >= _FAR_APART_PLAUSIBILITY or steps >= _FAR_APART_STEPS


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
        _check(rating)
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
    """Rank by cost step, then plausibility, both downwards; nothing is multiplied (P10, P11).

    What is left equal is ordered by the lower median cost, then by the cause's identifier.
    """
    ordered = sorted(
        pooled, key=lambda one: (-one.cost, -one.plausibility, -one.cost_low, one.cause)
    )
    return tuple(Ranked(number, one) for number, one in enumerate(ordered, start=1))


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
    costs = sorted(rating.cost for rating in ratings)
    half = len(costs) // 2
    return Pooled(
        cause=cause.id,
        count=len(ratings),
        plausibility=float(median(chances)),
        plausibility_spread=_spread(chances),
        cost=costs[half],
        cost_low=costs[-half - 1],
        cost_spread=_spread(costs),
        severity_first=cause.severity_first,
    )


def _spread(answers: Sequence[int]) -> tuple[int, int]:
    """Return the ends of the middle half; with fewer than five answers those of all."""
    cut = len(answers) // 4 if len(answers) >= _QUARTERS_FROM else 0
    return answers[cut], answers[-cut - 1]


def _check(rating: Rating) -> None:
    if not 0 <= rating.plausibility <= 100:  # noqa: PLR2004 - percent
        raise BadInput(
            "plausibility",
            "A plausibility of {value} % cannot be; it goes from 0 to 100.",
            value=rating.plausibility,
        )
    if not 1 <= rating.cost <= COST_STEPS:
        raise BadInput(
            "cost",
            "There is no cost step {value}; steps go from 1 to {most}.",
            value=rating.cost,
            most=COST_STEPS,
        )
