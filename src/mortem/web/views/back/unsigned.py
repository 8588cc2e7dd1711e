"""Whether somebody signs what they add, or leaves their name out of it for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.record import Mode

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mortem.web.access import Seat
    from mortem.web.models import Participant


def author(request: HttpRequest, seat: Seat) -> Participant | None:
    """Return who history names for this; nobody in anonymous reviews, and when asked so (METHOD P5)."""
    if seat.review.mode == Mode.ANONYMOUS or request.POST.get("unsigned"):
        return None
    return seat.participant
