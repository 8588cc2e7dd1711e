"""The ways in which times are written: a pattern each, and how its pieces are read (METHOD E3).

A pattern names its pieces `date`, `year`, `clock`, `frac` and `zone`; a grammar puts it where its
lines have it. What is not written is not made up: no year, no zone stay none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from mortem.core.evidence.dates import (
    day_first,
    day_of_year,
    epoch,
    month_first,
    named_month,
    tai64n,
    without_year,
    year_first,
)
from mortem.core.evidence.row import DAY, SECOND
from mortem.core.evidence.zones import offset_of
from mortem.core.record import Precision

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_KEPT: Final = 5000
_MOST_TIMES: Final = 100_000  # more than a day has seconds


class Stamp(NamedTuple):
    """A time as written: microseconds since 1970 as the clock showed it, read as if in UTC.

    `offset` is how many seconds the clock was ahead of UTC; None when the line does not tell. Without a
    day only the clock was written, and `local` counts from midnight.
    """

    local: int
    offset: int | None
    in_utc: bool
    precision: Precision
    has_year: bool = True
    has_day: bool = True


class Style:
    """One way of writing a time. `days` reads a date as days since 1970, None if there is no such day.

    A counted time has no clock: `counted` reads the whole of `date` as microseconds since 1970.
    """

    def __init__(
        self,
        pattern: str,
        example: str,
        days: Callable[[str], int | None] | None = None,
        *,
        counted: Callable[[str], int | None] | None = None,
        has_year: bool = True,
    ) -> None:
        self.pattern = pattern
        self.example = example
        self.has_year = has_year
        self._days = _Days(days) if days else None
        self._counted = counted

    def read(self, day: str, year: str, clock: str, frac: str, zone: str) -> Stamp | None:
        """Return what the pieces of a match say; None when there is no such time, as in a month 13."""
        if self._days is None:
            moment = self._counted(day) if self._counted else None
            return None if moment is None else Stamp(moment, 0, True, Precision.SECOND)
        days = self._days[f"{day} {year}" if year else day]
        time = _TIMES[clock] if clock else _MIDNIGHT
        if days is None or time is None:
            return None
        micro = _FRACTIONS[frac] if frac else 0
        offset, in_utc = _OFFSETS[zone] if zone else _UNTOLD
        made = (days + time[0] + micro, offset, in_utc, time[1], self.has_year, True)
        return tuple.__new__(Stamp, made)  # what a named tuple does, at half the price


class _Days(dict[str, "int | None"]):
    """From a date as it is written to the microseconds since 1970 at which it begins."""

    def __init__(self, read: Callable[[str], int | None]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> int | None:
        if len(self) > _MOST_KEPT:
            self.clear()
        try:
            days = self._read(text)
        except ValueError:
            days = None
        found = self[text] = days and days * DAY
        return found


class _Times(dict[str, "tuple[int, Precision] | None"]):
    def __missing__(self, text: str) -> tuple[int, Precision] | None:
        if len(self) > _MOST_TIMES:
            self.clear()
        found = self[text] = _time_of_day(text)
        return found


class _Offsets(dict[str, "tuple[int | None, bool]"]):
    def __missing__(self, text: str) -> tuple[int | None, bool]:
        found = offset_of(text)
        if len(self) < _MOST_KEPT:
            self[text] = found
        return found


class _Fractions(dict[str, int]):
    """From the digits behind a second to microseconds."""

    def __missing__(self, digits: str) -> int:
        micro = int(digits[:6].ljust(6, "0"))
        if len(self) < _MOST_KEPT:
            self[digits] = micro
        return micro


_TIMES, _OFFSETS, _FRACTIONS = _Times(), _Offsets(), _Fractions()
_MIDNIGHT: Final = (0, Precision.DAY)
_UNTOLD: Final = (None, False)
_CLOCK = re.compile(r"(\d{1,2})\D?(\d\d)(?:\D?(\d\d))?\s?(?:([AaPp])\.?[Mm])?")


def _time_of_day(text: str) -> tuple[int, Precision] | None:
    """Return microseconds since midnight; a second 60, which POSIX allows, is the next minute's first."""
    found = _CLOCK.match(text)
    if found is None:
        return None
    hour, minute, second, half = found.groups()
    hours, minutes, seconds = int(hour), int(minute), int(second or 0)
    if half:
        if not 1 <= hours <= 12:  # noqa: PLR2004 - hours of half a day
            return None
        hours = hours % 12 + (12 if half in "Pp" else 0)
    if hours > 23 or minutes > 59 or seconds > 60:  # noqa: PLR2004 - what a clock shows
        return None
    precision = Precision.SECOND if second else Precision.MINUTE
    return (hours * 3600 + minutes * 60 + seconds) * SECOND, precision


