"""The reverse question: we did not do it, and that was the mistake: why? (METHOD P14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mortem.core.record import Role
from mortem.web.operations.reverse import answer_reverse
from mortem.web.queries.company import company
from mortem.web.queries.reverse import my_reverse_answer, reverse_answers_of, reverse_is_asked
from mortem.web.views.ahead.imagine import sentence_of
from mortem.web.views.ahead.seats import seat_ahead
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseRedirect

    from mortem.web.access import Seat


def question(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    """Return what a page needs to ask it and to tell the answers; empty while neither is due."""
    review = seat.review
    asked = reverse_is_asked(review)
    told = reverse_answers_of(review)
    mine = my_reverse_answer(review, seat.me, seat.browser_key) if asked and seat.takes_part else ""
    if not (asked or told):
        return {}
    wanted = request.GET.get("reverse", "")
    return {
        "reverse_asked": asked and seat.takes_part,
        "reverse_open": wanted == "again" or not (mine or wanted == "later"),
        "reverse_mine": mine,
        "reverse_told": told,
        "reverse_day": sentence_of(review)[1],
        "reverse_alone": company(review, seat.me, phase=review.phase).alone,
    }


@require_POST
def answer(request: HttpRequest, review_id: UUID) -> HttpResponseRedirect:
    """Keep one person's answer."""
    seat = seat_ahead(request, review_id, need=Role.PARTICIPANT)
    answer_reverse(
        seat.review,
        text=request.POST.get("text", ""),
        by=seat.participant,
        browser_key=seat.browser_key,
        at=timezone.now(),
    )
    messages.success(request, _("Kept."))
    return back_to(review_id, seat.review.phase, "reverse")
