"""Where chances and what came of them stand: a square from 0 to 100 % both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mortem.core.layout.shapes import Line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.calibration import Group

WIDTH: Final = 350.0  # as narrow as a phone
HEIGHT: Final = 332.0
LEFT, RIGHT = 46.0, 332.0
TOP, BOTTOM = 14.0, 282.0
_SMALLEST, _LARGEST = 4.0, 11.0  # radius of a dot


@dataclass(frozen=True, slots=True)
class Dot:
    """A group of chances: its dot, how uncertain its height is, and how many are in it."""

    x: float
    y: float
    radius: float
    spread: Line
    count: int


@dataclass(frozen=True, slots=True)
class CalibrationLayout:
    """Dots, and the line on which chances and outcomes agree."""

    agree: Line
    dots: tuple[Dot, ...]


def x_of(percent: float) -> float:
    """Return where a chance stands."""
    return LEFT + (RIGHT - LEFT) * percent / 100


def y_of(share: float) -> float:
    """Return where a share of what happened stands, 0 at the bottom."""
    return BOTTOM - (BOTTOM - TOP) * share


def layout_calibration(groups: Iterable[Group]) -> CalibrationLayout:
    """Place a dot for each group; its area grows with how many are in it."""
    known = tuple(groups)
    most = max((one.count for one in known), default=1)
    dots = tuple(_dot(one, (one.count / most) ** 0.5) for one in known)
    return CalibrationLayout(Line(LEFT, BOTTOM, RIGHT, TOP), dots)


def _dot(one: Group, size: float) -> Dot:
    x, share = x_of(one.mean), one.happened
    return Dot(
        x,
        y_of(share.value),
        _SMALLEST + (_LARGEST - _SMALLEST) * size,
        Line(x, y_of(share.low), x, y_of(share.high)),
        one.count,
    )
