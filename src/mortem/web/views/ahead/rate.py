"""Rate: alone, blind, up to seven causes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mortem.core.amount import write_amount
from mortem.core.errors import BadInput
from mortem.core.phases import OptionalStep, includes
from mortem.core.playbooks import playbook
from mortem.core.record import Mode, Role
from mortem.web import access, words
from mortem.web.forms.ratings import EVEN, Typed, read_ratings, typed_ratings
from mortem.web.operations.ratings import SHORTLIST, change_cost_unit, rate_causes
from mortem.web.operations.reviews import move_phase
from mortem.web.queries.company import company
from mortem.web.queries.risks import my_ratings
from mortem.web.views.ahead.seats import seat_ahead
from mortem.web.views.lacking import worded
from mortem.web.views.review_page import back_to, show

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.models import Cause, Participant, Rating, Review

    Problems = Mapping[str, Mapping[str, BadInput]]


OPEN_AT_ONCE = 4  # with more causes, one sees the list first and ticks


def page(
    request: HttpRequest,
    seat: Seat,
    *,
    error: BadInput | None = None,
    problems: Problems | None = None,
    unit_error: BadInput | None = None,
) -> HttpResponse:
    """Show every cause with a chance and a cost; nobody else's answer is on the page.

    A few causes stand open; of more, each person ticks those that they want to rate.
    """
    review = seat.review
    refused = bool(error or problems)
    causes = list(review.causes.all())
    picking = len(causes) > OPEN_AT_ONCE
    typed = typed_ratings(request.POST) if refused else _kept(seat)
    ranges = includes(review.minutes, OptionalStep.RANGES)
    return show(
        request,
        seat,
        "ahead/rate.html",
        phase="rate",
        status=422 if refused or unit_error else 200,
        rows=[_row(cause, typed, problems or {}, review) for cause in causes],
        picking=picking,
        shortlist=words.count_word(SHORTLIST).lower(),
        most=SHORTLIST,
        open_now=review.phase == "rate",
        anonymous=review.mode == Mode.ANONYMOUS,
        **shared(review, seat.me),
        error=worded(error) if error else "",
        problems=bool(problems),
        ranges=ranges,
        unit=unit_of(review),
        typed_unit=request.POST.get("unit", "") if unit_error else unit_of(review),
        unit_error=worded(unit_error) if unit_error else "",
    )


def shared(review: Review, me: Participant | None = None) -> dict[str, Any]:
    """Return what all may know while all rate: how many have answered."""
    return {"company": company(review, me, phase="rate")}


def unit_of(review: Review) -> str:
    """Return the unit in which costs are counted: the plan's own, or that of its playbook."""
    return review.cost_unit or playbook(review.context).cost_unit


def _kept(seat: Seat) -> dict[str, Typed]:
    mine = my_ratings(seat.review, seat.me, seat.browser_key)
    return {str(key): _typed(rating) for key, rating in mine.items()}


def _typed(rating: Rating) -> Typed:
    low, high = (
        "" if end is None else write_amount(end) for end in (rating.cost_low, rating.cost_high)
    )
    step = "" if rating.cost is None else str(rating.cost)
    return Typed(str(rating.plausibility), step, low, high, picked=True)


def _row(
    cause: Cause, typed: Mapping[str, Typed], problems: Problems, review: Review
) -> dict[str, Any]:
    key = str(cause.pk)
    cost_words = playbook(review.context).cost_words
    return {
        "cause": cause,
        "typed": typed.get(key, Typed(EVEN, "")),
        "problems": {name: worded(found) for name, found in problems.get(key, {}).items()},
        "steps": [(str(value), word) for value, word in enumerate(cost_words, start=1)],
    }


@require_POST
def give(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Keep one person's ratings; with `then`, the facilitator's press shows the picture to all."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    now = timezone.now()
    answers = read_ratings(request.POST, unit=unit_of(seat.review))
    if answers.problems:
        return page(request, seat, problems=answers.problems)
    try:
        rate_causes(
            seat.review, answers.given, by=seat.participant, browser_key=seat.browser_key, at=now
        )
    except BadInput as error:
        return page(request, seat, error=error)
    if seat.facilitates and request.POST.get("then") == "protect":
        moved = move_phase(seat.review, to="protect", by=seat.participant, at=now)
        return back_to(moved.pk, moved.phase)
    messages.success(request, _("Kept. Only you see your answers; you may change them."))
    return back_to(review_id, "rate")


@require_POST
def change_unit(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Count costs in another unit, as long as nobody has given an amount."""
    seat = seat_ahead(request, review_id, need=Role.FACILITATOR)
    unit = request.POST.get("unit", "")
    try:
        change_cost_unit(seat.review, unit=unit, by=seat.participant, at=timezone.now())
    except BadInput as error:
        return page(request, seat, unit_error=error)
    return back_to(review_id, "rate", "ratings")
