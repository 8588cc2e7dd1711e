"""Published and closed: every action waits for its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.action_item import needs_verdict
from mortem.core.playbooks import playbook
from mortem.core.record import ActionState
from mortem.web import words
from mortem.web.access import readable_reviews, user_of
from mortem.web.models import ActionItem
from mortem.web.queries.records import action_of
from mortem.web.queries.recurrences import came_back
from mortem.web.views.review_page import show, today_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat

_AGREED = {ActionState.COMMITTED, ActionState.DONE}


def published(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show what was agreed, each item with its day of verdict."""
    return _page(request, seat, "published")


def closed(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show the verdicts."""
    return _page(request, seat, "closed")


def _page(request: HttpRequest, seat: Seat, phase: str) -> HttpResponse:
    today, personal = today_of(seat.review), playbook(seat.review.context).personal
    items = list(ActionItem.objects.filter(review=seat.review).select_related("owner", "issue"))
    again = came_back(seat.review, readable_reviews(user_of(request)))
    rows = [
        {
            "item": item,
            "asks": needs_verdict(action_of(item), today=today),
            "came_back": again.get(item.pk, []),
        }
        for item in items
        if item.state in _AGREED
    ]
    rows.sort(key=lambda row: not row["asks"])
    return show(
        request,
        seat,
        "back/published.html",
        phase=phase,
        rows=rows,
        again=bool(again),
        ideas=[item for item in items if item.state == ActionState.IDEA],
        declined=[item for item in items if item.state == ActionState.DECLINED],
        open_count=sum(1 for row in rows if not row["item"].verdict),
        asks_now=any(row["asks"] for row in rows),
        verdicts=words.choices(words.said("VERDICT", personal=personal)),
    )
