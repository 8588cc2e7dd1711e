"""Reaching owners: an address asked for once, confirmed by its holder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.errors import BadInput, MortemError
from mortem.core.record import Role
from mortem.web import access, links
from mortem.web.models import Owner, Token
from mortem.web.notify.mail import mail_works, send_mail
from mortem.web.operations.owners import ask_owner, claim_owner, confirm_owner
from mortem.web.operations.users import find_token
from mortem.web.queries.people import named_owners
from mortem.web.views.actions import home_phase
from mortem.web.views.lacking import worded
from mortem.web.views.parts import part_of
from mortem.web.views.review_page import back_to, show

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

    from mortem.web.access import Seat

PAGE_PART = "reach"


@require_POST
def ask(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Send the link to confirm with; where mail does not go, show it to be handed over."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    owner = part_of(named_owners(seat.review), key)
    try:
        token = ask_owner(owner, request.POST.get("address", ""), at=timezone.now())
    except BadInput as error:
        return _not_asked(request, seat, error)
    link = links.absolute(reverse("confirm_owner", args=[token]))
    if mail_works() and _send(owner, link):
        messages.success(request, _("The link is on its way to %s.") % owner.name)
        return back_to(review_id, home_phase(seat.review), PAGE_PART)
    return show(
        request, seat, "owner_link.html", phase=home_phase(seat.review), owner=owner, link=link
    )


def _not_asked(request: HttpRequest, seat: Seat, error: MortemError) -> HttpResponseRedirect:
    messages.error(request, worded(error))
    return back_to(seat.review.pk, home_phase(seat.review), PAGE_PART)


def _send(owner: Owner, link: str) -> bool:
    """Send the link. What the review is about stays out of the mail (C3)."""
    body = _(
        "Hello %(name)s,\n\nsomebody named you for something to do or to watch. If that is fine"
        " with you, confirm it here:\n\n%(link)s\n\nIf not, do nothing; the link ends in two weeks.\n"
    )
    return send_mail(
        to=owner.address,
        subject=_("May we reach you here?"),
        body=body % {"name": owner.name, "link": link},
    )


@require_POST
def claim(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponseRedirect:
    """Say "that is me"; a guest, who has no account to be reached by, leaves an address instead."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    owner = part_of(named_owners(seat.review), key)
    user = access.user_of(request)
    if user is not None:
        claim_owner(owner, by=user, at=timezone.now())
    return back_to(review_id, home_phase(seat.review), PAGE_PART)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; the button confirms."""
    now = timezone.now()
    if request.method == "POST":
        owner = confirm_owner(token, at=now)
        return render(request, "owner_confirmed.html", {"owner": owner})
    found = find_token(token, Token.Purpose.CONFIRM_OWNER, at=now).owner
    return render(request, "owner_confirm.html", {"owner": found})
