"""A review that is held over days: which phases have an end, when by default, what ends by itself.

METHOD P1 lets a review be asynchronous, a deadline for each phase. Days are working days; the hour
is the end of an afternoon where the review was begun.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from mortem.core.errors import BadInput
from mortem.core.record import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

END_OF_AFTERNOON = time(17)
LONGEST = timedelta(days=180)
_TIMED = {
    Kind.PREMORTEM: ("write", "reveal", "rate", "protect"),
    Kind.POSTMORTEM: ("accounts", "evidence", "causes", "lessons", "actions"),
}
# Working days for each phase, in the order of _TIMED. What is about to happen, or hurts now, is
# looked at quickly; nobody commits to actions in less than two days (METHOD F2).
_ORDINARY = {Kind.PREMORTEM: (2, 1, 1, 2), Kind.POSTMORTEM: (1, 2, 1, 1, 2)}
_WORKING_DAYS = {
    "code_change": (1, 1, 1, 1),
    "bug": (1, 1, 1, 1, 2),
    "incident": (1, 1, 1, 1, 2),
    "project": (2, 3, 3, 2, 3),
}
_SATURDAY = 5
_REMIND_BEFORE = timedelta(days=1)
_SHARE_LEFT = 3  # the last third of a short phase


def timed_phases(kind: Kind) -> tuple[str, ...]:
    """The phases that have a deadline when a review of this kind is held over days."""
    return _TIMED[kind]


def default_days(kind: Kind, context: str, *, today: date) -> dict[str, date]:
    """The day on which each phase would end if the first one began today."""
    days, day = {}, today
    counts = _WORKING_DAYS.get(context, _ORDINARY[kind])
    for name, count in zip(_TIMED[kind], counts, strict=True):
        day = _working_days_after(day, count)
        days[name] = day
    return days


def _working_days_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day


def check_deadlines(
    kind: Kind, deadlines: Mapping[str, datetime], *, phase: str, at: datetime
) -> None:
    """Raise BadInput for the first deadline that is over, too far away, or before an earlier one.

    What is said of phases before `phase`, the current one, may lie in the past.
    """
    names = _TIMED[kind]
    before = None
    begun = names.index(phase) if phase in names else 0
    for name in names[begun:]:
        ends = deadlines.get(name)
        if ends is None:
            continue
        if ends <= at:
            raise BadInput(name, "This moment is over. Choose a later one.")
        if ends - at > LONGEST:
            raise BadInput(name, "That is more than half a year away. Choose an earlier day.")
        if before is not None and ends <= before:
            raise BadInput(name, "This step would end before the one in front of it.")
        before = ends


def remind_at(opened_at: datetime, ends_at: datetime) -> datetime:
    """When to remind people: a day before the end, or when a third of a short phase is left."""
    return ends_at - min(_REMIND_BEFORE, (ends_at - opened_at) / _SHARE_LEFT)
