"""What a signal says today, from what was seen of it. METHOD S1, S3, S7."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from mortem.core.record import ReadingState, SignalSource

if TYPE_CHECKING:
    from datetime import date, datetime

    from mortem.core.record import Signal


LONGEST_CADENCE = 366
"""Days between two looks of people, at most."""


class SignalState(StrEnum):
    """Where a signal stands. Silence says something too: a signal nobody looks at is stale."""

    WAITING = "waiting"
    QUIET = "quiet"
    LEANING = "leaning"
    TRIPPED = "tripped"
    STALE = "stale"
    SNOOZED = "snoozed"


def grace(cadence_days: int) -> timedelta:
    """Return how late a look may be before silence counts: half the rhythm, at least a day."""
    return timedelta(days=max(1, cadence_days // 2))


def is_due(signal: Signal, *, today: date) -> bool:
    """Tell whether somebody should look at it now."""
    if signal.snoozed_until_date is not None and signal.snoozed_until_date > today:
        return False
    return signal.next_date is not None and signal.next_date <= today


def state(signal: Signal, *, today: date) -> SignalState:
    """Return where the signal stands on a day.

    Snoozed wins over all; what has tripped stays tripped until somebody looks again;
    then silence beyond the grace counts; else the last look speaks.
    """
    if signal.snoozed_until_date is not None and signal.snoozed_until_date > today:
        return SignalState.SNOOZED
    if _last(signal) is ReadingState.TRIPPED or _day_has_come(signal, today):
        return SignalState.TRIPPED
    if signal.next_date is not None and today - signal.next_date > grace(signal.cadence_days):
        return SignalState.STALE
    last = _last(signal)
    return SignalState(last.value) if last else SignalState.WAITING


def last_watched_at(signal: Signal) -> datetime | None:
    """Return when somebody last looked, or None (METHOD S7)."""
    return max((reading.at for reading in signal.readings), default=None)


def next_look(signal: Signal, *, today: date) -> date | None:
    """Return the next day to look after a look today; a date comes only once."""
    if signal.source is SignalSource.DATE:
        return None
    return today + timedelta(days=signal.cadence_days)


def _last(signal: Signal) -> ReadingState | None:
    return max(signal.readings, key=lambda reading: reading.at).state if signal.readings else None


def _day_has_come(signal: Signal, today: date) -> bool:
    on_a_day = signal.source is SignalSource.DATE and signal.next_date is not None
    return on_a_day and signal.next_date <= today  # type: ignore[operator]
