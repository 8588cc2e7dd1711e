"""What a warning did over time: written down, guarded, spoken, answered, and then the event (METHOD E9).

Only what the record holds: when the look ahead was begun, when a mitigation was due or done, when a
signal spoke and when it was quiet again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from mortem.core.record import ActionState, Foresight, ReadingState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from mortem.core.foresight import Warned, WarnedReport
    from mortem.core.record import ActionItem, Record, Signal

MOST_DRAWN = 40
"""Factors in one picture: more nobody would read."""
MOST_RUNS = 3
"""How many times one signal is shown to have spoken: the last ones before the event tell most."""


class Step(StrEnum):
    """What happened to a risk that somebody had written down."""

    WRITTEN = "written"
    DUE = "due"
    DONE = "done"
    SPOKE = "spoke"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Mark:
    """One step and its moment; of a due date its noon. `text` is the action or the question."""

    step: Step
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Track:
    """A factor, how it had been seen, and the steps of its risk in order; empty where there was none."""

    factor: str
    foresight: Foresight
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class WarningStory:
    """All factors beside the event; `event_at` is None while nobody knows when it began."""

    event_at: datetime | None
    tracks: tuple[Track, ...]


def may_be_drawn(report: WarnedReport) -> bool:
    """Tell whether a picture would say anything: something was compared, and it is not too much."""
    compared = any(one.foresight is not Foresight.UNKNOWN for one in report.factors)
    return compared and len(report.factors) <= MOST_DRAWN


@dataclass(frozen=True, slots=True)
class _Event:
    """When it began, where that is known, and the zone in which days are meant."""

    at: datetime | None
    zone: tzinfo

    def came_before(self, moment: datetime) -> bool:
        return self.at is not None and self.at < moment

    def noon(self, day: date) -> datetime:
        """Return a day as a moment; the calendar's last one would have none in some zones."""
        return datetime.combine(min(day, date.max - timedelta(days=1)), time(12), self.zone)


def warning_story(report: WarnedReport, pre: Record, *, zone: tzinfo) -> WarningStory:
    """Return what the look ahead `pre` can tell of each factor of a comparison; days are those of `zone`."""
    event = _Event(report.started_at, zone)
    return WarningStory(event.at, tuple(_track(one, pre, event) for one in report.factors))


def _track(one: Warned, pre: Record, event: _Event) -> Track:
    if one.risk is None:
        return Track(one.factor.text, one.foresight, ())
    risk = one.risk.id
    marks = [Mark(Step.WRITTEN, pre.created_at, one.risk.text)]
    for item in pre.actions:
        if item.cause == risk:
            marks += _guarded(item, event)
    for signal in pre.signals:
        if signal.cause == risk:
            marks += _spoken(signal, event)
    return Track(
        one.factor.text,
        one.foresight,
        tuple(sorted(marks, key=lambda mark: (mark.at, mark.step, mark.text))),
    )


def _guarded(item: ActionItem, event: _Event) -> Iterator[Mark]:
    """A mitigation that was done; or its day, where that came before the event and the work did not."""
    done_at = item.done_at if item.state is ActionState.DONE else None
    if done_at is not None:
        yield Mark(Step.DONE, done_at, item.text)
    late = item.state is ActionState.COMMITTED or (done_at and event.came_before(done_at))
    if late and item.due_date is not None and event.at is not None:
        due = event.noon(item.due_date)
        if not event.came_before(due):
            yield Mark(Step.DUE, due, item.text)


def _spoken(signal: Signal, event: _Event) -> list[Mark]:
    """When it began to lean or trip, and when it was quiet again: mostly as far as that was before the event."""
    marks = list(_changes(signal))
    before = [mark for mark in marks if not event.came_before(mark.at)]
    after = [mark for mark in marks if event.came_before(mark.at)]
    return [*before[-2 * MOST_RUNS :], *after[:1]]


def _changes(signal: Signal) -> Iterator[Mark]:
    was_loud = False
    for reading in sorted(signal.readings, key=lambda one: one.at):
        is_loud = reading.state is not ReadingState.QUIET
        if is_loud != was_loud:
            yield Mark(Step.SPOKE if is_loud else Step.ANSWERED, reading.at, signal.question)
        was_loud = is_loud
