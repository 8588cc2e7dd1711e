"""Where numbers stand over time: a line, the threshold, and where a lean leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mortem.core.trend import Sample
    from mortem.core.watching import Line

WIDTH: Final = 340.0  # as narrow as a phone
HEIGHT: Final = 96.0
TOP, BOTTOM = 16.0, 78.0
LEFT, RIGHT = 6.0, 334.0
MOST_POINTS: Final = 150
LABEL_WIDTH, LABEL_HEIGHT = 60.0, 14.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ReadingsLayout:
    """Points of the line, the threshold's height, the way of a lean, and when something was done."""

    points: tuple[Point, ...]
    line_y: float
    leads_to: Point | None
    done_x: float | None = None

    @property
    def label_is_right(self) -> bool:
        """Whether the threshold's word has more room at the right end than at the left."""
        near = [x for x, y in self.points if 0 <= self.line_y - y <= LABEL_HEIGHT]
        left = sum(x <= LEFT + LABEL_WIDTH for x in near)
        return sum(x >= RIGHT - LABEL_WIDTH for x in near) < left


def layout_readings(
    samples: Sequence[Sample],
    line: Line,
    reaches_at: datetime | None = None,
    done_at: datetime | None = None,
) -> ReadingsLayout:
    """Place at least one number, oldest first. The threshold is always in the picture."""
    first, last = samples[0].at, samples[-1].at
    ends = max(last, reaches_at) if reaches_at else last
    span = (ends - first).total_seconds() or 1.0
    shown = thinned(samples)
    values = [one.value for one in shown] + [line.threshold]
    low, high = min(values), max(values)
    tall = (high - low) or 1.0

    def place(at: datetime, value: float) -> Point:
        x = LEFT + (RIGHT - LEFT) * (at - first).total_seconds() / span
        return x, BOTTOM - (BOTTOM - TOP) * (value - low) / tall

    leads_to = place(reaches_at, line.threshold) if reaches_at and reaches_at > last else None
    points = tuple(place(one.at, one.value) for one in shown)
    is_within = done_at is not None and first <= done_at <= ends
    done_x = place(done_at, low)[0] if done_at and is_within else None
    return ReadingsLayout(points, place(last, line.threshold)[1], leads_to, done_x)


def thinned(samples: Sequence[Sample]) -> list[Sample]:
    """Keep the lowest and the highest of each stretch, so that no peak is lost."""
    if len(samples) <= MOST_POINTS:
        return list(samples)
    size = -(-2 * len(samples) // MOST_POINTS)
    kept = []
    for start in range(0, len(samples), size):
        stretch = samples[start : start + size]
        ends = {min(stretch, key=_value), max(stretch, key=_value)}
        kept += sorted(ends, key=lambda one: one.at)
    return kept if kept[-1] == samples[-1] else [*kept, samples[-1]]


def _value(sample: Sample) -> float:
    return sample.value
