"""Signals: set up, looked at, snoozed with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.core.signal import LONGEST_CADENCE, next_look
from mortem.web.models import Cause, Reading, Signal
from mortem.web.operations.activity import append_activity
from mortem.web.operations.owners import owner_named
from mortem.web.operations.parts import add_part, change_part, plain_text, tidy
from mortem.web.queries.records import signal_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from mortem.core.record import ReadingState
    from mortem.web.models import Participant, Review, User

SAME_LOOK = timedelta(seconds=10)  # a second press of the same button is no second look


@transaction.atomic
def add_signal(
    review: Review,
    *,
    question: str,
    by: Participant,
    at: datetime,
    owner: str | User = "",
    cause: Cause | None = None,
    **values: Any,
) -> Signal:
    """Set up something to watch; `owner` as in `owner_named`.

    The same question about the same cause is the same signal: a form sent twice adds one.
    """
    _check_cadence(values)
    question = plain_text("question", question)
    same: Signal | None = Signal.objects.filter(
        review=review, cause=cause, question=question
    ).first()
    if same is not None:
        return same
    return add_part(
        Signal,
        review,
        by=by,
        at=at,
        question=question,
        owner=owner_named(review, owner, at=at),
        cause=cause,
        **values,
    )


@transaction.atomic
def change_signal(
    signal: Signal,
    *,
    by: Participant,
    at: datetime,
    owner: str | User | None = None,
    **values: Any,
) -> Signal:
    """Change what is watched; `owner` is as in `owner_named`, None leaves it as it is."""
    _check_cadence(values)
    if "question" in values:
        values["question"] = plain_text("question", values["question"])
    if owner is not None:
        values["owner"] = owner_named(signal.review, owner, at=at)
    return change_part(signal, by=by, at=at, **values)


def _check_cadence(values: dict[str, Any]) -> None:
    days = values.get("cadence_days", 1)
    if not 1 <= days <= LONGEST_CADENCE:
        raise BadInput(
            "cadence_days",
            "Every {days} days cannot be; choose 1 to {most}.",
            days=days,
            most=LONGEST_CADENCE,
        )


@transaction.atomic
def check_in(
    signal: Signal,
    *,
    state: ReadingState,
    note: str,
    today: date,
    by: Participant | None,
    at: datetime,
) -> Reading:
    """Record one look; the next one is due a rhythm later, and a snooze ends.

    `by` is None for whoever looks by the link of a letter, which is for one person only. The same look within ten seconds is one look.
    """
    same = signal.readings.filter(state=state, note=tidy(note), by=by, at__gt=at - SAME_LOOK)
    if (before := same.first()) is not None:
        return before
    reading = Reading.objects.create(signal=signal, at=at, state=state, note=tidy(note), by=by)
    Signal.objects.filter(pk=signal.pk).update(
        next_date=next_look(signal_of(signal), today=today),
        snoozed_until_date=None,
        snooze_reason="",
    )
    append_activity(signal.review, "signal.read", by=by, at=at, id=signal.pk, state=state)
    return reading


@transaction.atomic
def snooze_signal(
    signal: Signal, *, until: date, reason: str, today: date, by: Participant, at: datetime
) -> Signal:
    """Let a signal rest until a day, for a reason (S4). Raises BadInput without either."""
    if until <= today:
        raise BadInput("until", "Choose a day after today; then it speaks again.")
    return change_part(
        signal,
        by=by,
        at=at,
        snoozed_until_date=until,
        snooze_reason=plain_text("reason", reason),
    )
