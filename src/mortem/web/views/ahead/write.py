"""Write: the failure, an empty field, and nobody else's words."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook
from mortem.core.record import Mode, Role
from mortem.web import access
from mortem.web.forms.cards import CardForm
from mortem.web.operations.cards import add_card, change_card, delete_card, restore_card
from mortem.web.operations.participants import mark_done
from mortem.web.operations.plans import extend_phase
from mortem.web.queries.cards import card_count, earlier_of_context
from mortem.web.queries.company import company
from mortem.web.views.ahead.imagine import sentence_of
from mortem.web.views.ahead.seats import seat_ahead
from mortem.web.views.clock import time_left
from mortem.web.views.own_cards import mine, own_card, taken_back
from mortem.web.views.review_page import back_to, show
from mortem.web.views.standing import MORE_MINUTES
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.access import Seat
    from mortem.web.models import Card, Participant, Review
    from mortem.web.views.own_cards import Wrong

PROMPTS_AT_ONCE = 3


def page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show the sentence, the empty field and one's own cards."""
    return _render(request, seat, CardForm(auto_id="card-%s"))


def _render(
    request: HttpRequest, seat: Seat, form: CardForm, *, wrong: Wrong | None = None
) -> HttpResponse:
    review = seat.review
    return show(
        request,
        seat,
        "ahead/write.html",
        phase="write",
        status=422 if form.errors or wrong else 200,
        sentence=sentence_of(review)[0],
        form=form,
        once=token_urlsafe(16),
        mine=mine(seat, wrong) if review.phase == "write" else [],
        undo=taken_back(request, seat),
        more_minutes=MORE_MINUTES,
        anonymous=review.mode == Mode.ANONYMOUS,
        **shared(review, seat.me),
        stuck=_stuck(request, seat) if "stuck" in request.GET else None,
    )


def shared(review: Review, me: Participant | None = None) -> dict[str, Any]:
    """Return what all may know while all write: a number, dots without names, the time."""
    return {
        "count": card_count(review),
        "company": company(review, me, phase="write"),
        "time": time_left(review),
    }


def _stuck(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    """Return a few questions and earlier lines, the next few each time it is asked (P7)."""
    prompts = playbook(seat.review.context).prompts
    earlier = earlier_of_context(seat.review, access.readable_reviews(access.user_of(request)))
    asked = request.GET.get("stuck", "")
    turn = int(asked[:3]) if asked.isdecimal() else 0
    return {
        "prompts": _few(prompts, turn),
        "earlier": _few(earlier, turn),
        "next": turn + 1,
    }


def _few(things: Any, turn: int) -> list[Any]:
    if len(things) <= PROMPTS_AT_ONCE:
        return list(things)
    start = turn * PROMPTS_AT_ONCE % len(things)
    return [things[(start + i) % len(things)] for i in range(PROMPTS_AT_ONCE)]


@require_POST
def add(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Put one more card on one's own pile."""
    seat = seat_ahead(request, review_id, need=Role.PARTICIPANT)
    form = CardForm(request.POST, auto_id="card-%s")
    if form.is_valid():
        try:
            card = add_card(
                seat.review,
                text=form.cleaned_data["text"],
                by=seat.participant,
                browser_key=seat.browser_key,
                once=form.cleaned_data["once"],
                at=timezone.now(),
            )
        except BadInput as error:
            put_beside(form, error)
        else:
            return _kept(request, seat.review, card)
    return _render(request, seat, form)


def _kept(request: HttpRequest, review: Review, card: Card) -> HttpResponse:
    """Go back to the empty field, or, with a late card, to where the cards lie open."""
    if review.phase == "write":
        return back_to(review.pk, "write")
    late = "" if card.revealed else "?late=1"
    url = reverse("phase_page", args=[review.pk, review.phase]) + late
    if request.headers.get("HX-Request"):
        turned = HttpResponse(status=204)
        turned["HX-Redirect"] = url
        return turned
    return HttpResponseRedirect(url)


@require_POST
def change(request: HttpRequest, review_id: UUID, card_id: UUID) -> HttpResponse:
    """Reword one's own card."""
    seat = seat_ahead(request, review_id, need=Role.PARTICIPANT)
    card = own_card(seat, card_id)
    form = CardForm(request.POST, auto_id=f"card-{card.pk}-%s")
    if form.is_valid():
        change_card(card, text=form.cleaned_data["text"], at=timezone.now())
        return back_to(review_id, "write", "mine")
    return _render(request, seat, CardForm(auto_id="card-%s"), wrong=(card.pk, form))


@require_POST
def delete(request: HttpRequest, review_id: UUID, card_id: UUID) -> HttpResponse:
    """Take one's own card back, for now."""
    seat = seat_ahead(request, review_id, need=Role.PARTICIPANT)
    delete_card(own_card(seat, card_id), at=timezone.now())
    url = reverse("phase_page", args=[review_id, "write"])
    return HttpResponseRedirect(f"{url}?undo={card_id}#mine")


@require_POST
def restore(request: HttpRequest, review_id: UUID, card_id: UUID) -> HttpResponse:
    """Undo a deletion."""
    seat = seat_ahead(request, review_id, need=Role.PARTICIPANT)
    restore_card(own_card(seat, card_id, deleted=True), at=timezone.now())
    return back_to(review_id, "write", "mine")


@require_POST
def done(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Say "I'm done" with the phase, or take it back."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    phase = seat.review.phase
    is_done = request.POST.get("done") == "1"
    mark_done(seat.participant, phase=phase, done=is_done, at=timezone.now())
    return back_to(review_id, phase)


@require_POST
def more_time(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Give everybody two more minutes."""
    seat = seat_ahead(request, review_id, need=Role.FACILITATOR)
    extend_phase(seat.review, minutes=MORE_MINUTES, by=seat.participant, at=timezone.now())
    return back_to(review_id, seat.review.phase)
