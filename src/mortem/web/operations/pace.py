"""Holding a review over days: its deadlines chosen, changed, given up, and kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from mortem.core.errors import BadInput, SomebodyWasFirst
from mortem.core.pace import check_deadlines, timed_phases
from mortem.core.playbooks import playbook
from mortem.core.record import Kind, Pace, Role
from mortem.web.models import Deadline, Review, Share
from mortem.web.operations.activity import append_activity
from mortem.web.operations.reviews import move_phase
from mortem.web.operations.shares import ROOM_DAYS
from mortem.web.queries.pace import harmless_next, is_over

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mortem.web.models import Participant


@transaction.atomic
def hold_over_days(
    review: Review, deadlines: Mapping[str, datetime], *, by: Participant, at: datetime
) -> Review:
    """Hold the review over days, each phase until its deadline; later calls change the days.

    An open room stays open until a week after the last deadline. Raises BadInput for moments
    that are over or out of order, and for a review of one's own, which nobody hurries (C3).
    """
    kind = Kind(review.kind)
    if playbook(review.context).personal:
        raise BadInput("pace", "A review of your own has no deadlines. Take the time you need.")
    unknown = deadlines.keys() - set(timed_phases(kind))
    if unknown or not deadlines:
        raise BadInput("pace", "Choose until when each step lasts.")
    check_deadlines(kind, deadlines, phase=review.phase, at=at)
    for phase, ends_at in deadlines.items():
        _put(review, phase, ends_at, at)
    Review.objects.filter(pk=review.pk).update(
        pace=Pace.DAYS, phase_ends_at=deadlines.get(review.phase)
    )
    _keep_door_open(review, max(deadlines.values()) + timedelta(days=ROOM_DAYS), at)
    review.refresh_from_db()
    append_activity(review, "review.paced", by=by, at=at, pace=Pace.DAYS)
    return review


def _put(review: Review, phase: str, ends_at: datetime, at: datetime) -> None:
    """Keep one deadline. A later day is told again when it comes near, the opening is not."""
    deadline, _is_new = Deadline.objects.get_or_create(
        review=review, phase=phase, defaults={"at": ends_at}
    )
    if deadline.at != ends_at:
        deadline.at, deadline.reminded_at, deadline.over_told_at = ends_at, None, None
    if phase == review.phase and deadline.opened_at is None:
        deadline.opened_at = at
    deadline.save()


def _keep_door_open(review: Review, until: datetime, at: datetime) -> None:
    doors = Share.objects.filter(review=review, role=Role.PARTICIPANT, revoked_at=None)
    doors.exclude(code_hash="").filter(Q(expires_at__gt=at) & Q(expires_at__lt=until)).update(
        expires_at=until
    )


@transaction.atomic
def hold_in_one_sitting(review: Review, *, by: Participant, at: datetime) -> Review:
    """Give the deadlines up: from now on the facilitator moves the review on."""
    Review.objects.filter(pk=review.pk).update(pace=Pace.LIVE, phase_ends_at=None)
    Deadline.objects.filter(review=review).delete()
    review.refresh_from_db()
    append_activity(review, "review.paced", by=by, at=at, pace=Pace.LIVE)
    return review


def move_on_in_time(review: Review, *, at: datetime) -> bool:
    """Move a review on whose phase is over, where that does no harm. Returns whether it moved.

    Whoever comes second, another worker or the facilitator, finds it moved already.
    """
    to = harmless_next(review) if is_over(review, at=at) else None
    if to is None:
        return False
    try:
        move_phase(review, to=to, by=None, at=at)
    except SomebodyWasFirst:
        review.refresh_from_db()
        return False
    return True
