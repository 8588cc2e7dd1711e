"""Whether somebody signs what they add, or leaves their name out of it for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.record import Mode
from mortem.web.queries.wordings import is_unsigned

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

    from mortem.web.access import Seat
    from mortem.web.models import Participant


def author(request: HttpRequest, seat: Seat) -> Participant | None:
    """Return who history names for this; nobody in anonymous reviews, and when asked so (METHOD P5)."""
    if seat.review.mode == Mode.ANONYMOUS or request.POST.get("unsigned"):
        return None
    return seat.participant


def stays_unsigned(request: HttpRequest, row: Model) -> bool:
    """Tell whether “Without my name” is ticked where a text is changed: as it was said last, or sent."""
    if request.method == "POST":
        return bool(request.POST.get("unsigned"))
    return is_unsigned(row)
