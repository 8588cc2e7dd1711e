"""Which years a time without one fits, and why (METHOD E3: evidence for a guess, never a silent one)."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from typing import Final

_LOOKED_BACK: Final = 12  # years


@dataclass(frozen=True, slots=True)
class Yearless:
    """What lines without a year do say: the first one's month and day.

    `leap_after` counts the New Years before a 29 February; None when there is none.
    """

    month: int
    day: int
    leap_after: int | None = None


def years_that_fit(said: Yearless, *, until: date) -> tuple[int, ...]:
    """Return the years the first line may be of, the latest first; none of it lies after `until`."""
    years = range(until.year, until.year - _LOOKED_BACK, -1)
    return tuple(year for year in years if _fits(said, year, until))


def _fits(said: Yearless, year: int, until: date) -> bool:
    if said.leap_after is not None and not isleap(year + said.leap_after):
        return False
    try:
        day = date(year, said.month, said.day)
    except ValueError:  # 29 February
        return False
    return day <= until
