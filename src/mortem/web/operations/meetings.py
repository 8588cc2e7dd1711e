"""A meeting that looks back: framed, begun in silence or with the timeline, given more time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.web.models import Review
from mortem.web.operations.activity import append_activity
from mortem.web.operations.plans import frame_review
from mortem.web.operations.reviews import ends_at, move_phase

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.core.record import Mode
    from mortem.web.models import Participant

BEGINS_WITH = ("accounts", "evidence")


@transaction.atomic
def begin_meeting(
    review: Review, *, minutes: int, mode: Mode, to: str, by: Participant, at: datetime
) -> Review:
    """Begin with everybody's accounts, or, without them, with the timeline; the clock runs from now.

    Raises BadInput for any other beginning, and as frame_review does.
    """
    if to not in BEGINS_WITH:
        raise BadInput("then", "A meeting begins with the accounts or with the timeline.")
    if (minutes, mode) != (review.minutes, review.mode):
        frame_review(review, minutes=minutes, mode=mode, by=by, at=at)
    if review.phase != to:
        return move_phase(review, to=to, by=by, at=at)
    Review.objects.filter(pk=review.pk, phase=to).update(phase_ends_at=ends_at(review, to, at))
    append_activity(review, "meeting.begun", by=by, at=at)
    review.refresh_from_db()
    return review
