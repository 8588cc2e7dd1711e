"""What the times of one source mean, once somebody said what they themselves do not (METHOD E3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.evidence.dates import LEAP_YEARS, STAND_IN_YEAR
from mortem.core.evidence.row import DAY, EPOCH_DAY, SECOND, UNKNOWN, Zone
from mortem.core.record import Precision

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from mortem.core.evidence.stamps import Stamp

_QUARTER = 900 * SECOND  # offsets change at full quarters of an hour
_HALF_A_YEAR = 183
_HALF_A_DAY = DAY // 2
_MOST_KEPT = 5000
_NOT_YET = -1


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said about a source: its zone, the year or day of its first line, how far its clock was ahead.

    A day is needed only where nothing but the clock is written. `ahead` is in seconds, below zero for a clock that was behind.
    """

    zone: ZoneInfo | None = None
    year: int | None = None
    ahead: float = 0.0
    day: date | None = None


class Settled(NamedTuple):
    """A time whose meaning is as clear as it can be; see `Row`."""

    moment: int
    zone: Zone
    precision: Precision
    has_year: bool
    has_day: bool = True


_new = partial(tuple.__new__, Settled)  # what a named tuple does, at half the price
_UTC, _GIVEN, _ASSUMED = Zone.UTC, Zone.GIVEN, Zone.ASSUMED


class Clock:
    """Settles the times of one source, one after the other, as its lines come.

    A year that is not written goes on by itself when the lines pass New Year. An hour that a change
    of the clocks makes twice is told as *between*; one that was skipped as *about*.
    """

    def __init__(self, answers: Answers | None = None) -> None:
        answers = answers or Answers()
        self._zone = answers.zone
        self._ahead = round(answers.ahead * SECOND)
        self._has_year = answers.year is not None
        self._year = STAND_IN_YEAR if answers.year is None else answers.year
        self._years = 1 if self._has_year else LEAP_YEARS  # by which the year goes on at New Year
        self._last_day = -1
        self._day = answers.day
        self._last_clock = 0
        self._days: dict[tuple[int, int], int | None] = {}
        self._offsets: dict[int, tuple[int, Precision | None]] = {}

    def settle(self, stamp: Stamp) -> Settled | None:
        """Return what a time means; None when the year said for it has no such day."""
        local, offset, in_utc, precision, has_year, has_day = stamp
        if not has_day:
            local, has_year = self._on_a_day(local), self._day is not None
            if not has_year:
                return Settled(local, Zone.UNKNOWN, precision, has_year=False, has_day=False)
        elif not has_year:
            dated = self._dated(local)
            if dated is None:
                return None
            local, has_year = dated, self._has_year
        if offset is not None and has_year:
            zone = _UTC if in_utc else _GIVEN
            return _new((local - offset * SECOND - self._ahead, zone, precision, True, True))
        if self._zone is None or not has_year:
            return _new((local - self._ahead, UNKNOWN, precision, has_year, True))
        quarter = local // _QUARTER
        seconds, doubt = self._offsets.get(quarter) or self._offset(quarter)
        moment = local - seconds * SECOND - self._ahead
        return _new((moment, _ASSUMED, doubt or precision, True, True))

    def _on_a_day(self, local: int) -> int:
        """Put a clock's time on its day, which is the next one when the clock begins anew."""
        if local < self._last_clock - _HALF_A_DAY:
            self._day = self._day and self._day + timedelta(days=1)
        self._last_clock = local
        return local if self._day is None else (self._day.toordinal() - EPOCH_DAY) * DAY + local

    def _dated(self, local: int) -> int | None:
        """Put a day without a year into its year, which goes on when the days begin anew."""
        day, rest = divmod(local, DAY)
        gone = day - self._last_day
        year = self._year
        if self._last_day >= 0 and gone < -_HALF_A_YEAR:
            year = self._year = year + self._years
        elif self._last_day >= 0 and gone > _HALF_A_YEAR:
            year -= self._years  # a straggler from before New Year
        if year == self._year:
            self._last_day = day
        placed = self._days.get((day, year), _NOT_YET)
        if placed is _NOT_YET:
            if len(self._days) > _MOST_KEPT:
                self._days.clear()
            placed = self._days[day, year] = _in_year(day, year)
        return None if placed is None else placed + rest

    def _offset(self, quarter: int) -> tuple[int, Precision | None]:
        """Return the zone's seconds east of UTC in a quarter of an hour, and the doubt that remains."""
        if len(self._offsets) > _MOST_KEPT:
            self._offsets.clear()
        known = self._offsets[quarter] = _offset_at(quarter * _QUARTER, self._zone)
        return known


def _in_year(day: int, year: int) -> int | None:
    """Return the microseconds since 1970 at which a day of the stand-in year begins in another one.

    None for a 29 February in a year without one, and beyond the years 1 to 9999.
    """
    try:
        placed = date.fromordinal(day + EPOCH_DAY).replace(year=year)
    except ValueError:
        return None
    return (placed.toordinal() - EPOCH_DAY) * DAY


def _offset_at(local: int, zone: ZoneInfo | None) -> tuple[int, Precision | None]:
    at = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=zone) + timedelta(microseconds=local)
    first, second = at.utcoffset(), at.replace(fold=1).utcoffset()
    if first is None or second is None:
        return 0, None
    seconds = int(first.total_seconds())
    if first == second:
        return seconds, None
    return seconds, Precision.BETWEEN if first > second else Precision.ABOUT
