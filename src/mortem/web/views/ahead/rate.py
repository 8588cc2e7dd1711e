"""Rate: alone, blind, up to seven causes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook
from mortem.core.record import Mode, Role
from mortem.web import access, words
from mortem.web.forms.ratings import EVEN, Typed, given_ratings, typed_ratings
from mortem.web.operations.ratings import SHORTLIST, rate_causes
from mortem.web.operations.reviews import move_phase
from mortem.web.queries.company import company
from mortem.web.queries.risks import my_ratings
from mortem.web.views.lacking import worded
from mortem.web.views.review_page import back_to, show

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.models import Participant, Review

OPEN_AT_ONCE = 4  # with more causes, each unfolds on its own


def page(request: HttpRequest, seat: Seat, *, error: BadInput | None = None) -> HttpResponse:
    """Show every cause with a chance and a cost; nobody else's answer is on the page."""
    review = seat.review
    rows = _rows(seat, typed_ratings(request.POST) if error else _kept(seat))
    return show(
        request,
        seat,
        "ahead/rate.html",
        phase="rate",
        status=422 if error else 200,
        rows=rows,
        rated=sum(1 for row in rows if row["cost"]),
        folded=len(rows) > OPEN_AT_ONCE,
        shortlist=words.count_word(SHORTLIST).lower(),
        open_now=review.phase == "rate",
        anonymous=review.mode == Mode.ANONYMOUS,
        **shared(review, seat.me),
        error=worded(error) if error else "",
    )


def shared(review: Review, me: Participant | None = None) -> dict[str, Any]:
    """Return what all may know while all rate: how many have answered."""
    return {"company": company(review, me, phase="rate")}


def _kept(seat: Seat) -> dict[str, Typed]:
    mine = my_ratings(seat.review, seat.me, seat.browser_key)
    return {
        str(key): Typed(str(rating.plausibility), str(rating.cost)) for key, rating in mine.items()
    }


def _rows(seat: Seat, given: dict[str, Typed]) -> list[dict[str, Any]]:
    cost_words = playbook(seat.review.context).cost_words
    steps = [(str(value), word) for value, word in enumerate(cost_words, start=1)]
    rows = []
    for cause in seat.review.causes.all():
        mine = given.get(str(cause.pk), Typed(EVEN, ""))
        chosen = dict(steps).get(mine.cost, "")
        rows.append(
            {"cause": cause, "chance": mine.plausibility, "cost": mine.cost, "word": chosen}
            | {"steps": steps}
        )
    return rows


@require_POST
def give(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Keep one person's ratings; with `then`, the facilitator's press shows the picture to all."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    now = timezone.now()
    try:
        rate_causes(
            seat.review,
            given_ratings(request.POST),
            by=seat.participant,
            browser_key=seat.browser_key,
            at=now,
        )
    except BadInput as error:
        return page(request, seat, error=error)
    if seat.facilitates and request.POST.get("then") == "protect":
        moved = move_phase(seat.review, to="protect", by=seat.participant, at=now)
        return back_to(moved.pk, moved.phase)
    messages.success(request, _("Kept. Only you see your answers; you may change them."))
    return back_to(review_id, "rate")
