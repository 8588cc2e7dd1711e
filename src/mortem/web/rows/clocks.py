"""Moments of rows as dates: instants, or what the source's own clock showed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def as_instant(moment: int, zone: str = "UTC") -> datetime:
    """Return a moment, read off a clock in a zone, in UTC; a time near year 1 or 9999 stays there."""
    shown = (_EPOCH + timedelta(microseconds=moment)).replace(tzinfo=ZoneInfo(zone))
    try:
        return shown.astimezone(UTC)
    except OverflowError:
        return shown.replace(tzinfo=UTC)
