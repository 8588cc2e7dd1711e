"""The timeline as a picture and as a list by day. METHOD E3, E4."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mortem.core.formats.svg.outline import Outline
from mortem.core.formats.svg.paper import Sheet, number, points
from mortem.core.formats.svg.words import ENGLISH, Words
from mortem.core.layout.shapes import Line
from mortem.core.layout.timeline import (
    ACCOUNT_X,
    AXIS_X,
    FACT_X,
    MARGIN,
    Stop,
    layout_timeline,
)
from mortem.core.record import EntryKind, Moment, Precision
from mortem.core.timeline import durations, is_uncertain, order, span_of, zone_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from zoneinfo import ZoneInfo

    from mortem.core.layout.timeline import PlacedStop
    from mortem.core.record import EventTime, TimelineEntry
    from mortem.core.timeline import Duration

_DIAMOND = 6.0
_SECONDS_SHOWN_BELOW = timedelta(minutes=1)


def english_day(day: date) -> str:
    """Write a day as *Tuesday 3 March 2026*."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def timeline(
    entries: Iterable[TimelineEntry],
    event_times: Iterable[EventTime],
    zone: str,
    *,
    prefix: str = "timeline",
    standalone: bool = False,
    words: Words = ENGLISH,
    day_words: Callable[[date], str] = english_day,
) -> str:
    """Draw the timeline in a zone (an IANA name); raises BadInput for one that is not known."""
    known, times = tuple(entries), tuple(event_times)
    stops = _stops(known, times, zone_of(zone), words)
    days = {stop.day: day_words(stop.day) for stop in stops}
    layout = layout_timeline(stops, day_words=days, note=_unknown(times, words))
    sheet = Sheet(prefix)
    _draw_heads(sheet, zone, words, accounts=any(stop.account for stop in stops))
    sheet.line(layout.axis, "line", width=2)
    for day in layout.days:
        sheet.text(day, "soft")
    for pause in layout.pauses:
        sheet.word(
            AXIS_X - 22, pause.y + 4, span_words(pause.length, words), "soft", anchor="end", size=11
        )
        sheet.line(Line(AXIS_X - 5, pause.y, AXIS_X + 5, pause.y), "line", width=2)
    for stop in layout.stops:
        _draw_stop(sheet, stop)
    if layout.note:
        sheet.text(layout.note, "soft")
    title = words.timeline.format(zone=zone)
    about = words.timeline_about.format(entries=len(known))
    return sheet.finish(layout.width, layout.height, title, about, standalone=standalone)


def timeline_text(
    entries: Iterable[TimelineEntry],
    event_times: Iterable[EventTime],
    zone: str,
    *,
    words: Words = ENGLISH,
    day_words: Callable[[date], str] = english_day,
) -> tuple[Outline, ...]:
    """Return one item per day with what happened on it; time and attribution are remarks."""
    days: dict[date, list[Outline]] = {}
    for stop in _stops(tuple(entries), tuple(event_times), zone_of(zone), words):
        notes = tuple(filter(None, (stop.time_words, stop.by)))
        days.setdefault(stop.day, []).append(Outline(stop.text, notes))
    return tuple(Outline(day_words(day), (), tuple(items)) for day, items in days.items())


def span_words(length: timedelta, words: Words = ENGLISH) -> str:
    """Write how long something took in at most two units, such as *2 h 10 min*."""
    seconds = int(length.total_seconds())
    if length < _SECONDS_SHOWN_BELOW:
        return words.seconds.format(count=seconds)
    minutes, days = seconds // 60 % 60, seconds // 86400
    hours = seconds // 3600 % 24
    parts = (
        ((days, words.days), (hours, words.hours))
        if days
        else ((hours, words.hours), (minutes, words.minutes))
    )
    return " ".join(template.format(count=count) for count, template in parts if count)


def duration_words(duration: Duration, words: Words = ENGLISH) -> str:
    """Write a duration, as a range where it is not known exactly."""
    low, high = span_words(duration.shortest, words), span_words(duration.longest, words)
    exact = low if low == high else words.from_to.format(low=low, high=high)
    return words.about_time.format(time=exact) if duration.about else exact


def _stops(
    entries: Sequence[TimelineEntry],
    event_times: Sequence[EventTime],
    zone: ZoneInfo,
    words: Words,
) -> tuple[Stop, ...]:
    """Merge the five times into the entries; at the same moment the event's own time comes first."""
    stamp = _Stamp(entries, event_times, zone, words)
    after = _after(event_times, words)
    marked = [
        Stop(
            key=when.moment.value,
            at=when.at,
            until_at=when.until_at,
            day=when.at.astimezone(zone).date(),
            time_words=stamp.words_of(when.at, when.until_at, when.precision),
            text=str(getattr(words, when.moment.value)),
            by=after.get(when.moment, ""),
            moment=True,
            uncertain=is_uncertain(when),
        )
        for when in event_times
        if when.at is not None
    ]
    told = [
        Stop(
            key=entry.id,
            at=span_of(entry).earliest,
            until_at=entry.until_at,
            day=entry.at.astimezone(zone).date(),
            time_words=stamp.words_of(entry.at, entry.until_at, entry.precision),
            text=entry.text,
            by=entry.attributed_to,
            account=entry.kind is EntryKind.ACCOUNT,
            uncertain=is_uncertain(entry),
        )
        for entry in order(entries)
    ]
    return tuple(sorted((*marked, *told), key=lambda stop: stop.at))


