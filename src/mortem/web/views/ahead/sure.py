"""How sure are you, and what would you do? Before the failure is imagined, and after (METHOD P14, P15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mortem.core import lean
from mortem.core.confidence import asked_in
from mortem.core.errors import BadInput
from mortem.core.formats.svg import Words, confidence_picture, confidence_text
from mortem.core.record import Asked, Lean, Role
from mortem.web.operations.confidences import say_confidence
from mortem.web.queries.confidences import confidence_count, confidences_of, my_confidence
from mortem.web.views.ahead.seats import seat_ahead
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseRedirect

    from mortem.web.access import Seat
    from mortem.web.models import Review

EVEN = 50  # percent: where a slider stands that nobody moved


@dataclass(frozen=True, slots=True)
class Sure:
    """The question as one reader meets it: their own answer, and whether the form is open."""

    moment: Asked
    mine: int | None
    lean: str
    open: bool
    again: bool

    @property
    def shown(self) -> int:
        return EVEN if self.mine is None else self.mine


def question(request: HttpRequest, seat: Seat, phase: str) -> Sure | None:
    """Return what a page of `phase` asks; nothing where it is skipped by length, phase or role.

    The form is open until it is answered or put off (`?sure=later`), and again on request
    (`?sure=again`).
    """
    review = seat.review
    moment = asked_in(phase, minutes=review.minutes) if review.phase == phase else None
    if moment is None or not seat.takes_part:
        return None
    mine = my_confidence(review, seat.me, seat.browser_key, moment)
    wanted = request.GET.get("sure", "")
    again = wanted == "again"
    is_open = again or (mine is None and wanted != "later")
    return Sure(moment, mine.percent if mine else None, mine.lean if mine else "", is_open, again)


def answered(review: Review, phase: str) -> int | None:
    """Return how many have answered the question of this phase; None where it is not asked."""
    moment = asked_in(phase, minutes=review.minutes) if review.phase == phase else None
    return None if moment is None else confidence_count(review, moment)


def shift(review: Review) -> dict[str, Any]:
    """Return the distribution before and after as a picture and in words, once it is open."""
    answers, words = confidences_of(review), Words.translated(_)
    if not answers:
        return {}
    drawn = mark_safe(confidence_picture(answers, words=words))  # noqa: S308 - our own drawing
    return {
        "sure_picture": drawn,
        "sure_text": confidence_text(answers, words=words),
        "leans": lean.counts(answers),
    }


@require_POST
def say(request: HttpRequest, review_id: UUID) -> HttpResponseRedirect:
    """Keep one person's number."""
    seat = seat_ahead(request, review_id, need=Role.PARTICIPANT)
    moment, percent, leaning = _sent(request)
    say_confidence(
        seat.review,
        moment=moment,
        percent=percent,
        lean=leaning,
        by=seat.participant,
        browser_key=seat.browser_key,
        at=timezone.now(),
    )
    messages.success(request, _("Kept. Only you see your answer."))
    return back_to(review_id, seat.review.phase)


def _sent(request: HttpRequest) -> tuple[Asked, int, Lean | None]:
    said = request.POST.get("lean", "")
    try:
        moment, percent = (
            Asked(request.POST.get("moment", "")),
            int(request.POST.get("percent", "")),
        )
    except ValueError as error:
        raise BadInput("percent", "Choose a number from 0 to 100 %.") from error
    if said and said not in set(Lean):
        raise BadInput("lean", "Choose one of the three, or none.")
    return moment, percent, Lean(said) if said else None
