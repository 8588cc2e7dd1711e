"""What every page of a review shares: the frame, the steps, the way back after a post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from mortem.core import phases
from mortem.core.errors import NotFound
from mortem.core.playbooks import playbook
from mortem.core.record import Kind
from mortem.web.operations.reviews import meets
from mortem.web.queries.contests import contested, involved_facilitator
from mortem.web.queries.own import own_questions
from mortem.web.views.over_days import over_days
from mortem.web.views.standing import standing_line
from mortem.web.zones import known_zone

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.access import Seat
    from mortem.web.models import Review


# Where a card that was half written at the end of the silence can still be added.
_STILL_ADDING = frozenset({"reveal", "rate", "protect"})
_ALL_PHASES = {name for kind in Kind for name in phases.phase_names(kind)}


def show(
    request: HttpRequest, seat: Seat, template: str, *, phase: str, status: int = 200, **more: Any
) -> HttpResponse:
    """Render a page of a review; `phase` is the one this page is about."""
    review = seat.review
    context = {
        "review": review,
        "seat": seat,
        "playbook": playbook(review.context),
        "phase": phase,
        **_steps(review, phase),
        "over_days": over_days(seat),
        **_views(review),
        "direction": "ahead" if review.looks_ahead else "back",
        "standing": standing_line(seat, phase),
        "own_questions": own_questions(review, phase),
        "offers_drafts": seat.takes_part and phase == review.phase and phase in _STILL_ADDING,
        **more,
    }
    return render(request, template, context, status=status)


def _views(review: Review) -> dict[str, Any]:
    """Return what people see differently, and who facilitates if they were part of the event (METHOD C5)."""
    if review.looks_ahead or playbook(review.context).personal:
        return {}
    return {
        "contested": contested(review),
        "involved": involved_facilitator(review),
        "meets": meets(review),
    }


def _steps(review: Review, shown: str) -> dict[str, Any]:
    """Return the stepper: where one is, and which pages are open already."""
    all_phases = _phases_of(review, shown)
    names = [phase.name for phase in all_phases]
    if shown not in names:
        raise NotFound("This review has no such page.")
    reached, place = names.index(review.phase), names.index(shown)
    steps = [
        {
            "name": gettext(phase.label),
            "url": reverse("phase_page", args=[review.pk, phase.name]) if i <= reached else "",
            "done": i < reached,
            "current": i == place,
        }
        for i, phase in enumerate(all_phases)
    ]
    return {"steps": steps, "number": place + 1, "name": steps[place]["name"]}


def _phases_of(review: Review, shown: str) -> tuple[phases.Phase, ...]:
    """Return the steps of this review. Whoever looks back alone has nobody to wait for (METHOD C3)."""
    personal = playbook(review.context).personal
    kind = Kind(review.kind)
    found = phases.phases(kind, personal=personal)
    silent = phases.silent_phase(kind)
    if review.looks_ahead or personal or silent in {shown, review.phase}:
        return found
    if meets(review) or review.cards.exists():
        return found
    return tuple(phase for phase in found if phase.name != silent)


def back_to(review_id: UUID, phase: str = "", anchor: str = "") -> HttpResponseRedirect:
    """Answer a post: go and look at the phase's page again, or at where the review stands."""
    known = phase in _ALL_PHASES
    url = reverse(
        *("phase_page", None, [review_id, phase]) if known else ("review", None, [review_id])
    )
    return HttpResponseRedirect(f"{url}#{anchor}" if anchor else url)


def today_of(review: Review) -> date:
    """Return today as the review counts days: in its own zone."""
    return timezone.localdate(timezone=known_zone(review.zone))
