"""The verdict on one action: whether it held, with its measure beside the question (METHOD F5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook
from mortem.core.record import Role, Verdict
from mortem.web import access, words
from mortem.web.forms.actions import VerdictForm
from mortem.web.operations.actions import judge_action
from mortem.web.queries.needs import action_phase
from mortem.web.queries.recurrences import came_back
from mortem.web.views.effects import effect_of
from mortem.web.views.parts import part_of
from mortem.web.views.review_page import back_to, show

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.models import ActionItem, Review, Signal


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Ask whether it held; a post says so."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    item = part_of(seat.review.actions.select_related("owner", "signal__watch"), key)
    if request.method != "POST":
        return _page(request, seat, item)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        raise BadInput("verdict", "Choose one of the four verdicts.")
    judge_action(
        item,
        verdict=Verdict(form.cleaned_data["verdict"]),
        note=form.cleaned_data["note"],
        by=seat.participant,
        at=timezone.now(),
    )
    messages.success(request, _("The verdict is kept."))
    return back_to(review_id, action_phase(seat.review), str(key))


def _page(request: HttpRequest, seat: Seat, item: ActionItem) -> HttpResponse:
    personal = playbook(seat.review.context).personal
    readable = access.readable_reviews(access.user_of(request))
    may_see = item.signal is None or _may_see(item.signal, seat.review, readable)
    return show(
        request,
        seat,
        "verdict.html",
        phase=action_phase(seat.review),
        item=item,
        came_back=came_back(seat.review, readable).get(item.pk, []),
        effect=effect_of(item, personal=personal, at=timezone.now()) if may_see else None,
        verdicts=words.choices(words.said("VERDICT", personal=personal)),
    )


def _may_see(signal: Signal, review: Review, readable: QuerySet[Review]) -> bool:
    """Tell whether a measure is this review's own, or of a plan it follows that the reader may open."""
    here = signal.review_id == review.pk
    return here or readable.filter(followed_by=review.pk, pk=signal.review_id).exists()
