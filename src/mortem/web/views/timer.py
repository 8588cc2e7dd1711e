"""The ring that runs down and cuts nobody off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext

if TYPE_CHECKING:
    from mortem.web.models import Review


def time_left(review: Review, minutes: int) -> dict[str, Any] | None:
    """Return the ring's numbers, in seconds; None where no time was set.

    `minutes` is what the phase has by itself; extended, the ring counts from what is left.
    """
    if review.phase_ends_at is None:
        return None
    total = 60 * minutes or 60
    left = max(0, round((review.phase_ends_at - timezone.now()).total_seconds()))
    words = f"{left // 60}:{left % 60:02}" if left else gettext("Time is up. Take what you need.")
    return {
        "left": left,
        "total": max(total, left),
        "words": words,
        "offset": 100 - 100 * left // max(total, left),
    }
