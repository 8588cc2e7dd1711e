"""Holding a review over days: choosing the days, leaving an address, taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.errors import BadInput, NotFound
from mortem.core.pace import END_OF_AFTERNOON, default_days
from mortem.core.playbooks import playbook
from mortem.core.record import Kind, Pace, Role
from mortem.web import access, links
from mortem.web.forms.pace import DaysForm
from mortem.web.models import Token
from mortem.web.notify.mail import mail_works, send_mail
from mortem.web.operations import reminders as do_reminders
from mortem.web.operations.pace import hold_in_one_sitting, hold_over_days
from mortem.web.operations.users import find_token
from mortem.web.tries import mail_tries
from mortem.web.views.lacking import worded
from mortem.web.views.review_page import back_to, show, today_of
from mortem.web.views.worded_fields import put_beside
from mortem.web.zones import known_zone

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

    from mortem.web.access import Seat
    from mortem.web.models import Participant, Review


@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Choose until when each step lasts, in the review's own zone."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    review = seat.review
    if playbook(review.context).personal:
        raise NotFound("A review of your own has no deadlines. Take the time you need.")
    with timezone.override(known_zone(review.zone)):
        posted = request.POST if request.method == "POST" else None
        form = DaysForm(review, posted, initial=_initial(review))
        if form.is_valid() and _held(seat, form):
            return back_to(review_id, review.phase, "deadline")
        return _page(request, seat, form)


def _held(seat: Seat, form: DaysForm) -> bool:
    try:
        hold_over_days(seat.review, form.deadlines(), by=seat.participant, at=timezone.now())
    except BadInput as error:
        put_beside(form, error)
        return False
    return True


def _initial(review: Review) -> dict[str, datetime]:
    """Return the days that were chosen, else those that fit this kind of review."""
    zone = known_zone(review.zone)
    fitting = default_days(Kind(review.kind), review.context, today=today_of(review))
    moments = {name: datetime.combine(day, END_OF_AFTERNOON, zone) for name, day in fitting.items()}
    return moments | {one.phase: one.at for one in review.deadlines.all()}


def _page(request: HttpRequest, seat: Seat, form: DaysForm) -> HttpResponse:
    review = seat.review
    return show(
        request,
        seat,
        "sharing/days.html",
        phase=review.phase,
        status=422 if form.errors else 200,
        form=form,
        over_days=None,
        zone=known_zone(review.zone).key,
        held=review.pace == Pace.DAYS,
        mail_works=mail_works(),
    )


@require_POST
def one_sitting(request: HttpRequest, review_id: UUID) -> HttpResponseRedirect:
    """Give the deadlines up."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    hold_in_one_sitting(seat.review, by=seat.participant, at=timezone.now())
    return back_to(review_id, seat.review.phase)


@require_POST
def mail_me(request: HttpRequest, review_id: UUID) -> HttpResponseRedirect:
    """Leave an address for the steps of this review, or say no; both can be changed later."""
    seat = access.seat(request, review_id)
    me, now = seat.me, timezone.now()
    if me is None:
        raise NotFound("You have no seat here to be told about.")
    if "no" in request.POST:
        do_reminders.decline_reminder(me)
    elif "account" in request.POST and do_reminders.remind_by_account(me, at=now):
        messages.success(request, _("You will be told by mail."))
    else:
        _ask(request, me, now)
    return back_to(review_id, seat.review.phase, "deadline")


def _ask(request: HttpRequest, me: Participant, now: datetime) -> None:
    """Send the link to confirm with; nothing else goes to an address before its holder says yes."""
    here, address = request.META.get("REMOTE_ADDR", ""), request.POST.get("address", "")
    mail_tries.check(here)
    try:
        token = do_reminders.ask_reminder(me, address, at=now)
    except BadInput as error:
        messages.error(request, worded(error))
        return
    mail_tries.count(here)
    link = links.absolute(reverse("confirm_mail", args=[token]))
    body = _(
        "Hello,\n\nsomebody asked Mortem to send mail here when the steps of a review begin and before"
        " they end. If that was you, confirm it here:\n\n%(link)s\n\nIf not, do nothing; no more will come.\n"
    )
    sent = send_mail(
        to=address.strip(), subject=_("May Mortem write to you here?"), body=body % {"link": link}
    )
    if sent:
        messages.success(request, _("A link is on its way to you. Open it to confirm."))
    else:
        messages.error(request, _("The mail could not be handed over. Try again a little later."))


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; the button confirms."""
    now = timezone.now()
    if request.method == "POST":
        do_reminders.confirm_reminder(token, at=now)
        return render(request, "sharing/mail_settled.html", {"comes": True})
    find_token(token, Token.Purpose.CONFIRM_REMINDER, at=now)
    return render(request, "sharing/mail_question.html", {"comes": True})


@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, reminder_id: UUID, proof: str) -> HttpResponse:
    """End the mails of one review: by the button, never by opening the link."""
    reminder = do_reminders.reminder_to_stop(reminder_id, proof)
    if request.method == "POST":
        do_reminders.decline_reminder(reminder.participant)
        return render(request, "sharing/mail_settled.html", {"comes": False})
    return render(request, "sharing/mail_question.html", {"comes": False})
