"""Imagine: it has failed, on that day; read it and let it be true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.views.decorators.http import require_POST

from mortem.core.errors import BadInput
from mortem.core.record import Role
from mortem.web.forms.plan import SentenceForm
from mortem.web.operations.plans import imagined, reword_failure, today_of
from mortem.web.operations.reviews import move_phase
from mortem.web.queries.company import company
from mortem.web.views.ahead import sure
from mortem.web.views.ahead.seats import seat_ahead
from mortem.web.views.review_page import back_to, show
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.models import Participant, Review


def sentence_of(review: Review) -> tuple[str, date]:
    """Return the review's failure sentence and its day; those of the playbook until it has its own."""
    sentence, horizon = imagined(review, today=today_of(review, timezone.now()))
    return review.failure_sentence or sentence, review.horizon_date or horizon


def page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show the sentence, large; in longer reviews after one private question."""
    return _render(request, seat, None)


def _render(request: HttpRequest, seat: Seat, form: SentenceForm | None) -> HttpResponse:
    sentence, horizon = sentence_of(seat.review)
    return show(
        request,
        seat,
        "ahead/imagine.html",
        phase="imagine",
        status=422 if form and form.errors else 200,
        sure=sure.question(request, seat, "imagine"),
        form=form or SentenceForm(initial={"failure_sentence": sentence, "horizon_date": horizon}),
        **shared(seat.review, seat.me),
    )


def shared(review: Review, me: Participant | None = None) -> dict[str, Any]:
    """Return what is the same for all: the sentence, and how many have said how sure they are."""
    return {
        "sentence": sentence_of(review)[0],
        "company": company(review, me, phase="imagine"),
        "answered": sure.answered(review, "imagine"),
    }


@require_POST
def change_sentence(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Keep the sentence and its day; with `forward`, go on to writing as well."""
    seat = seat_ahead(request, review_id, need=Role.FACILITATOR)
    form = SentenceForm(request.POST)
    if not form.is_valid():
        return _render(request, seat, form)
    now = timezone.now()
    try:
        review = reword_failure(
            seat.review,
            sentence=form.cleaned_data["failure_sentence"],
            horizon=form.cleaned_data["horizon_date"],
            by=seat.participant,
            at=now,
        )
    except BadInput as error:
        put_beside(form, error)
        return _render(request, seat, form)
    if "forward" in request.POST and review.phase == "imagine":
        move_phase(review, to="write", by=seat.participant, at=now)
    return back_to(review.pk, review.phase)
