"""The deadline of a phase, as a move meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.web.models import Deadline

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review


def open_deadline(review: Review, phase: str, at: datetime) -> datetime | None:
    """Note that a phase has begun and return when it ends; None where it has no end ahead.

    Part of the caller's transaction.
    """
    deadline = Deadline.objects.filter(review=review, phase=phase, at__gt=at).first()
    if deadline is None:
        return None
    Deadline.objects.filter(pk=deadline.pk).update(opened_at=at)
    return deadline.at
