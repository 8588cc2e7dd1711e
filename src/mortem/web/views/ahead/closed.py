"""Closed: what became of each risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook
from mortem.core.record import Disposition, OutcomeKind, Role
from mortem.web import access, words
from mortem.web.forms.actions import OutcomeForm
from mortem.web.operations.outcomes import resolve_risk
from mortem.web.queries.protection import risks
from mortem.web.views.parts import part_of
from mortem.web.views.review_page import back_to, show, today_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

    from mortem.web.access import Seat

_KEPT = {Disposition.TOP, Disposition.WATCH}
_SCORED = {OutcomeKind.HAPPENED, OutcomeKind.DID_NOT_HAPPEN}


def page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Ask, for every risk that was not let go, what became of it; the open ones first."""
    found = risks(seat.review, today=today_of(seat.review))
    kept = [one for one in found if one.cause.disposition in _KEPT]
    outcomes = [one.cause.outcome.kind for one in kept if hasattr(one.cause, "outcome")]
    personal = playbook(seat.review.context).personal
    readable = access.readable_reviews(access.user_of(request))
    return show(
        request,
        seat,
        "ahead/closed.html",
        phase="closed",
        risks=kept,
        first_open=next((one for one in kept if not hasattr(one.cause, "outcome")), None),
        let_go=[one for one in found if one.cause.disposition == Disposition.LET_GO],
        open_count=len(kept) - len(outcomes),
        left_out="" if personal else left_out(outcomes),
        outcomes=words.choices(words.said("OUTCOME", personal=personal)),
        followed_by=readable.filter(follows=seat.review),
    )


def left_out(outcomes: Iterable[str]) -> str:
    """Return how many outcomes no score counts: who averted a risk was not wrong (S6)."""
    number = sum(1 for kind in outcomes if kind not in _SCORED)
    if not number:
        return ""
    return ngettext(
        "%(count)s risk is left out of any score: averting one is no wrong guess.",
        "%(count)s risks are left out of any score: averting one is no wrong guess.",
        number,
    ) % {"count": words.count_word(number)}


@require_POST
def resolve(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponseRedirect:
    """Keep what became of one risk."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    cause = part_of(seat.review.causes, key)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        raise BadInput("kind", "Choose one of the four answers; “we cannot tell” is a good one.")
    resolve_risk(
        cause,
        kind=OutcomeKind(form.cleaned_data["kind"]),
        note=form.cleaned_data["note"],
        by=seat.participant,
        at=timezone.now(),
    )
    return back_to(review_id, "closed", str(key))
