"""A logarithmic axis for costs in the plan's unit: equal steps are equal factors."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.cost_range import CostRange

ZERO_ROW = 44.0
"""Below the axis there is room for what costs nothing: a logarithm never gets there."""

_MANY_DECADES = 2.5
_TICKS = 6
_NARROW = 4.0  # a factor that an axis spans at least


@dataclass(frozen=True, slots=True)
class CostAxis:
    """Amounts from `low` to `high` stand from `bottom` up to `top`; zero, if anything costs it, below."""

    top: float
    bottom: float
    low: float
    high: float
    has_zero: bool = False

    def y_of(self, amount: float) -> float:
        """Return where an amount stands; what lies below the axis stands in the row of zero, or at its end."""
        if amount <= 0 and self.has_zero:
            return self.bottom + ZERO_ROW / 2
        if amount <= self.low:
            return self.bottom
        share = log10(amount / self.low) / log10(self.high / self.low)
        return self.bottom - share * (self.bottom - self.top)

    @property
    def end(self) -> float:
        """Where it ends, with the row of zero."""
        return self.bottom + (ZERO_ROW if self.has_zero else 0)

    @property
    def decades(self) -> float:
        """How many powers of ten it spans."""
        return log10(self.high / self.low)

    @property
    def ticks(self) -> tuple[float, ...]:
        """Round amounts to write beside it, the lowest first; on a long axis only powers of ten."""
        powers = range(floor(log10(self.low)), ceil(log10(self.high)) + 1)
        if self.decades > _MANY_DECADES:
            every = ceil(self.decades / _TICKS)
            marks = [10.0**power for power in powers if power % every == 0]
        else:
            marks = [step * 10.0**power for power in powers for step in (1, 2, 5)]
        slack = 1 + 1e-9
        found = tuple(mark for mark in marks if self.low / slack <= mark <= self.high * slack)
        return (0.0, *found) if self.has_zero else found


def cost_axis(ranges: Iterable[CostRange], *, top: float, height: float) -> CostAxis:
    """Return an axis of that height on which all ranges fit, its ends at round amounts."""
    known = tuple(ranges)
    low = min((one.low or one.floor for one in known if one.high > 0), default=1.0)
    high = max((one.high for one in known if one.high > 0), default=10.0)
    low, high = _rounded(low, up=False), _rounded(high, up=True)
    if high < low * _NARROW:
        low, high = _rounded(low * 0.99, up=False), _rounded(high * 1.01, up=True)
    has_zero = any(one.high <= 0 for one in known)
    return CostAxis(top, top + height, low, high, has_zero)


def _rounded(amount: float, *, up: bool) -> float:
    """Return the nearest of 1, 2, 5, 10, 20 … above or below."""
    power = 10.0 ** floor(log10(amount))
    steps = [power * step for step in (1, 2, 5, 10)]
    if up:
        return next(step for step in steps if step * (1 + 1e-9) >= amount)
    return max(step for step in steps if step <= amount * (1 + 1e-9))
