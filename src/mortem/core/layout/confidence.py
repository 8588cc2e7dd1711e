"""Where the answers before and after stand: two rows of dots over one scale in percent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mortem.core.layout.shapes import Box

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.confidence import Spread
    from mortem.core.record import Asked

WIDTH = 350.0  # as narrow as a phone
LEFT, RIGHT = 18.0, 330.0
DOT = 6.0
MOST_DOTS = 6  # in one stack; where more people agree, bars are drawn instead
_PITCH = 2 * DOT + 2
_TALL = MOST_DOTS * _PITCH
_HEAD = 62.0
_FOOT = 30.0
_MARGIN = 12.0
_BAR = 14.0


@dataclass(frozen=True, slots=True)
class Row:
    """One asking: dots as (x, y), or bars with their count; `median_x` where there is an answer."""

    moment: Asked
    head_y: float
    base_y: float
    dots: tuple[tuple[float, float], ...]
    bars: tuple[tuple[Box, int], ...]
    median_x: float | None


@dataclass(frozen=True, slots=True)
class ConfidenceLayout:
    """Both rows on one sheet; `scale_y` is where the percents are written."""

    width: float
    height: float
    scale_y: float
    rows: tuple[Row, ...]


def x_of(percent: float) -> float:
    """Return where a percentage stands."""
    return LEFT + (RIGHT - LEFT) * percent / 100


def layout_confidence(spreads: Iterable[Spread]) -> ConfidenceLayout:
    """Place the rows below each other; a row is as tall as its tallest stack."""
    given = tuple(spreads)
    tallest = max((count for one in given for _, count in one.counts), default=1)
    tall = _PITCH * min(tallest, MOST_DOTS)
    rows: list[Row] = []
    y = _MARGIN
    for one in given:
        base = y + _HEAD + tall
        rows.append(_row(one, y + 16, base, tallest))
        y = base + _MARGIN
    return ConfidenceLayout(WIDTH, y + _FOOT, y + _FOOT - 12, tuple(rows))


def _row(one: Spread, head_y: float, base_y: float, tallest: int) -> Row:
    middle = None if one.median is None else x_of(one.median)
    if tallest > MOST_DOTS:
        bars = tuple(
            (_bar(percent, count / tallest, base_y), count) for percent, count in one.counts
        )
        return Row(one.moment, head_y, base_y, (), bars, middle)
    dots = tuple(
        (x_of(percent), base_y - DOT - 2 - place * _PITCH)
        for percent, count in one.counts
        for place in range(count)
    )
    return Row(one.moment, head_y, base_y, dots, (), middle)


def _bar(percent: int, share: float, base_y: float) -> Box:
    height = max(2.0, share * _TALL)
    return Box(x_of(percent) - _BAR / 2, base_y - height, _BAR, height)
