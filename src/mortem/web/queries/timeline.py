"""The timeline as a page tells it, in the zone of its review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from mortem.core import timeline
from mortem.core.errors import BadInput
from mortem.core.record import Moment
from mortem.web.models import Citation, TimelineEntry

if TYPE_CHECKING:
    from datetime import date

    from mortem.core.record import Record
    from mortem.core.timeline import Durations, OutOfOrder
    from mortem.web.models import Review


def zone_for(review: Review) -> ZoneInfo:
    """Return the review's zone; UTC where a name is kept that this computer does not know."""
    try:
        return timeline.zone_of(review.zone)
    except BadInput:
        return ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the story."""

    date: date
    entries: tuple[TimelineEntry, ...]


def days_of(review: Review) -> tuple[Day, ...]:
    """Return the entries day by day, each with what it cites as `cited`, in two queries."""
    zone = zone_for(review)
    days: dict[date, list[TimelineEntry]] = {}
    cited = Prefetch("citations", Citation.objects.select_related("evidence"), to_attr="cited")
    for entry in TimelineEntry.objects.filter(review=review).prefetch_related(cited):
        days.setdefault(entry.at.astimezone(zone).date(), []).append(entry)
    return tuple(Day(day, tuple(entries)) for day, entries in days.items())


@dataclass(frozen=True, slots=True)
class Shape:
    """What the five times say together."""

    durations: Durations
    wrong: tuple[OutOfOrder, ...]
    begins_late: bool


def shape_of(record: Record) -> Shape:
    """Return what the five times say together.

    The story begins late when its first moment is not before the trouble was noticed (METHOD E4).
    """
    try:
        wrong = timeline.out_of_order(record.event_times)
        lengths = timeline.durations(record.event_times)
    except BadInput:
        wrong, lengths = (), timeline.Durations()
    return Shape(lengths, wrong, _begins_late(record))


def _begins_late(record: Record) -> bool:
    noticed = next((t.at for t in record.event_times if t.moment is Moment.DETECTED), None)
    return bool(noticed and record.entries and min(e.at for e in record.entries) >= noticed)