_HMS = r"(?P<clock>\d{2}:\d{2}:\d{2})"
_FRAC = r"(?:[.,](?P<frac>\d{1,9}))?"
_OFFSET = (
    r"(?P<zone>Z|[+\-\N{MINUS SIGN}]\d{2}(?:[:.]?\d{2})?\b"
    r"| (?:UTC|GMT)\b| [+-]\d{2}:?\d{2}\b|[A-Z]{2,5}\b)?"
)
_MONTH = r"[^\W\d_]{3,9}\.?"
_WEEKDAY = r"(?:[^\W\d_]{2,9}\.?,? )"

STYLES: Final = {
    "iso": Style(
        rf"(?P<date>\d{{4}}-\d{{2}}-\d{{2}})[T ](?P<clock>\d{{2}}:\d{{2}}(?::\d{{2}})?){_FRAC}{_OFFSET}",
        "2026-03-01T09:30:00.250Z",
        year_first,
    ),
    "iso-named-zone": Style(
        rf"(?P<date>\d{{4}}-\d{{2}}-\d{{2}})[T ]{_HMS}{_FRAC} (?P<zone>[A-Z][A-Za-z]{{1,4}}|[+-]\d{{2,4}})",
        "2026-03-01 09:30:00.250 CET",
        year_first,
    ),
    "slashes": Style(
        rf"(?P<date>\d{{4}}/\d{{2}}/\d{{2}})[T ]{_HMS}{_FRAC}", "2026/03/01 09:30:00", year_first
    ),
    "two-digit-year": Style(
        rf"(?P<date>\d{{2}}/\d{{2}}/\d{{2}}) {_HMS}{_FRAC}", "26/03/01 09:30:00", year_first
    ),
    "compact": Style(r"(?P<date>\d{6}) (?P<clock>\d{6})", "260301 093000", year_first),
    "dashes-and-dots": Style(
        rf"(?P<date>\d{{4}}-\d{{2}}-\d{{2}})-(?P<clock>\d{{2}}\.\d{{2}}\.\d{{2}}){_FRAC}",
        "2026-03-01-09.30.00.250000",
        year_first,
    ),
    "day-of-year": Style(
        rf"(?P<date>\d{{4}}-\d{{3}})T{_HMS}{_FRAC}", "2026-060T09:30:00,250", day_of_year
    ),
    "month-day": Style(
        rf"(?P<date>\d{{2}}-\d{{2}}) {_HMS}{_FRAC}",
        "03-01 09:30:00.250",
        without_year,
        has_year=False,
    ),
    "glog": Style(
        rf"(?P<date>\d{{4}}) {_HMS}{_FRAC}", "0301 09:30:00.250000", without_year, has_year=False
    ),
    "bsd": Style(
        rf"(?P<date>{_MONTH} {{1,2}}\d{{1,2}}) {_HMS}{_FRAC}",
        "Mar  1 09:30:00",
        named_month,
        has_year=False,
    ),
    "ctime": Style(
        rf"{_WEEKDAY}(?P<date>{_MONTH} {{1,2}}\d{{1,2}}) {_HMS}{_FRAC} (?P<year>\d{{4}})(?P<zone> [+-]\d{{4}})?",
        "Sun Mar 01 09:30:00 2026",
        named_month,
    ),
    "date-command": Style(
        rf"{_WEEKDAY}(?P<date>{_MONTH} {{1,2}}\d{{1,2}}) {_HMS} (?P<zone>[A-Z]{{2,5}}) (?P<year>\d{{4}})",
        "Sun Mar  1 09:30:00 UTC 2026",
        named_month,
    ),
    "day-month": Style(
        rf"{_WEEKDAY}?(?P<date>\d{{1,2}} {_MONTH} \d{{4}}) {_HMS}{_FRAC}(?P<zone> [+-]\d{{4}}| [A-Z]{{2,5}}\b)?",
        "Sun, 01 Mar 2026 09:30:00 +0100",
        named_month,
    ),
    "day-month-dashes": Style(
        rf"(?P<date>\d{{1,2}}-{_MONTH}-\d{{4}}) {_HMS}{_FRAC}",
        "01-Mar-2026 09:30:00.250",
        named_month,
    ),
    "clf-fraction": Style(
        rf"(?P<date>\d{{2}}/{_MONTH}/\d{{4}}):{_HMS}\.(?P<frac>\d{{1,9}})",
        "01/Mar/2026:09:30:00.250",
        named_month,
    ),
    "compact-dash": Style(
        r"(?P<date>\d{8})-(?P<clock>\d{1,2}:\d{1,2}:\d{1,2}):(?P<frac>\d{1,3})",
        "20260301-9:30:00:250",
        year_first,
    ),
    "month-day-dots": Style(
        rf"(?P<date>\d{{2}}\.\d{{2}}) {_HMS}", "03.01 09:30:00", without_year, has_year=False
    ),
    "clf": Style(
        rf"(?P<date>\d{{2}}/{_MONTH}/\d{{4}}):{_HMS}(?P<zone> [+-]\d{{4}})?",
        "01/Mar/2026:09:30:00 +0100",
        named_month,
    ),
    "java": Style(
        rf"(?P<date>{_MONTH} \d{{1,2}}, \d{{4}}),? (?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:[ \u202f][AP]M)?)(?P<zone> (?:UTC|GMT))?",
        "Mar 1, 2026 9:30:00 AM",
        named_month,
    ),
    "us": Style(
        r"(?P<date>\d{1,2}/\d{1,2}/\d{4}),? (?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?: [AaPp][Mm]))",
        "3/1/2026 9:30:00 AM",
        month_first,
    ),
    "dots": Style(
        r"(?P<date>\d{1,2}\.\d{1,2}\.\d{4}),? (?P<clock>\d{1,2}:\d{2}(?::\d{2})?)",
        "01.03.2026 09:30:00",
        day_first,
    ),
    "epoch": Style(r"(?P<date>\d{9,19}(?:\.\d{1,9})?)", "1772357400.250", counted=epoch),
    "tai64n": Style(
        r"@(?P<date>4[0-9a-f]{15}(?:[0-9a-f]{8})?)", "@4000000069a40b62", counted=tai64n
    ),
    "date": Style(r"(?P<date>\d{4}-\d{2}-\d{2})", "2026-03-01", year_first),
}
"""Every style by its name, which a grammar writes between two percent signs."""

