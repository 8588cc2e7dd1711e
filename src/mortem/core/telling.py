"""When somebody wants to be told: at once, not at night, or once a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAILY: Final = time(8)
"""When the one letter of a day goes, on its reader's own clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """When a person is told. Between `quiet_from` and `quiet_until` they are left in peace.

    Both are times of their own clock, and may lie on either side of midnight; without both there is no such
    time. `is_daily` gathers everything for one letter a day; what has tripped `may_wake` in spite of all that.
    """

    quiet_from: time | None = None
    quiet_until: time | None = None
    is_daily: bool = False
    may_wake: bool = False


def told_at(at: datetime, wishes: Wishes, zone: ZoneInfo, *, is_tripped: bool) -> datetime:
    """Return when to tell what happened at a moment: then, or later."""
    if wishes.is_daily and not (is_tripped and wishes.may_wake):
        at = _next(at, DAILY, zone)
    return after_quiet(at, wishes, zone, is_tripped=is_tripped)


def after_quiet(at: datetime, wishes: Wishes, zone: ZoneInfo, *, is_tripped: bool) -> datetime:
    """Return a moment, or the end of the quiet time that it falls into."""
    begins, ends = wishes.quiet_from, wishes.quiet_until
    if begins is None or ends is None or (is_tripped and wishes.may_wake):
        return at
    clock = at.astimezone(zone).time()
    return _next(at, ends, zone) if _lies_between(clock, begins, ends) else at


def _lies_between(clock: time, begins: time, ends: time) -> bool:
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def _next(at: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """Return the next moment at which a clock shows this time, in UTC.

    Where the hour is there twice the first one that is still to come; where it is skipped, as much
    later as the clock was put forward.
    """
    today = at.astimezone(zone).date()
    moments = (
        datetime.combine(today + timedelta(days=days), clock.replace(fold=fold), zone)
        for days in (0, 1, 2)
        for fold in (0, 1)
    )
    return next(one for moment in moments if (one := moment.astimezone(UTC)) > at)
