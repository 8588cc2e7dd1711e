"""Times that may be uncertain: their order, the gaps between them, how long things took. METHOD E1, E3.

An uncertain time stays uncertain: it is a span, and what is computed from spans is a span.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mortem.core.errors import BadInput
from mortem.core.record import Moment, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mortem.core.record import EventTime, TimelineEntry

_WIDTHS = {Precision.MINUTE: timedelta(minutes=1), Precision.DAY: timedelta(days=1)}
_UNCERTAIN = frozenset({Precision.ABOUT, Precision.BETWEEN, Precision.DAY})


@dataclass(frozen=True, slots=True)
class Span:
    """From the earliest to the latest moment something can have been; both aware, in UTC."""

    earliest: datetime
    latest: datetime

    @property
    def exact(self) -> bool:
        return self.earliest == self.latest


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something took: between `shortest` and `longest`, equal when both ends are exact."""

    shortest: timedelta
    longest: timedelta
    about: bool = False

    @property
    def exact(self) -> bool:
        return self.shortest == self.longest and not self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """How long after the start the event was noticed, answered, eased and over; None if not known."""

    to_detect: Duration | None = None
    to_acknowledge: Duration | None = None
    to_mitigate: Duration | None = None
    to_end: Duration | None = None


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """Two of the five times of which the later one certainly lies before the earlier one."""

    first: Moment
    then: Moment


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of that IANA name; raises BadInput for any other."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as missing:
        raise BadInput(
            "zone",
            "The time zone “{zone}” is not known.",
            hint="Use a name such as Europe/Berlin or UTC.",
            zone=name,
        ) from missing


def is_uncertain(when: TimelineEntry | EventTime) -> bool:
    """Tell whether the time was given as a day, as *about*, or as *between*."""
    return when.precision in _UNCERTAIN


def span_of(entry: TimelineEntry) -> Span:
    """Return when the entry can have been.

    A minute or a day counts as a point at its beginning, as it is written; *about* has no width
    anybody could know, so it is a point that calls itself uncertain; *between* reaches to `until_at`.
    Raises BadInput for a time without a zone and for an end before its beginning.
    """
    return _span(entry.at, entry.until_at, "at")


def order(entries: Iterable[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    """Return the entries as they happened: by beginning, then by end, then as people put them."""
    spans = [(span_of(entry), entry) for entry in entries]
    spans.sort(key=lambda pair: (pair[0].earliest, pair[0].latest, pair[1].position, pair[1].id))
    return tuple(entry for _, entry in spans)


def durations(event_times: Iterable[EventTime]) -> Durations:
    """Return how long the event took to be detected, acknowledged, mitigated and ended.

    All count from the start. A duration is None when either time is not known yet, and never
    negative: times out of order are told by `out_of_order`, not hidden in a number.
    """
    known = {when.moment: when for when in event_times if when.at is not None}
    started = known.get(Moment.STARTED)
    return Durations(
        to_detect=_duration(started, known.get(Moment.DETECTED)),
        to_acknowledge=_duration(started, known.get(Moment.ACKNOWLEDGED)),
        to_mitigate=_duration(started, known.get(Moment.MITIGATED)),
        to_end=_duration(started, known.get(Moment.ENDED)),
    )


def out_of_order(event_times: Iterable[EventTime]) -> tuple[OutOfOrder, ...]:
    """Return every pair of the five times that certainly contradicts their order, to be asked about.

    Two minutes that are equal, and spans that overlap, contradict nothing.
    """
    known = {when.moment: when for when in event_times if when.at is not None}
    in_order = [moment for moment in Moment if moment in known]
    return tuple(
        OutOfOrder(first, then)
        for number, first in enumerate(in_order)
        for then in in_order[number + 1 :]
        if _certainly_before(known[then], known[first])
    )


def _span(at: datetime, until_at: datetime | None, name: str) -> Span:
    for moment in (at, until_at):
        if moment is not None and moment.utcoffset() is None:
            raise BadInput(
                name,
                "The time {time} has no zone.",
                hint="Say which zone it was written in; it is never guessed.",
                time=moment.isoformat(sep=" "),
            )
    start = at.astimezone(UTC)
    end = start if until_at is None else until_at.astimezone(UTC)
    if end < start:
        raise BadInput(
            name,
            "It cannot end ({end}) before it begins ({start}).",
            hint="Swap the two times, or leave the end open.",
            start=start.isoformat(sep=" "),
            end=end.isoformat(sep=" "),
        )
    return Span(start, end)


def _known_span(when: EventTime) -> Span | None:
    return None if when.at is None else _span(when.at, when.until_at, when.moment.value)


def _reach(when: EventTime) -> Span | None:
    """The whole minute or day that a written time stands for."""
    span = _known_span(when)
    return span and Span(span.earliest, span.latest + _WIDTHS.get(when.precision, timedelta(0)))


def _certainly_before(early: EventTime, late: EventTime) -> bool:
    ends, begins = _reach(early), _known_span(late)
    if ends is None or begins is None or Precision.ABOUT in {early.precision, late.precision}:
        return False
    if ends.exact:
        return ends.latest < begins.earliest
    return ends.latest <= begins.earliest


def _duration(start: EventTime | None, end: EventTime | None) -> Duration | None:
    begins, ends = start and _known_span(start), end and _known_span(end)
    if not begins or not ends or start is None or end is None or ends.latest < begins.earliest:
        return None
    shortest = max(ends.earliest - begins.latest, timedelta(0))
    about = Precision.ABOUT in {start.precision, end.precision}
    return Duration(shortest, ends.latest - begins.earliest, about)
