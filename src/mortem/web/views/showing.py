"""Who can see a review, showing it to somebody, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook
from mortem.core.record import Mode, Role, Visibility
from mortem.web import access, links
from mortem.web.forms.sharing import LinkForm, PeopleForm, PersonForm, ShowForm, TeamForm
from mortem.web.models import Share, Team
from mortem.web.notify.mail import mail_works, send_mail
from mortem.web.operations import showing as do
from mortem.web.operations.shares import (
    no_such_room,
    note_opening,
    note_team_opening,
    revoke_share,
    token_of,
)
from mortem.web.queries.shares import Shown, who_sees
from mortem.web.tries import mail_tries
from mortem.web.views.review_page import show
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.access import Seat

FORMS: dict[str, type[ShowForm]] = {
    "person": PersonForm,
    "people": PeopleForm,
    "team": TeamForm,
    "link": LinkForm,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One act of sharing as the page shows it; a person with an address has had the link by mail."""

    shown: Shown
    link: str


@require_safe
def who(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show who can see the review, since when, until when, what for, and who has opened it."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    to = request.GET.get("to", "")
    return _page(request, seat, to, _form(seat, to))


def _form(seat: Seat, to: str, data: Any = None) -> ShowForm | None:
    kind = FORMS.get(to)
    if kind is None:
        return None
    month = timezone.localdate() + timedelta(days=do.LINK_DAYS)
    more = {"teams": _teams(seat)} if kind is TeamForm else {}
    form = kind(data, initial={"until": month, "role": Role.READER.value}, **more)
    if seat.review.mode == Mode.ANONYMOUS:
        form.fields.pop("role", None)  # to read: taking part in it is what the room is for
    return form


def _teams(seat: Seat) -> Any:
    user = seat.keeper or (seat.me.user if seat.me else None)
    return Team.objects.filter(memberships__user=user).order_by("name", "id")


def _page(request: HttpRequest, seat: Seat, to: str, form: ShowForm | None) -> HttpResponse:
    review, now = seat.review, timezone.now()
    seen = who_sees(review, at=now)
    return show(
        request,
        seat,
        "sharing/who.html",
        phase=review.phase,
        status=422 if form and form.errors else 200,
        form=form,
        to=to,
        sees=seen,
        rows=[Row(one, _link_of(one.share)) for one in seen.shown],
        team=review.team if _is_the_teams(seat) else None,
        has_teams=_teams(seat).exists(),
        mail_works=mail_works(),
    )


def _is_the_teams(seat: Seat) -> bool:
    is_open = seat.review.visibility == Visibility.TEAM
    return is_open and not playbook(seat.review.context).personal


def _link_of(share: Share) -> str:
    """Return the link to hand over: none for a team, nor where a mail has brought it already."""
    by_mail = bool(share.address) and mail_works()
    if by_mail or share.audience == Share.Audience.TEAM:
        return ""
    return links.absolute(reverse("join_by_link", args=[token_of(share)]))


@require_POST
def add(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show the review to somebody."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    to, here = request.POST.get("to", ""), request.META.get("REMOTE_ADDR", "")
    form = _form(seat, to, request.POST)
    if form is None or not form.is_valid():
        return _page(request, seat, to, form)
    try:
        mail_tries.check(here)
        made = _SHOW[to](seat, form)
    except BadInput as error:
        put_beside(form, error)
        return _page(request, seat, to, form)
    if any(share.address for share in made):
        mail_tries.count(here)
    for share in made:
        _mail(request, share)
    return redirect("who_can_see", review_id)


def _to_people(seat: Seat, form: Any) -> list[Share]:
    people, now = form.people(), timezone.now()
    return do.show_to_people(seat.review, people, form.why(), by=seat.participant, at=now)


def _to_team(seat: Seat, form: Any) -> list[Share]:
    team, now = form.cleaned_data["team"], timezone.now()
    return [do.show_to_team(seat.review, team, form.why(), by=seat.participant, at=now)]


def _by_link(seat: Seat, form: Any) -> list[Share]:
    return [do.show_by_link(seat.review, form.why(), by=seat.participant, at=timezone.now())]


_SHOW: dict[str, Callable[[Seat, Any], list[Share]]] = {
    "person": _to_people,
    "people": _to_people,
    "team": _to_team,
    "link": _by_link,
}


def _mail(request: HttpRequest, share: Share) -> None:
    """Send the link to whom it is for. What it is about, and what for, stays out of the mail (C3)."""
    if not share.address or not mail_works():
        return
    link = links.absolute(reverse("join_by_link", args=[token_of(share)]))
    body = _(
        "Hello %(name)s,\n\nsomebody would like to show you something they wrote. This link opens"
        " it, for you alone; the page says what for:\n\n%(link)s\n\nWhoever sent it sees that you"
        " opened it, and when last.\n"
    )
    sent = send_mail(
        to=share.address,
        subject=_("Somebody would like to show you something"),
        body=body % {"name": share.label, "link": link},
    )
    if sent:
        messages.success(request, _("The link is on its way to %s.") % share.label)
    else:
        words = _(
            "The mail to %s was not taken. Take it back and try again, or leave the address out"
            " and hand the link over yourself."
        )
        messages.error(request, words % share.label)


@require_POST
def revoke(request: HttpRequest, review_id: UUID, share_id: UUID) -> HttpResponse:
    """Take one share back."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    share = seat.review.shares.filter(pk=share_id).first()
    if share is None:
        raise no_such_room()
    revoke_share(share, by=seat.participant, at=timezone.now())
    messages.success(request, _("Taken back. It does not open any more."))
    return redirect("who_can_see", review_id)


@require_POST
def opened(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Keep that a reader has opened what is shared with them; the page tells by itself, after it shows."""
    seat, now = access.seat(request, review_id), timezone.now()
    if seat.me is not None:
        note_opening(seat.me, at=now)
    elif seat.share is not None and (user := access.user_of(request)):
        note_team_opening(seat.share, user, at=now)
    return HttpResponse(status=204)
