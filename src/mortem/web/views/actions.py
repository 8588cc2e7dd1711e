"""Action items on either side of the loop: add, change, agree, move on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.action_item import due_default, suggest_strength
from mortem.core.errors import BadInput
from mortem.core.record import ActionState, Role
from mortem.web import access
from mortem.web.forms.actions import ActionForm, StepForm
from mortem.web.forms.owned import owner_initial
from mortem.web.models import ActionItem
from mortem.web.operations.actions import add_action, agree_action, change_action, move_action
from mortem.web.operations.parts import delete_part, restore_part
from mortem.web.queries.effects import signals_to_measure
from mortem.web.views.ahead import protect
from mortem.web.views.ahead.asking import ACTION, Ask
from mortem.web.views.back import actions as back_actions
from mortem.web.views.parts import after_deletion, part_of
from mortem.web.views.people import people_for
from mortem.web.views.review_page import back_to, show, today_of
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.forms.owned import People
    from mortem.web.models import Review

LOOK_AFTER = timedelta(days=30)  # from the due day to the first look whether it held


def _look_after(due: date) -> date:
    """Return the first look; an imported day may be the calendar's last one."""
    return min(due, due.max - LOOK_AFTER) + LOOK_AFTER


def home_phase(review: Review) -> str:
    """Return the phase in which this review's items are written."""
    return "protect" if review.looks_ahead else "actions"


@require_POST
def add(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Park an idea or agree on it at once; what was typed stays when something is off."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    named = request.POST.get("cause", "")
    cause = part_of(seat.review.causes, named) if named else None
    form = ActionForm(request.POST, people=people_for(request, seat), today=today_of(seat.review))
    if form.is_valid():
        try:
            item = add_action(
                seat.review,
                by=seat.participant,
                at=timezone.now(),
                cause=cause,
                state=_state(request),
                **form.cleaned_data,
            )
        except BadInput as error:
            put_beside(form, error)
        else:
            return back_to(review_id, home_phase(seat.review), "ask" if cause else str(item.pk))
    if seat.review.looks_ahead:
        return protect.page(request, seat, ask=Ask(named, ACTION, form))
    return back_actions.page(request, seat, form=form)


def _state(request: HttpRequest) -> ActionState:
    committed = request.POST.get("state") == ActionState.COMMITTED
    return ActionState.COMMITTED if committed else ActionState.IDEA


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Change what an item says; with `agree`, make a parked idea a commitment."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    item = part_of(seat.review.actions, key)
    agreeing = "agree" in request.GET and item.state == ActionState.IDEA
    people = people_for(request, seat)
    readable = access.readable_reviews(access.user_of(request))
    signals = signals_to_measure(item, reviews=readable)
    form = ActionForm(
        request.POST or None,
        initial=_initial(seat, item, people, agreeing=agreeing),
        people=people,
        today=today_of(seat.review),
        signals=signals,
    )
    if request.method == "POST" and form.is_valid():
        keep = agree_action if agreeing else change_action
        try:
            keep(item, by=seat.participant, at=timezone.now(), **form.cleaned_data)
        except BadInput as error:
            put_beside(form, error)
        else:
            return back_to(review_id, home_phase(seat.review), str(key))
    return show(
        request,
        seat,
        "action_edit.html",
        phase=home_phase(seat.review),
        status=422 if form.errors else 200,
        item=item,
        form=form,
        people=people,
        agreeing=agreeing,
        has_signals=bool(signals),
    )


def _initial(seat: Seat, item: ActionItem, people: People, *, agreeing: bool) -> dict[str, Any]:
    same = ["text", "due_date", "kind", "strength", "measure", "check_date"]
    initial = {name: getattr(item, name) for name in same} | owner_initial(item.owner, people)
    initial["signal"] = str(item.signal_id or "")
    initial["strength"] = initial["strength"] or suggest_strength(item.text) or ""
    if agreeing:
        today = today_of(seat.review)
        initial["due_date"] = item.due_date or due_default(seat.review.severity, today=today)
        initial["check_date"] = item.check_date or _look_after(initial["due_date"])
    return initial


@require_POST
def move(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Agree, done, declined, or a step back."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    item = part_of(seat.review.actions, key)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise BadInput("to", "An item can be agreed on, done, declined or parked.")
    to = ActionState(form.cleaned_data["to"])
    move_action(
        item,
        to=to,
        reason=form.cleaned_data["reason"],
        by=seat.participant,
        at=timezone.now(),
    )
    if to is ActionState.DONE:
        messages.success(request, _("Done. Thank you."))
    return back_to(review_id, request.POST.get("phase", ""), str(key))


@require_POST
def delete(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Put an item away, with a way back."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    item = part_of(seat.review.actions, key)
    delete_part(item, by=seat.participant, at=timezone.now())
    return after_deletion(seat.review, home_phase(seat.review), "action", key)


@require_POST
def restore(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Bring an item back."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    item = part_of(ActionItem.everything.filter(review=seat.review), key)
    restore_part(item, by=seat.participant, at=timezone.now())
    return back_to(review_id, home_phase(seat.review), str(key))
