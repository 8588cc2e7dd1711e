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

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.models import ActionItem


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


def _readable(request: HttpRequest, seat: Seat) -> set[UUID]:
    """Return of this review and the one it follows those that this reader may open."""
    readable = access.readable_reviews(access.user_of(request))
    before = readable.filter(followed_by=seat.review.pk)
    return {seat.review.pk, *before.values_list("pk", flat=True)}


def _page(request: HttpRequest, seat: Seat, item: ActionItem) -> HttpResponse:
    personal = playbook(seat.review.context).personal
    may_see = item.signal is None or item.signal.review_id in _readable(request, seat)
    return show(
        request,
        seat,
        "verdict.html",
        phase=action_phase(seat.review),
        item=item,
        came_back=came_back(seat.review, access.readable_reviews(access.user_of(request))).get(
            item.pk, []
        ),
        effect=effect_of(item, personal=personal, at=timezone.now()) if may_see else None,
        verdicts=words.choices(words.said("VERDICT", personal=personal)),
    )
