"""Where the dots of risks go, so that none covers another and each stays on its plausibility.

With steps, dots that would meet stand in lanes of their row, and the row grows. With ranges, a dot
that would meet another moves up or down from its cost, which stays marked; the plot grows until
all have found a place. Nothing is moved at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mortem.core.layout.cost_axis import CostAxis, cost_axis
from mortem.core.layout.shapes import Box
from mortem.core.risk import COST_STEPS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mortem.core.risk import Ranked

RADIUS = 11.0
LANE = 26.0
_ROW_AT_LEAST = 58.0
_APART = 2 * RADIUS + 2
_HEIGHT_AT_LEAST, _PER_DECADE, _PER_RISK, _HEIGHT_AT_MOST = 240.0, 110.0, 6.0, 560.0
_GROWS = 1.4

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Steps:
    """The rows of the five steps, costliest first, and the lane of each risk in its row."""

    rows: tuple[Box, ...]
    lanes: Mapping[str, int]

    def row(self, step: int) -> Box:
        return self.rows[COST_STEPS - step]


def place_steps(ranked: Sequence[Ranked], x_of: Callable[[float], float], area: Box) -> Steps:
    """Return rows below each other from the area's top, each as high as its lanes need."""
    rows: list[Box] = []
    lanes: dict[str, int] = {}
    top = area.y
    for step in range(COST_STEPS, 0, -1):
        found = _lanes([one for one in ranked if one.pooled.cost == step], x_of)
        lanes |= found
        high = max(_ROW_AT_LEAST, (max(found.values(), default=0) + 1) * LANE + 20)
        rows.append(Box(area.x, top, area.width, high))
        top += high
    return Steps(tuple(rows), lanes)


def step_place(one: Ranked, steps: Steps, ranked: Sequence[Ranked]) -> float:
    """Return the y of a risk's dot; lanes fill from the middle of the row: 0, one up, one down, two up."""
    lane = steps.lanes[one.pooled.cause]
    beside = [steps.lanes[r.pooled.cause] for r in ranked if r.pooled.cost == one.pooled.cost]
    away = (lane + 1) // 2
    offset = -away * LANE if lane % 2 else away * LANE
    return steps.row(one.pooled.cost).middle + offset + (LANE / 2 if max(beside) % 2 else 0.0)


def place_ranges(
    ranked: Sequence[Ranked], x_of: Callable[[float], float], *, top: float
) -> tuple[CostAxis, dict[str, float]]:
    """Return the axis, and the y of each dot: its middle cost, or the nearest free place."""
    ranges = [one.pooled.cost_range for one in ranked if one.pooled.cost_range]
    decades = cost_axis(ranges, top=top, height=1).decades
    height = max(_HEIGHT_AT_LEAST, _PER_DECADE * decades) + _PER_RISK * len(ranked)
    height = min(height, _HEIGHT_AT_MOST)
    while True:
        axis = cost_axis(ranges, top=top, height=height)
        places = _nudged(ranked, x_of, axis)
        if len(places) == len(ranked):
            return axis, places
        height *= _GROWS


def _nudged(
    ranked: Sequence[Ranked], x_of: Callable[[float], float], axis: CostAxis
) -> dict[str, float]:
    taken: list[Place] = []
    places: dict[str, float] = {}
    for one in ranked:
        x = x_of(one.pooled.plausibility)
        middle = one.pooled.cost_range.middle if one.pooled.cost_range else 0.0
        y = _free(x, axis.y_of(middle), taken, axis)
        if y is None:
            break
        taken.append((x, y))
        places[one.pooled.cause] = y
    return places


def _free(x: float, wanted: float, taken: Sequence[Place], axis: CostAxis) -> float | None:
    """Return the nearest y to the wanted one where a dot covers no other; None if all is full."""
    low = high = wanted
    for from_, to in _covered(x, taken):
        if from_ < wanted < to:
            low, high = from_, to
    nearest = sorted((low, high), key=lambda y: abs(y - wanted))
    first, last = axis.top - RADIUS, axis.end + RADIUS
    return next((y for y in nearest if y == wanted or first <= y <= last), None)


def _covered(x: float, taken: Sequence[Place]) -> list[Place]:
    """Return where a dot at x may not stand: stretches of y that do not meet, from the top down."""
    stretches: list[Place] = []
    for a, b in taken:
        if abs(a - x) < _APART:
            half = (_APART**2 - (a - x) ** 2) ** 0.5
            stretches.append((b - half, b + half))
    apart: list[Place] = []
    for from_, to in sorted(stretches):
        if apart and from_ < apart[-1][1]:
            begins, ends = apart.pop()
            apart.append((begins, max(to, ends)))
        else:
            apart.append((from_, to))
    return apart


def _lanes(ranked: Sequence[Ranked], x_of: Callable[[float], float]) -> dict[str, int]:
    """Give each risk of a row the first lane in which its dot covers no other."""
    ends: list[float] = []
    lanes: dict[str, int] = {}
    for one in sorted(ranked, key=lambda one: (one.pooled.plausibility, one.number)):
        x = x_of(one.pooled.plausibility)
        lane = next((n for n, end in enumerate(ends) if end <= x - RADIUS), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = x + RADIUS + 4
        lanes[one.pooled.cause] = lane
    return lanes
