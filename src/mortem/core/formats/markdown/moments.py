"""Moments as people write them: a day, a time, and always a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

TIME = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?: ?(?:Z|UTC|[+-]\d{2}:\d{2}))?"
_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(?: ?(Z|UTC|[+-]\d{2}:\d{2}))?\Z"
)


class Unclear(ValueError):
    """A moment that cannot be read; its argument says why, in words for its writer."""


def show(moment: datetime, place: tzinfo) -> str:
    """`moment` in `place`, to the precision it has: 2026-03-03 02:10 +01:00."""
    try:
        local = moment.astimezone(place)
        offset = local.utcoffset() or timedelta()
    except OverflowError:
        local, offset = moment.astimezone(UTC), timedelta()
    if offset % timedelta(minutes=1):
        local, offset = moment.astimezone(UTC), timedelta()
    timespec = "auto" if local.second or local.microsecond else "minutes"
    naive = local.replace(tzinfo=None).isoformat(" ", timespec)
    return f"{naive} {_offset(offset)}"


def read(text: str, place: tzinfo | None) -> datetime:
    """The moment that `text` names, in UTC. `place` counts for times without a zone.

    Raises Unclear where the text is no moment, names an hour that the clocks skipped or had
    twice, or has no zone at all: it is asked, never guessed (METHOD E3).
    """
    found = _TIME.match(text.strip())
    if found is None:
        raise Unclear("“{value}” is not a time such as 2026-03-03 02:10 +01:00.")
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{_padded(found[2])}{_iso(found[3])}")
        if moment.tzinfo is None:
            moment = _placed(moment, place)
        return moment.astimezone(UTC)
    except Unclear:
        raise
    except (ValueError, OverflowError):
        raise Unclear("“{value}” is not on any clock or calendar.") from None


def zone(name: str) -> tzinfo | None:
    """The zone of that name, or None where nobody knows it."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - most documents do without it

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _placed(moment: datetime, place: tzinfo | None) -> datetime:
    if place is None:
        raise Unclear("“{value}” has no zone. Add one, such as UTC or +01:00.")
    placed = moment.replace(tzinfo=place)
    if placed.utcoffset() != placed.replace(fold=1).utcoffset():
        raise Unclear(
            "“{value}” was skipped or came twice that night. Add an offset such as +01:00."
        )
    return placed


def _offset(offset: timedelta) -> str:
    if not offset:
        return "UTC"
    minutes = abs(offset) // timedelta(minutes=1)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"


def _padded(clock: str) -> str:
    whole, dot, fraction = clock.partition(".")
    return f"{whole}.{fraction:0<6}" if dot else whole


def _iso(zone: str | None) -> str:
    return "+00:00" if zone in ("Z", "UTC") else zone or ""
