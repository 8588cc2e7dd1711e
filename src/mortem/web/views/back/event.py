"""The event: what happened, to whom, and when. Or, among oneself, a few kind questions."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook
from mortem.core.record import Kind, Role
from mortem.web import access, words
from mortem.web.access import readable_reviews, user_of
from mortem.web.forms.events import EventForm, StoryForm
from mortem.web.operations.events import describe_event
from mortem.web.operations.reviews import move_phase
from mortem.web.queries.records import record_of
from mortem.web.queries.timeline import shape_of
from mortem.web.views.back.frame import show_back, tell
from mortem.web.views.back.recurrences import similar
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.core.timeline import OutOfOrder
    from mortem.web.access import Seat
    from mortem.web.models import Review

_ZONES = sorted(available_timezones())
_MOST_OFFERED = 200


def page(
    request: HttpRequest, seat: Seat, form: EventForm | StoryForm | None = None
) -> HttpResponse:
    """Show the event with what is known of it."""
    record = record_of(seat.review, history=False)
    form = form or _form(request, seat.review)
    template = "back/story.html" if isinstance(form, StoryForm) else "back/event.html"
    return show_back(
        request,
        seat,
        template,
        phase="event",
        record=record,
        status=422 if form.errors else 200,
        form=form,
        zones=_ZONES,
        waiting=_waiting(seat),
        similar=similar(request, seat),
        wrong=[_gentle(pair) for pair in shape_of(record).wrong],
    )


def _form(request: HttpRequest, review: Review, *, posted: bool = False) -> EventForm | StoryForm:
    data = request.POST if posted else None
    if playbook(review.context).personal:
        return StoryForm(review, _earlier(request), data)
    return EventForm(review, _earlier(request), data)


def _earlier(request: HttpRequest) -> list[Review]:
    """Return the looks ahead that this reader may open, newest first."""
    found = readable_reviews(user_of(request)).filter(kind=Kind.PREMORTEM)
    return list(found.only("pk", "title")[:_MOST_OFFERED])


def _waiting(seat: Seat) -> int:
    """Return how many pieces of evidence lie in a step to come: alerts bring some before anybody is here."""
    is_ahead = seat.takes_part and seat.review.phase == "event"
    return seat.review.evidence.count() if is_ahead else 0


def _gentle(pair: OutOfOrder) -> str:
    return gettext("“%(then)s” lies before “%(first)s”. Is that how it was?") % {
        "then": words.MOMENT[pair.then],
        "first": words.MOMENT[pair.first],
    }


@require_POST
def describe(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Say what happened, and go on if asked to."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    form = _form(request, seat.review, posted=True)
    if not form.is_valid() or not _described(request, seat, form):
        return page(request, seat, form)
    review = seat.review
    if "go_on" in request.POST and seat.facilitates and review.phase == "event":
        review = move_phase(review, to="evidence", by=seat.participant, at=timezone.now())
        return back_to(review.pk, review.phase)
    return back_to(review.pk, "evidence" if "go_on" in request.POST else "event")


def _described(request: HttpRequest, seat: Seat, form: EventForm | StoryForm) -> bool:
    chosen = form.cleaned_data["follows"]
    kept = str(seat.review.follows_id or "")
    earlier = readable_reviews(user_of(request)).filter(pk=chosen).first() if chosen else None
    follows = {} if chosen == kept else {"follows": earlier}
    try:
        describe_event(
            seat.review,
            times=form.times,
            answers=form.answers(),
            by=seat.participant,
            at=timezone.now(),
            **form.described(),
            **follows,
        )
    except BadInput as refused:
        tell(form, refused)
        return False
    return True