_READ_WHOLE = (
    "iso", "iso-named-zone", "day-month", "ctime", "date-command", "java", "us", "clf",
    "slashes", "dots", "day-of-year", "dashes-and-dots", "bsd", "date", "epoch",
)  # fmt: skip
_WHOLE = tuple((STYLES[name], re.compile(STYLES[name].pattern)) for name in _READ_WHOLE)
PIECES: Final = ("date", "year", "clock", "frac", "zone")


def read_stamp(text: str) -> Stamp | None:
    """Read a text that is a time and nothing else, in any style that can be told from itself."""
    text = text.strip()
    for style, pattern in _WHOLE:
        found = pattern.fullmatch(text)
        if found and (stamp := style.read(*pieces_of(found))):
            return stamp
    return None


def clock_stamp(clock: str, zone: str = "") -> Stamp | None:
    """Return a time of a day that is not known; None when no clock shows it."""
    time = _TIMES[clock]
    offset, in_utc = _OFFSETS[zone] if zone else (None, False)
    return time and Stamp(time[0], offset, in_utc, time[1], has_year=False, has_day=False)


def pieces_of(found: re.Match[str]) -> tuple[str, str, str, str, str]:
    """Return the pieces of a time that a pattern found; what it has no name for is empty."""
    has = found.groupdict("")
    date_, year, clock, frac, zone = (has.get(name, "") for name in PIECES)
    return date_, year, clock, frac, zone
