"""Where a review that is held over days stands: what ends when, and whether it may end by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mortem.core import phases
from mortem.core.record import Kind, Pace
from mortem.web.models import (
    Card,
    Cause,
    Deadline,
    Evidence,
    Lesson,
    Participant,
    Rating,
    Reminder,
    Review,
    TimelineEntry,
)

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


def current_deadline(review: Review) -> Deadline | None:
    """Return the deadline of the phase in which the review stands, if it is held over days."""
    if review.pace != Pace.DAYS:
        return None
    return Deadline.objects.filter(review=review, phase=review.phase).first()


def is_over(review: Review, *, at: datetime) -> bool:
    """Tell whether the current phase's time has passed."""
    return (
        review.pace == Pace.DAYS and review.phase_ends_at is not None and review.phase_ends_at <= at
    )


def harmless_next(review: Review) -> str | None:
    """Return the phase into which the review may go by itself; None where people have to decide.

    It goes only where the phase has brought something: an empty table is no reason to turn cards,
    and a picture of no rating says nothing. Choosing risks and publishing are always people's.
    """
    if not _has_brought_something(review):
        return None
    return phases.next_phase(Kind(review.kind), review.phase)


def _has_brought_something(review: Review) -> bool:
    brought: dict[str, tuple[QuerySet[Any], ...]] = {
        "write": (Card.objects.filter(review=review),),
        "accounts": (Card.objects.filter(review=review),),
        "reveal": (Cause.objects.filter(review=review),),
        "rate": (Rating.objects.filter(cause__review=review, cause__deleted_at=None),),
        "evidence": (
            TimelineEntry.objects.filter(review=review),
            Evidence.objects.filter(review=review),
        ),
        "causes": (Cause.objects.filter(review=review),),
        "lessons": (Lesson.objects.filter(review=review),),
    }
    return any(things.exists() for things in brought.get(review.phase, ()))


def reminder_of(me: Participant | None) -> Reminder | None:
    """Return what somebody said when asked for an address; None when they were not asked yet."""
    return Reminder.objects.filter(participant=me).first() if me else None


def reminders_to_send(review: Review) -> QuerySet[Reminder]:
    """Return the confirmed addresses of everybody who takes part, whatever they have done so far."""
    return Reminder.objects.filter(
        participant__review=review, participant__removed_at=None, confirmed_at__isnull=False
    ).exclude(address="")


def reviews_over_days() -> QuerySet[Review]:
    """Return the reviews that have a phase with an end."""
    return Review.objects.filter(
        pace=Pace.DAYS, phase_ends_at__isnull=False, deleted_at=None
    ).order_by("pk")
