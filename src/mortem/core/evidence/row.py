"""One thing that evidence says happened, with what is known of its time and where it stands."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mortem.core.record import Precision

SECOND = 1_000_000
"""Microseconds in a second."""
HOUR = 3_600 * SECOND
"""Microseconds in an hour."""
DAY = 24 * HOUR
"""Microseconds in a day."""
EPOCH_DAY = 719_163
"""1970-01-01 as an ordinal of the Gregorian calendar, as `datetime.date` counts."""

EARLIEST, LATEST = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The moments of the years 1 to 9999."""

_MOST_KEPT = 5000  # dates and fractions; there are no more seconds than a day has


class Zone(StrEnum):
    """How it is known which instant a written time means (METHOD E3)."""

    UTC = "utc"  # written in UTC, or counted from the epoch
    GIVEN = "given"  # the line names its own offset or zone
    ASSUMED = "assumed"  # somebody was asked, and said
    UNKNOWN = "unknown"  # not known, and not guessed


UNKNOWN = Zone.UNKNOWN
"""For what is done a million times: a name is found sooner than a member of an enumeration."""


class Row(NamedTuple):
    """One row of a source.

    `moment` counts microseconds since 1970-01-01. It is the instant, unless `zone` is unknown: then
    it is what the source's own clock showed, read as if it were UTC, and good only for the order of
    rows whose clocks agree. `has_year` and `has_day` are false when no year, or
    nothing but a clock was written. `line` counts from 1;
    `first` and `last` are bytes of the unpacked file, `last` being the first one after the row.
    """

    moment: int
    zone: Zone
    precision: Precision
    format: str
    line: int
    first: int
    last: int
    level: str | None
    who: str | None
    text: str
    has_year: bool = True
    has_day: bool = True

    @property
    def at(self) -> str | None:
        """The instant in ISO 8601, in UTC; None while it is not known."""
        return None if self.zone is UNKNOWN else f"{iso(self.moment)}Z"

    @property
    def local(self) -> str | None:
        """What the source's clock showed, in ISO 8601 without a zone; None once the instant is known.

        A year that was not written stays YYYY, a day YYYY-MM-DD.
        """
        if self.zone is not UNKNOWN:
            return None
        text = iso(self.moment)
        if not self.has_day:
            return f"YYYY-MM-DD{text[10:]}"
        return text if self.has_year else f"YYYY{text[4:]}"


class _Dates(dict[int, str]):
    def __missing__(self, day: int) -> str:
        if len(self) > _MOST_KEPT:
            self.clear()
        text = self[day] = date.fromordinal(day + EPOCH_DAY).isoformat()
        return text


class _Clocks(dict[int, str]):
    def __missing__(self, second: int) -> str:
        minutes, seconds = divmod(second, 60)
        hours, minutes = divmod(minutes, 60)
        text = self[second] = f"T{hours:02}:{minutes:02}:{seconds:02}"
        return text


class _Fractions(dict[int, str]):
    def __missing__(self, micro: int) -> str:
        text = f".{micro:06}" if micro % 1000 else f".{micro // 1000:03}"
        if len(self) < _MOST_KEPT:
            self[micro] = text
        return text


_DATES, _CLOCKS, _FRACTIONS = _Dates(), _Clocks(), _Fractions({0: ""})


def iso(moment: int) -> str:
    """Return microseconds since 1970 as YYYY-MM-DDTHH:MM:SS, with milli- or microseconds if there are any.

    The year lies between 1 and 9999; for any other a ValueError is raised.
    """
    day, rest = divmod(moment, DAY)
    second, micro = divmod(rest, SECOND)
    return f"{_DATES[day]}{_CLOCKS[second]}{_FRACTIONS[micro]}"
