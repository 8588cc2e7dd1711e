"""What the steps on the board of the reveal share: who may take them, and where they end."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from mortem.core.errors import NotFound, SomebodyWasFirst
from mortem.core.record import Role
from mortem.web.views.ahead.reveal import page, undo_of
from mortem.web.views.ahead.seats import seat_ahead

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.access import Seat


def seat_at_board(request: HttpRequest, review_id: UUID, *, need: Role = Role.PARTICIPANT) -> Seat:
    """Return the reader's seat. Raises NotFound before the cards are turned."""
    seat = seat_ahead(request, review_id, need=need)
    if seat.review.phase in {"plan", "imagine", "write"}:
        raise NotFound("The cards are not turned yet.", hint="Go back to the page of this review.")
    return seat


def on_the_board(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a step that somebody else had taken first end on the board as it is now, in words."""

    @wraps(view)
    def step(request: HttpRequest, review_id: UUID, **named: UUID) -> HttpResponse:
        try:
            answer = view(request, review_id, **named)
        except SomebodyWasFirst as told:
            return page(request, seat_at_board(request, review_id), told=told)
        follows = "Live" in request.headers and answer.get("Location", "").endswith("#board")
        return _told(request, review_id, answer["Location"]) if follows else answer

    return step


def _told(request: HttpRequest, review_id: UUID, board: str) -> HttpResponse:
    """Answer a step on a board that follows: its stream brings the change, this the way back."""
    query = parse_qs(urlsplit(board).query)
    step = query.get("undo", [""])[0]
    context = {"undo": undo_of(review_id, step), "arrived": True, "late": "late" in query}
    answer = render(request, "ahead/reveal_told.html", context)
    answer["HX-Reswap"] = "none"
    return answer


def part_there(manager: Any, part_id: object) -> Any:
    """Return one of the parts. Raises NotFound for what is elsewhere or put away."""
    found = manager.filter(pk=part_id).first()
    if found is None:
        raise NotFound(
            "Somebody has put this away meanwhile.", hint="Reload the page to see what is there."
        )
    return found


def to_board(review_id: UUID, **query: str) -> HttpResponseRedirect:
    """Answer a step on the board: look at it again."""
    url = reverse("phase_page", args=[review_id, "reveal"])
    return HttpResponseRedirect(f"{url}{'?' * bool(query)}{urlencode(query)}#board")
