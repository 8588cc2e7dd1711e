"""Answers to a signal that spoke: on its review's page, or by the link of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.errors import BadInput, NotFound, SomebodyWasFirst
from mortem.core.playbooks import playbook
from mortem.core.record import Role
from mortem.core.watching import FlipAnswer
from mortem.web import access
from mortem.web.forms.signals import SnoozeForm
from mortem.web.notify.flips import what
from mortem.web.operations.deliveries import find_by_link
from mortem.web.operations.deliveries import try_again as send_again
from mortem.web.operations.flips import answer_flip, look_back_on, rest_after
from mortem.web.queries.protection import current
from mortem.web.views.charts import chart
from mortem.web.views.lacking import worded
from mortem.web.views.parts import part_of
from mortem.web.views.review_page import back_to, today_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.models import Delivery, Flip, Participant, Review, User

_BY_BUTTON = {FlipAnswer.DONE.value, FlipAnswer.FALSE_ALARM.value}


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; it shows what happened and asks what was done."""
    message = find_by_link(token, at=timezone.now())
    if request.method != "POST":
        return _page(request, message)
    flip, user = message.flip, message.user
    form = SnoozeForm(request.POST, today=today_of(flip.watch.signal.review))
    if request.POST.get("answer") == FlipAnswer.SNOOZED and not form.is_valid():
        return _page(request, message, form, 422)
    review = _answered(request, flip, form, by=None, user=user)
    if review is not None and request.user == user:
        return redirect("review", review.pk)
    return HttpResponseRedirect(reverse("answer_flip", args=[token]))


def _page(
    request: HttpRequest, message: Delivery, form: SnoozeForm | None = None, status: int = 200
) -> HttpResponse:
    flip = message.flip
    review = flip.watch.signal.review
    context = {
        "flip": flip,
        "signal": flip.watch.signal,
        "review": review,
        "playbook": playbook(review.context),
        "what": what(flip),
        "chart": chart(flip.watch),
        "snooze": form or SnoozeForm(today=today_of(review)),
        "may_look_back": message.user is not None,
    }
    return render(request, "answer.html", context, status=status)


def _answered(
    request: HttpRequest,
    flip: Flip,
    form: SnoozeForm,
    *,
    by: Participant | None,
    user: User | None,
) -> Review | None:
    """Keep one answer; return the look back that was begun by it, if one was."""
    chosen, note = request.POST.get("answer", ""), request.POST.get("note", "")
    now = timezone.now()
    if chosen == FlipAnswer.SNOOZED:
        rest_after(flip, by=by, at=now, **form.cleaned_data)
    elif chosen == FlipAnswer.LOOK_BACK and user is not None:
        return look_back_on(flip, user=user, by=by, at=now)
    elif chosen in _BY_BUTTON:
        answer_flip(flip, FlipAnswer(chosen), note=note, by=by, at=now)
    else:
        raise BadInput("answer", "Choose one of the answers.")
    return None


@require_POST
def answer_here(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Answer on the review's own page, as whoever takes part in it."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    signal = part_of(seat.review.signals, key)
    flip = current(signal)
    if flip is None:
        raise NotFound("This signal has not spoken.", hint="Reload the page.")
    form = SnoozeForm(request.POST, today=today_of(seat.review))
    if request.POST.get("answer") == FlipAnswer.SNOOZED and not form.is_valid():
        raise BadInput("until", "Say until when, and why.")
    try:
        user = access.user_of(request)
        review = _answered(request, flip, form, by=seat.participant, user=user)
    except SomebodyWasFirst as error:
        messages.info(request, worded(error))
        return back_to(review_id, "watch", str(key))
    if review is not None:
        return redirect("review", review.pk)
    messages.success(request, _("Thank you for answering."))
    return back_to(review_id, "watch", str(key))


@require_POST
def try_again(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Send a message that did not arrive once more."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    send_again(seat.review, key, by=seat.participant, at=timezone.now())
    messages.success(request, _("It is on its way again."))
    return back_to(review_id, "watch")