class _Stamp:
    """Writes times in one zone; names the offset only where it changes within the timeline."""

    def __init__(
        self,
        entries: Sequence[TimelineEntry],
        event_times: Sequence[EventTime],
        zone: ZoneInfo,
        words: Words,
    ) -> None:
        moments = [entry.at for entry in entries]
        moments += [when.at for when in event_times if when.at is not None]
        offsets = {moment.astimezone(zone).utcoffset() for moment in moments}
        self.zone = zone
        self.words = words
        self.suffix = " %Z" if len(offsets) > 1 else ""

    def words_of(self, at: datetime, until_at: datetime | None, precision: Precision) -> str:
        local = at.astimezone(self.zone)
        if precision is Precision.DAY:
            return self.words.that_day
        start = self._clock(local, precision)
        if until_at is None or until_at == at:
            about = precision is Precision.ABOUT
            return self.words.about_time.format(time=start) if about else start
        end_local = until_at.astimezone(self.zone)
        day = "" if end_local.date() == local.date() else f"{end_local:%Y-%m-%d} "
        return self.words.from_to.format(low=start, high=day + self._clock(end_local, precision))

    def _clock(self, local: datetime, precision: Precision) -> str:
        clock = "%H:%M:%S" if precision is Precision.SECOND else "%H:%M"
        return local.strftime(clock + self.suffix)


def _after(event_times: Sequence[EventTime], words: Words) -> dict[Moment, str]:
    took = durations(event_times)
    pairs = (
        (Moment.DETECTED, took.to_detect),
        (Moment.ACKNOWLEDGED, took.to_acknowledge),
        (Moment.MITIGATED, took.to_mitigate),
        (Moment.ENDED, took.to_end),
    )
    return {
        moment: words.after.format(duration=duration_words(length, words))
        for moment, length in pairs
        if length is not None
    }


def _unknown(event_times: Sequence[EventTime], words: Words) -> str:
    known = {when.moment for when in event_times if when.at is not None}
    missing = [str(getattr(words, moment.value)) for moment in Moment if moment not in known]
    return words.not_known.format(moments=", ".join(missing)) if missing and known else ""


def _draw_heads(sheet: Sheet, zone: str, words: Words, *, accounts: bool) -> None:
    y = MARGIN + 8
    sheet.word(AXIS_X - 22, y, words.times_in.format(zone=zone), "soft", anchor="end", size=11)
    sheet.word(FACT_X, y, words.what_happened, "soft", size=12)
    if accounts:
        sheet.word(ACCOUNT_X + 14, y, words.accounts, "soft", size=12)


def _draw_stop(sheet: Sheet, placed: PlacedStop) -> None:
    stop = placed.stop
    tone = "accent" if stop.moment else "ink"
    if placed.bar:
        sheet.line(placed.bar, "accent" if stop.moment else "soft", width=4)
    if stop.account:
        _draw_account(sheet, placed)
    _draw_point(sheet, placed)
    sheet.text(placed.time, tone if stop.moment else "soft", flush_right=True)
    sheet.text(placed.text, tone)
    if placed.by:
        sheet.text(placed.by, "soft")


def _draw_account(sheet: Sheet, placed: PlacedStop) -> None:
    """A thin leader keeps an account apart from the facts and still tied to its time."""
    sheet.line(Line(AXIS_X + 10, placed.y, ACCOUNT_X - 8, placed.y), "line", width=1, dashes="1 5")
    side = Line(ACCOUNT_X, placed.box.y + 3, ACCOUNT_X, placed.box.bottom - 3)
    sheet.line(side, "line", width=2)


def _draw_point(sheet: Sheet, placed: PlacedStop) -> None:
    """A diamond is one of the five times, a dot anything else; hollow where the time is uncertain."""
    stop, y = placed.stop, placed.y
    if not stop.moment:
        hollow = stop.uncertain or stop.account
        sheet.disc(AXIS_X, y, 4.5, "soft" if hollow else "ink", hollow=hollow)
        return
    d = (
        f"M{points(AXIS_X, y - _DIAMOND)}L{points(AXIS_X + _DIAMOND, y)}"
        f"L{points(AXIS_X, y + _DIAMOND)}L{number(AXIS_X - _DIAMOND)} {number(y)}Z"
    )
    if stop.uncertain:
        sheet.outline(d, "accent", width=1.75)
    else:
        sheet.path(d, "accent", filled=True)
