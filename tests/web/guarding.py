"""Reviews on their way from rating to the end, and the people in them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mortem.core import phases
from mortem.core.record import ActionState, Disposition, Kind, Role
from mortem.web.models import ActionItem, Cause, Participant, Review, Signal, User
from mortem.web.operations.actions import add_action
from mortem.web.operations.causes import add_cause
from mortem.web.operations.participants import join_review
from mortem.web.operations.ratings import decide_risks
from mortem.web.operations.reviews import move_phase
from mortem.web.operations.signals import add_signal

if TYPE_CHECKING:
    from datetime import date, datetime

GUEST_KEY = "a-guests-browser"


def facilitator(review: Review) -> Participant:
    return review.participants.get(role=Role.FACILITATOR)


def bring(review: Review, phase: str) -> Review:
    """Move the review on, step by step, until it stands in `phase`."""
    kind, by = Kind(review.kind), facilitator(review)
    if kind is Kind.POSTMORTEM and phase == "actions":
        return move_phase(review, to="actions", by=by, at=timezone.now())
    names = phases.phase_names(kind)
    for name in names[names.index(review.phase) + 1 : names.index(phase) + 1]:
        review = move_phase(review, to=name, by=by, at=timezone.now())
    return review


def some_causes(review: Review, count: int = 3) -> list[Cause]:
    by, at = facilitator(review), timezone.now()
    return [add_cause(review, text=f"Reason {n}", by=by, at=at) for n in range(1, count + 1)]


def protected(review: Review, count: int = 3, **signal: Any) -> list[Cause]:
    """Bring the review to protecting, with `count` top risks, each with an action and a signal."""
    causes = some_causes(review, count + 2)
    bring(review, "protect")
    by, at = facilitator(review), timezone.now()
    for cause in causes[:count]:
        an_action(review, cause=cause, text=f"Guard against {cause.text}")
        a_signal(review, cause=cause, question=f"Is there {cause.text}?", **signal)
    Cause.objects.filter(pk__in=[c.pk for c in causes[:count]]).update(disposition=Disposition.TOP)
    if count <= 5:
        top = [cause.pk for cause in causes[:count]]
        decide_risks(review, top=top, rest=Disposition.LET_GO, by=by, at=at)
    return causes


def an_action(review: Review, **values: Any) -> ActionItem:
    given = {"text": "Restore a backup", "state": ActionState.COMMITTED, "due_date": in_days(14)}
    by = facilitator(review)
    return add_action(review, by=by, at=timezone.now(), **{"owner": by.user, **given, **values})


def a_signal(review: Review, **values: Any) -> Signal:
    given = {"question": "Do the counts differ?", "response": "Stop", "next_date": in_days(7)}
    by = facilitator(review)
    return add_signal(review, by=by, at=timezone.now(), **{"owner": by.user, **given, **values})


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def guest_in(review: Review, *, role: Role = Role.PARTICIPANT, name: str = "Jun") -> Client:
    """Return the browser of a guest who has joined."""
    at: datetime = timezone.now()
    join_review(review, name=name, role=role, user=None, browser_key=GUEST_KEY, at=at)
    client = Client()
    client.cookies["mortem_key"] = GUEST_KEY
    return client


def guest_seat(review: Review) -> Participant:
    return review.participants.get(user=None)


def join(review: Review, user: User, role: Role = Role.PARTICIPANT) -> Participant:
    return join_review(
        review, name=user.name, role=role, user=user, browser_key="", at=timezone.now()
    )


def page(client: Client, review: Review, phase: str, query: str = "") -> Any:
    return client.get(reverse("phase_page", args=[review.pk, phase]) + query)


def post(client: Client, name: str, *args: object, **data: Any) -> Any:
    return client.post(reverse(name, args=args), data)


def went_to(response: Any) -> str:
    """Return where an answered post leads: the last part of the path, and the anchor."""
    assert response.status_code == 302, response.content.decode()[:2000]
    path, _, anchor = str(response["Location"]).partition("#")
    return path.rstrip("/").rpartition("/")[2] + (f"#{anchor}" if anchor else "")
