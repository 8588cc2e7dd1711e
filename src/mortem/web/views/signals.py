"""Signals: set up, looked at, answered, snoozed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.errors import BadInput
from mortem.core.record import ReadingState, Role
from mortem.web import access
from mortem.web.forms.owned import owner_initial
from mortem.web.forms.signals import CheckInForm, SignalForm, SnoozeForm
from mortem.web.models import Signal
from mortem.web.operations.parts import delete_part, restore_part
from mortem.web.operations.signals import add_signal, change_signal, check_in, snooze_signal
from mortem.web.queries.protection import current, watched
from mortem.web.source import source_called
from mortem.web.views.ahead import protect
from mortem.web.views.ahead.asking import SIGNAL, Ask
from mortem.web.views.charts import chart
from mortem.web.views.parts import after_deletion, part_of
from mortem.web.views.people import people_for
from mortem.web.views.review_page import back_to, show, today_of
from mortem.web.views.watcher import watcher_line
from mortem.web.views.watching import phase_of, ping_address
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.forms.owned import People
    from mortem.web.queries.protection import WatchedSignal

READINGS_SHOWN = 100


@require_POST
def add(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Set up something to watch; the first look is due after one rhythm unless a day is given."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    named = request.POST.get("cause", "")
    cause = part_of(seat.review.causes, named) if named else None
    form = SignalForm(request.POST, people=people_for(request, seat))
    if form.is_valid():
        values = form.cleaned_data
        values["next_date"] = values["next_date"] or _first_look(seat, values["cadence_days"])
        try:
            add_signal(seat.review, by=seat.participant, at=timezone.now(), cause=cause, **values)
        except BadInput as error:
            put_beside(form, error)
        else:
            return back_to(review_id, "protect", "ask")
    return protect.page(request, seat, ask=Ask(named, SIGNAL, form))


def _first_look(seat: Seat, cadence_days: int) -> date:
    return today_of(seat.review) + timedelta(days=cadence_days)


def page(
    request: HttpRequest,
    seat: Seat,
    signal: Signal,
    *,
    look: CheckInForm | None = None,
    snooze: SnoozeForm | None = None,
    edit: SignalForm | None = None,
) -> HttpResponse:
    """Show one signal with its readings, and the three things one can do with it."""
    today, people = today_of(seat.review), people_for(request, seat)
    return show(
        request,
        seat,
        "signal.html",
        phase=phase_of(seat.review),
        status=422 if look or snooze or edit else 200,
        **_of_watch(watched(signal, today=today, flip=current(signal))),
        readings=signal.readings.select_related("by").order_by("-at", "id")[:READINGS_SHOWN],
        look=look,
        snooze=snooze or SnoozeForm(today=today),
        edit=edit or SignalForm(initial=_initial(signal, people), people=people),
        people=people,
    )


def _of_watch(one: WatchedSignal) -> dict[str, Any]:
    """Return the signal, and what there is to show where Mortem reads it by itself."""
    if one.watch is None:
        return {"one": one}
    told = not source_called(one.watch.source).is_asked
    return {
        "one": one,
        "chart": chart(one.watch),
        "flips": one.watch.flips.select_related("answered_by")[:READINGS_SHOWN],
        "address": ping_address(one.watch) if told else "",
        "watcher": watcher_line([one]),
    }


def _initial(signal: Signal, people: People) -> dict[str, Any]:
    same = ["question", "threshold", "response", "source", "cadence_days", "next_date"]
    return {name: getattr(signal, name) for name in same} | owner_initial(signal.owner, people)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Show a signal, or change what it watches."""
    need = Role.PARTICIPANT if request.method == "POST" else Role.READER
    seat = access.seat(request, review_id, need=need)
    signal = part_of(seat.review.signals, key)
    if request.method != "POST":
        return page(request, seat, signal)
    form = SignalForm(request.POST, people=people_for(request, seat))
    if form.is_valid():
        try:
            change_signal(signal, by=seat.participant, at=timezone.now(), **form.cleaned_data)
        except BadInput as error:
            put_beside(form, error)
        else:
            return back_to(review_id, "protect", str(key))
    return page(request, seat, signal, edit=form)


@require_POST
def look(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Keep one look at a signal."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    signal = part_of(seat.review.signals, key)
    form = CheckInForm(request.POST)
    if not form.is_valid():
        return page(request, seat, signal, look=form)
    check_in(
        signal,
        state=ReadingState(form.cleaned_data["state"]),
        note=form.cleaned_data["note"] or _meaning(request),
        today=today_of(seat.review),
        by=seat.participant,
        at=timezone.now(),
    )
    messages.success(request, _("Thank you for looking."))
    return back_to(review_id, "watch", str(key))


def _meaning(request: HttpRequest) -> str:
    """Return the words for an answer to a tripped signal that was given by a button alone (S4)."""
    known = {"answered": _("Done as agreed."), "false_alarm": _("A false alarm.")}
    return known.get(request.POST.get("meaning", ""), "")


@require_POST
def snooze(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Let a signal rest until a day, for a reason."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    signal = part_of(seat.review.signals, key)
    today = today_of(seat.review)
    form = SnoozeForm(request.POST, today=today)
    if form.is_valid():
        try:
            snooze_signal(
                signal, today=today, by=seat.participant, at=timezone.now(), **form.cleaned_data
            )
        except BadInput as error:
            put_beside(form, error)
        else:
            return back_to(review_id, "watch", str(key))
    return page(request, seat, signal, snooze=form)


@require_POST
def delete(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Put a signal away, with a way back."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    delete_part(part_of(seat.review.signals, key), by=seat.participant, at=timezone.now())
    return after_deletion(seat.review, "protect", "signal", key)


@require_POST
def restore(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Bring a signal back."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    signal = part_of(Signal.everything.filter(review=seat.review), key)
    restore_part(signal, by=seat.participant, at=timezone.now())
    return back_to(review_id, "protect", str(key))
