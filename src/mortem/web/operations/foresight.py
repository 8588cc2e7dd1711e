"""Was a cause seen coming? What people decide about it (METHOD E9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.errors import BadInput
from mortem.core.record import Foresight
from mortem.web.operations.causes import change_cause

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Cause, Participant

_NAMES_AN_EARLIER_ONE = (Foresight.FORESEEN, Foresight.LATE, Foresight.UNANSWERED)


def compare_cause(
    cause: Cause, *, foresight: Foresight, earlier: Cause | None, by: Participant, at: datetime
) -> Cause:
    """Say how a cause had been foreseen, and by which cause of the pre-mortem its review follows.

    Raises BadInput when a foreseen cause names no earlier one, or one of another review.
    """
    if foresight in _NAMES_AN_EARLIER_ONE:
        if earlier is None:
            raise BadInput("earlier", "Which of the earlier causes was it?")
        if earlier.review_id != cause.review.follows_id:
            raise BadInput("earlier", "This cause is not in the look ahead that you follow.")
    else:
        earlier = None
    return change_cause(cause, by=by, at=at, foresight=foresight, foreseen_by=earlier)
