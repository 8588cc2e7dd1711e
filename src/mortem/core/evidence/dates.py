"""How dates are written: each way returns days since 1970, a count microseconds; None or ValueError for no such day."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from mortem.core.evidence.months import month_of
from mortem.core.evidence.row import EPOCH_DAY, SECOND

STAND_IN_YEAR: Final = 1972
"""A leap year, which stands in for one that was not written."""

LEAP_YEARS: Final = 4
"""From one stand-in year to that after the next New Year: it is a leap year again, so that every day exists."""

_PIVOT: Final = 69  # POSIX: 69 to 99 are of the last century, 00 to 68 of this one
_TAI_AHEAD: Final = 10  # seconds that TAI64 labels were ahead of UTC when counting began, in 1970
_TAI_EPOCH: Final = 1 << 62


def _since_1970(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal() - EPOCH_DAY


def _whole(year: str) -> int:
    if len(year) > 2:  # noqa: PLR2004 - a year of two digits
        return int(year)
    return int(year) + (1900 if int(year) >= _PIVOT else 2000)


def year_first(text: str) -> int | None:
    """2015-07-29, 2015/07/29, 2015.07.29, 20150729; and with two digits 150729, 15/07/29."""
    pieces = re.findall(r"\d+", text)
    if len(pieces) == 1:
        (all_,) = pieces
        pieces = [all_[:-4], all_[-4:-2], all_[-2:]]
    year, month, day = pieces
    return _since_1970(_whole(year), int(month), int(day))


def without_year(text: str) -> int | None:
    """03-17 and 0317."""
    digits = re.sub(r"\D", "", text)
    return _since_1970(STAND_IN_YEAR, int(digits[:2]), int(digits[2:]))


def named_month(text: str) -> int | None:
    """20/Jul/2009, Nov  3, Dec 04 2005, 14 Apr 2016, Jan 2, 2020; the month in one of many languages."""
    name = re.search(r"[^\W\d_]+\.?", text)
    month = month_of(name[0]) if name else None
    numbers = re.findall(r"\d+", text)
    if month is None or not numbers:
        return None
    day, year = (numbers[0], numbers[1]) if len(numbers) > 1 else (numbers[0], None)
    if len(day) > 2:  # noqa: PLR2004 - the year stands first
        day, year = year or "0", day
    return _since_1970(_whole(year) if year else STAND_IN_YEAR, month, int(day))


def month_first(text: str) -> int | None:
    """7/29/2015, as it is written in the United States."""
    month, day, year = re.findall(r"\d+", text)
    return _since_1970(_whole(year), int(month), int(day))


def day_first(text: str) -> int | None:
    """29.07.2015 and 29/07/2015, as it is written in most of the world."""
    day, month, year = re.findall(r"\d+", text)
    return _since_1970(_whole(year), int(month), int(day))


def day_of_year(text: str) -> int | None:
    """2012-025: the 25th day of that year."""
    year, day = re.findall(r"\d+", text)
    found = date(int(year), 1, 1).toordinal() + int(day) - 1
    if date.fromordinal(found).year != int(year):
        return None
    return found - EPOCH_DAY


_UNITS = ((12, SECOND), (15, 1_000), (18, 1))
"""Up to how many digits a count is in seconds, milliseconds or microseconds; above, nanoseconds."""


def epoch(text: str) -> int | None:
    """A count since 1970 in seconds, milli-, micro- or nanoseconds, told apart by its length.

    Seconds have fewer than 12 digits until the year 5138; their fraction may follow.
    """
    whole, _, fraction = text.partition(".")
    size = len(whole.lstrip("-"))
    unit = next((unit for digits, unit in _UNITS if size < digits), None)
    if unit is None:
        return int(whole) // 1000
    if unit != SECOND or not fraction:
        return int(whole) * unit
    return int(whole) * SECOND + int(fraction[:6].ljust(6, "0")) * (-1 if whole[0] == "-" else 1)


def tai64n(text: str) -> int | None:
    """A TAI64N label: 16 hexadecimal digits of seconds, eight of nanoseconds.

    Labels are 10 s ahead of UTC, as programs that know no leap seconds write them.
    """
    seconds = int(text[:16], 16) - _TAI_EPOCH - _TAI_AHEAD
    return seconds * SECOND + int(text[16:24] or "0", 16) // 1000
