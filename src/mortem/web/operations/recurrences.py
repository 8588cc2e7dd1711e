"""It came back: an earlier action did not hold (METHOD F6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.core.record import ActionState
from mortem.web.models import Recurrence
from mortem.web.operations.activity import hold
from mortem.web.operations.parts import add_part, restore_part

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import ActionItem, Participant, Review


@transaction.atomic
def mark_recurrence(
    review: Review, action: ActionItem, *, by: Participant, at: datetime
) -> Recurrence:
    """Say that what this review looks at came back although `action` of an earlier one was done.

    Pressed twice it is one; said again after it was taken back, it is the same one. Raises
    BadInput for an action of this very review, and for one that was never done.
    """
    if action.review_id == review.pk:
        raise BadInput("action", "Choose an action of an earlier review.")
    if action.state != ActionState.DONE:
        raise BadInput("action", "Only what was done can have failed to hold.")
    hold(review)
    there: Recurrence | None = Recurrence.everything.filter(review=review, action=action).first()
    if there is None:
        return add_part(Recurrence, review, by=by, at=at, action=action)
    if there.deleted_at is not None:
        restore_part(there, by=by, at=at)
    return there
