"""Which years a time without one fits, and why (METHOD E3: evidence for a guess, never a silent one)."""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import date
from typing import Final

_WEEKDAY: Final = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:day|sday|nesday|rsday|urday)?\b")
_NAMES: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LOOKED_BACK: Final = 12  # years: every day of the week comes round in that time


@dataclass(frozen=True, slots=True)
class Yearless:
    """What lines without a year do say: the first one's month and day, and its weekday (Monday is 0).

    `leap_after` counts the New Years before a 29 February; None when there is none.
    """

    month: int
    day: int
    weekday: int | None = None
    leap_after: int | None = None


def weekday_on(line: str) -> int | None:
    """Return the English weekday that a line names at its beginning, Monday being 0."""
    found = _WEEKDAY.search(line[:60])
    return _NAMES.index(found[1]) if found else None


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
    return day <= until and said.weekday in {None, day.weekday()}
