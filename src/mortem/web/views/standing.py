"""How the room stands, at the head of every phase: who facilitates, and the time that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mortem.core import phases
from mortem.core.record import Kind
from mortem.web import access
from mortem.web.queries.company import standing_of
from mortem.web.views.clock import time_left

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.access import Seat

MORE_MINUTES = 2
# These pages have a ring of their own: beside the field, where people look, or with the agenda.
_OWN_RING = frozenset({"write", *phases.phase_names(Kind.POSTMORTEM)})


@require_safe
def standing(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Give the line anew. `as` is the role the page was made for: with another one it is reloaded.

    What was being typed waits in the browser and is there again on the reloaded page.
    """
    seat = access.seat(request, review_id)
    if request.GET.get("as", seat.role) != seat.role:
        anew = HttpResponse(status=204)
        anew["HX-Refresh"] = "true"
        return anew
    shown = standing_line(seat, seat.review.phase)
    context = {"review": seat.review, "seat": seat, "phase": seat.review.phase, "standing": shown}
    return render(request, "sharing/standing.html", context)


def standing_line(seat: Seat, shown: str) -> dict[str, Any] | None:
    """Return what the line says on the page of the phase `shown`; None where nothing is to say."""
    review = seat.review
    if shown != review.phase:
        return None
    room = standing_of(review)
    time = None if shown in _OWN_RING else time_left(review)
    if room.people < 2 and time is None:  # noqa: PLR2004 - alone
        return None
    return {"room": room, "time": time, "more_minutes": MORE_MINUTES}
