"""Accounts: before anything is talked about, each writes what it looked like to them."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mortem.core.errors import BadInput, NotFound
from mortem.core.record import Role
from mortem.web import access
from mortem.web.forms.cards import CardForm
from mortem.web.operations.cards import add_card, change_card, delete_card, restore_card
from mortem.web.queries.accounts import open_accounts
from mortem.web.queries.cards import card_count
from mortem.web.queries.company import company
from mortem.web.queries.then import asked_about
from mortem.web.views.back.frame import show_back
from mortem.web.views.own_cards import mine, own_card, taken_back
from mortem.web.views.parts import number_in
from mortem.web.views.review_page import back_to
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.access import Seat
    from mortem.web.views.own_cards import Wrong

PHASE = "accounts"


def page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show the empty field and one's own accounts; once they are turned, all of them."""
    return _render(request, seat, CardForm(auto_id="card-%s"))


def _render(
    request: HttpRequest, seat: Seat, form: CardForm, *, wrong: Wrong | None = None
) -> HttpResponse:
    review = seat.review
    silent = review.phase == PHASE
    turn = request.GET.get("stuck")
    return show_back(
        request,
        seat,
        "back/accounts.html",
        phase=PHASE,
        status=422 if form.errors or wrong else 200,
        silent=silent,
        form=form,
        once=token_urlsafe(16),
        mine=mine(seat, wrong) if silent else [],
        taken_back=taken_back(request, seat),
        count=card_count(review) if silent else 0,
        accounts=open_accounts(review),
        company=company(review, seat.me, phase=PHASE),
        stuck=None if turn is None else asked_about(review, "", number_in(turn, 0)),
    )


def _seat(request: HttpRequest, review_id: UUID) -> Seat:
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    if seat.review.looks_ahead:
        raise NotFound("A look ahead has no such page.")
    return seat


@require_POST
def add(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Put one more account on one's own pile; once they are turned, among the others."""
    seat = _seat(request, review_id)
    form = CardForm(request.POST, auto_id="card-%s")
    if form.is_valid():
        try:
            add_card(
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
            return back_to(review_id, PHASE)
    return _render(request, seat, form)


@require_POST
def change(request: HttpRequest, review_id: UUID, account_id: UUID) -> HttpResponse:
    """Reword one's own account."""
    seat = _seat(request, review_id)
    card = own_card(seat, account_id)
    form = CardForm(request.POST, auto_id=f"card-{card.pk}-%s")
    if form.is_valid():
        change_card(card, text=form.cleaned_data["text"], at=timezone.now())
        return back_to(review_id, PHASE, "mine")
    return _render(request, seat, CardForm(auto_id="card-%s"), wrong=(card.pk, form))


@require_POST
def delete(request: HttpRequest, review_id: UUID, account_id: UUID) -> HttpResponse:
    """Take one's own account back, for now."""
    seat = _seat(request, review_id)
    delete_card(own_card(seat, account_id), at=timezone.now())
    url = reverse("phase_page", args=[review_id, PHASE])
    return HttpResponseRedirect(f"{url}?undo={account_id}#mine")


@require_POST
def restore(request: HttpRequest, review_id: UUID, account_id: UUID) -> HttpResponse:
    """Undo a deletion."""
    seat = _seat(request, review_id)
    restore_card(own_card(seat, account_id, deleted=True), at=timezone.now())
    return back_to(review_id, PHASE, "mine")
