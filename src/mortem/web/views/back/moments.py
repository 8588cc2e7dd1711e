"""The moments of a timeline as their page tells them.

Their words are made here, not in the template, so that a page of hundreds is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from mortem.core.record import EntryKind, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from mortem.web.models import TimelineEntry
    from mortem.web.queries.timeline import Day

_SAME_WORDS = 60  # letters by which a listener tells one button from the next
_EXACT = {Precision.MINUTE, Precision.SECOND}


def told(
    days: Iterable[Day], zone: ZoneInfo, *, editing: UUID | None, asked: UUID | None = None
) -> list[dict[str, Any]]:
    """Return the days with their moments in words; the one edited and the one asked about are marked."""
    return [
        {
            "date": day.date,
            "moments": [
                _told(entry, zone)
                | {"is_edited": entry.pk == editing, "is_asked": entry.pk == asked}
                for entry in day.entries
            ],
        }
        for day in days
    ]


def _told(entry: TimelineEntry, zone: ZoneInfo) -> dict[str, Any]:
    is_account = entry.kind == EntryKind.ACCOUNT
    looks = ["is-account"] * is_account + ["is-about"] * (entry.precision not in _EXACT)
    return {
        "id": str(entry.pk),
        "look": " ".join(looks),
        "when": _when(entry, zone),
        "whose": (entry.attributed_to or gettext("somebody who was there")) if is_account else "",
        "text": entry.text,
        "brief": entry.text[:_SAME_WORDS],
        "cited": vars(entry)["cited"],
    }


def _when(entry: TimelineEntry, zone: ZoneInfo) -> str:
    """Return when it was, within its day."""
    at = entry.at.astimezone(zone)
    clock = f"{at:%H:%M}"
    if entry.precision == Precision.SECOND:
        return f"{at:%H:%M:%S}"
    if entry.precision == Precision.DAY:
        return gettext("that day")
    if entry.precision == Precision.ABOUT:
        return gettext("about %(time)s") % {"time": clock}
    if entry.precision == Precision.BETWEEN and entry.until_at:
        until = date_format(entry.until_at.astimezone(zone), "j M H:i")
        return gettext("between %(time)s and %(until)s") % {"time": clock, "until": until}
    return clock
