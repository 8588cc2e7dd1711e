"""The meeting that looks back: its frame, its agenda with a ring, its drawer for ideas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mortem.core import phases
from mortem.core.errors import BadInput, NotFound
from mortem.core.playbooks import playbook
from mortem.core.record import ActionState, Kind, Mode, Role
from mortem.web import access, words
from mortem.web.forms.meetings import MeetingForm
from mortem.web.models import ActionItem
from mortem.web.operations.actions import add_action
from mortem.web.operations.meetings import begin_meeting
from mortem.web.operations.plans import extend_phase, frame_review
from mortem.web.operations.reviews import meets
from mortem.web.operations.shares import name_seat, open_room
from mortem.web.views.back.unsigned import author
from mortem.web.views.clock import time_left
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.models import Review

USUAL_MINUTES = 60
MORE_MINUTES = 5
FEW = 5  # people: among fewer, others can often guess who wrote what (METHOD P5)
_PARTS = {"evidence": _("Timeline")}  # in a meeting, the evidence is there to tell the story by
_PREPARES = ("event", "evidence")


def around(seat: Seat, phase: str) -> dict[str, Any]:
    """Return what stands around each page of a look back: agenda, frame of the meeting, drawer."""
    review = seat.review
    if review.looks_ahead or playbook(review.context).personal:
        return {}
    return {
        "agenda": _agenda(review),
        "more_minutes": MORE_MINUTES,
        "meeting": _frame(seat) if _may_begin(seat, phase) else None,
        "parked": ActionItem.objects.filter(review=review, state=ActionState.IDEA).count(),
        "may_park": seat.takes_part and not _past(review, "actions"),
    }


def _past(review: Review, phase: str) -> bool:
    names = phases.phase_names(Kind.POSTMORTEM)
    return names.index(review.phase) > names.index(phase)


def _agenda(review: Review) -> dict[str, Any] | None:
    """Return the parts with their minutes and the ring of the current one; None without a clock."""
    parts, time = phases.agenda(review.minutes), time_left(review)
    if review.phase not in parts or time is None:
        return None
    return {
        "parts": [
            {
                "name": str(_PARTS.get(name) or gettext(phases.phase(Kind.POSTMORTEM, name).label)),
                "minutes": minutes,
                "current": name == review.phase,
            }
            for name, minutes in parts.items()
        ],
        "time": time,
    }


def _may_begin(seat: Seat, phase: str) -> bool:
    review = seat.review
    return (
        seat.facilitates
        and phase in _PREPARES
        and review.phase in _PREPARES
        and review.phase_ends_at is None
    )


def _frame(seat: Seat) -> dict[str, Any]:
    review = seat.review
    minutes = review.minutes if review.minutes in phases.MEETINGS else USUAL_MINUTES
    turned = review.cards.filter(revealed=True).exists()
    return {
        "minutes": minutes,
        "presets": phases.MEETINGS,
        "modes": _modes(review),
        "together": meets(review),
        "people": review.participants.filter(removed_at=None).exclude(role=Role.READER).count(),
        "few": FEW,
        "may_write": not turned,
    }


def _modes(review: Review) -> list[dict[str, str]]:
    """Return the modes this review may still have: towards anonymous, never back (METHOD P5)."""
    ways = list(Mode)
    lines = {
        Mode.NAMED: gettext("Each account shows who wrote it, once they are turned."),
        Mode.ALIAS: gettext("Each account shows a name that its writer chose for this meeting."),
        Mode.ANONYMOUS: gettext("Nobody is asked for a name. Who wrote what is never stored."),
    }
    return [
        {"value": mode.value, "name": str(words.MODE[mode]), "line": lines[mode]}
        for mode in ways[ways.index(Mode(review.mode)) :]
    ]


def _seat(request: HttpRequest, review_id: UUID, need: Role) -> Seat:
    seat = access.seat(request, review_id, need=need)
    if seat.review.looks_ahead or playbook(seat.review.context).personal:
        raise NotFound("This review has no meeting.")
    return seat


@require_POST
def begin(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Frame the meeting, and open its room or begin it."""
    seat = _seat(request, review_id, Role.FACILITATOR)
    review, by, now = seat.review, seat.participant, timezone.now()
    form = MeetingForm(request.POST)
    if not form.is_valid():
        raise BadInput("minutes", "Choose 30, 60 or 90 minutes, and how names are kept.")
    minutes, mode, then = (form.cleaned_data[name] for name in ("minutes", "mode", "then"))
    name = form.cleaned_data["name"]
    if name not in {"", by.name} and mode != Mode.ANONYMOUS:
        name_seat(by, name=name, at=now)
    if then == "room":
        if (minutes, mode) != (review.minutes, review.mode):
            frame_review(review, minutes=minutes, mode=mode, by=by, at=now)
        open_room(review, by=by, at=now)
        return redirect("invite", review_id)
    moved = begin_meeting(review, minutes=minutes, mode=mode, to=then, by=by, at=now)
    return back_to(review_id, moved.phase)


@require_POST
def extend(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Give the current part some more minutes; nobody is cut off."""
    seat = _seat(request, review_id, Role.FACILITATOR)
    extend_phase(seat.review, minutes=MORE_MINUTES, by=seat.participant, at=timezone.now())
    return back_to(review_id, request.POST.get("phase", ""))


@require_POST
def park(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Put an idea for a fix into the drawer; it is opened with the actions (METHOD F2)."""
    seat = _seat(request, review_id, Role.PARTICIPANT)
    add_action(
        seat.review,
        text=request.POST.get("idea", ""),
        by=author(request, seat),
        at=timezone.now(),
    )
    phase = request.POST.get("phase", "")
    url = reverse("phase_page", args=[review_id, phase]) if phase in _OPEN else ""
    return redirect(f"{url}#drawer") if url else back_to(review_id)


_OPEN = frozenset(phases.phase_names(Kind.POSTMORTEM))
