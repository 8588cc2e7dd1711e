"""When somebody is reminded of an action: a few times, at a humane hour (METHOD F3, F5)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from mortem.core.record import ActionItem, ActionState

EARLIEST: Final = time(8)
LATEST: Final = time(19)
RESTS_AFTER: Final = timedelta(days=60)
"""How long after its day an action is still spoken of. Whoever has not answered by then will not."""

SOON_BEFORE: Final = timedelta(days=3)


class Stage(StrEnum):
    """What there is to say of an action. Each is said once of each day."""

    SOON = "soon"
    LATE = "late"
    STILL_LATE = "still_late"
    ESCALATED = "escalated"
    CHECK = "check"


_FROM_THE_DAY: Final = (
    (timedelta(days=14), Stage.ESCALATED),
    (timedelta(days=7), Stage.STILL_LATE),
    (timedelta(days=1), Stage.LATE),
    (-SOON_BEFORE, Stage.SOON),
)


def stage_of(item: ActionItem, *, today: date) -> tuple[Stage, date] | None:
    """Return how far an action has come and the day that this is about; None while it rests.

    Only the last stage that was reached: whoever was away is told once, not of each they missed.
    """
    if item.state is ActionState.COMMITTED and item.due_date is not None:
        since = today - item.due_date
        reached = (stage for after, stage in _FROM_THE_DAY if after <= since <= RESTS_AFTER)
        stage = next(reached, None)
        return (stage, item.due_date) if stage else None
    if item.state is ActionState.DONE and item.verdict is None and item.check_date is not None:
        has_come = timedelta(0) <= today - item.check_date <= RESTS_AFTER
        return (Stage.CHECK, item.check_date) if has_come else None
    return None


def is_humane(local: datetime) -> bool:
    """Tell whether mail may arrive at this hour of somebody's own clock."""
    return EARLIEST <= local.time() < LATEST
