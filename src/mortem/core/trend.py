"""Where numbers are heading: a robust line through them, and when it reaches what was agreed.

The slope is the median of the slopes between all pairs (Theil 1950, Sen 1968): nearly a third of
the numbers may be wild before it is. Whether it is a slope at all is Kendall's question: how many
pairs rise, against how many would by chance (Mann 1945, Kendall 1975). What follows its
predecessor rises together by chance, so the answer is weighed down by how much neighbours resemble
each other (Bayley and Hammersley 1946). The limits below were measured: `bench/leaning.py`.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import fmean, median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WINDOW: Final = 36
"""How many numbers a trend is taken from, at most."""

SHORT: Final = 20
"""How many of them the shorter look takes: it sees a turn sooner, and asks for a clearer one."""

FEWEST: Final = 12
"""From fewer numbers nothing is said."""

PER_BUCKET: Final = 12
"""How many numbers make one of the coarse row, in which slow drifts show."""

SURE: Final = (4.5, 1.5)
"""How far from chance a trend must be to begin leaning, and to stay so (standard deviations)."""

AHEAD: Final = (1.0, 2.0)
"""Within how many times the window's own length the line must be reached: to begin, and to stay."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One number that a source gave, and when."""

    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Trend:
    """A robust line: its height at the last number, its slope per second, and how sure it is."""

    level: float
    slope: float
    sure: float


@dataclass(frozen=True, slots=True)
class Lean:
    """A signal heads for its line; at this pace it is there at `reaches_at`."""

    reaches_at: datetime
    per_day: float


def trend(samples: Sequence[Sample]) -> Trend:
    """Return the robust line through at least two numbers, oldest first.

    `sure` is positive for a rise and negative for a fall; a straight line is as sure as its
    length allows.
    """
    end = samples[-1].at
    times = [(one.at - end).total_seconds() for one in samples]
    values = [one.value for one in samples]
    pairs = itertools.combinations(zip(times, values, strict=True), 2)
    slopes = sorted((w - v) / (u - t) for (t, v), (u, w) in pairs if u > t)
    rising = len(slopes) - bisect_right(slopes, 0.0) - bisect_left(slopes, 0.0)
    slope = median(slopes) if slopes else 0.0
    rest = [value - slope * time for time, value in zip(times, values, strict=True)]
    return Trend(median(rest), slope, _sureness(rising, rest))


def _sureness(rising: int, rest: Sequence[float]) -> float:
    n = len(rest)
    by_chance = sqrt(n * (n - 1) * (2 * n + 5) / 18)
    alike = min(0.95, max(0.0, _likeness_of_neighbours(rest)))
    return rising / by_chance * sqrt((1 - alike) / (1 + alike))


def _likeness_of_neighbours(rest: Sequence[float]) -> float:
    """Return how much each number's distance from the line tells of the next one's, from -1 to 1."""
    middle = fmean(rest)
    away = [one - middle for one in rest]
    spread = sum(one * one for one in away)
    if spread <= 1e-12 * max(1.0, middle * middle):
        return 0.0
    return sum(a * b for a, b in itertools.pairwise(away)) / spread


def lean(
    samples: Sequence[Sample],
    threshold: float,
    is_beyond: Callable[[float], bool],
    *,
    was: bool,
) -> Lean | None:
    """Return when the numbers reach their line at this pace; None where they do not head for it.

    To begin a lean takes a surer trend and a nearer line than to keep one (`was`), so that noise
    does not flap.
    """
    recent = samples[-WINDOW:]
    if len(recent) < FEWEST:
        return None
    found = trend(recent)
    if abs(found.sure) < SURE[was] or found.slope == 0:
        return None
    away = (threshold - found.level) / found.slope
    span = (recent[-1].at - recent[0].at).total_seconds()
    seconds = 0.0 if is_beyond(found.level) else away
    if not 0 <= seconds <= AHEAD[was] * span:
        return None
    return Lean(recent[-1].at + timedelta(seconds=seconds), found.slope * 86_400)


def coarser(
    coarse: Sequence[Sample], samples: Sequence[Sample], every: timedelta
) -> tuple[Sample, ...]:
    """Return the coarse row with one more number, once enough has come since its last one.

    Each number of it is the median of the last `PER_BUCKET` ones; as many are kept as a trend
    is taken from.
    """
    if len(samples) < PER_BUCKET:
        return tuple(coarse)
    last = samples[-1].at
    # A look that comes a moment early is no reason to wait for one more.
    if coarse and last - coarse[-1].at < (PER_BUCKET - 0.5) * every:
        return tuple(coarse)
    middle = median(one.value for one in samples[-PER_BUCKET:])
    return (*coarse, Sample(last, middle))[-WINDOW:]
