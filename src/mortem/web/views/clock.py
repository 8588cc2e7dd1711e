"""The ring that runs down and cuts nobody off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext

from mortem.core import phases
from mortem.core.record import Pace

if TYPE_CHECKING:
    from mortem.web.models import Review


def time_left(review: Review) -> dict[str, Any] | None:
    """Return the ring's numbers for the current phase, in seconds; None where no time was set.

    `ends` is when the time is over, in seconds of the server's clock since 1970. Nobody watches
    days run down: a review that is held over days has no ring, but words.
    """
    if review.phase_ends_at is None or review.pace == Pace.DAYS:
        return None
    share = phases.minutes_for if review.looks_ahead else phases.meeting_minutes
    total = 60 * share(review.minutes, review.phase) or 60
    left = max(0, round((review.phase_ends_at - timezone.now()).total_seconds()))
    words = f"{left // 60}:{left % 60:02}" if left else gettext("Time is up. Take what you need.")
    return {
        "ends": round(review.phase_ends_at.timestamp()),
        "left": left,
        "total": total,
        "words": words,
        "offset": 100 - 100 * min(left, total) // total,
    }
