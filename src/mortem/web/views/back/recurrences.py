"""Has this happened before? Shown after the writer's own words, marked in one press (METHOD F6, P7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.views.decorators.http import require_POST

from mortem.core.errors import NotFound
from mortem.core.phases import phase_names, silent_phase
from mortem.core.playbooks import playbook
from mortem.core.record import Kind, Role
from mortem.web import access
from mortem.web.access import readable_reviews, user_of
from mortem.web.models import ActionItem, Recurrence
from mortem.web.operations.parts import delete_part, restore_part
from mortem.web.operations.recurrences import mark_recurrence
from mortem.web.operations.reviews import meets
from mortem.web.queries.recurrences import comparable, similar_to
from mortem.web.views.parts import after_deletion, part_of
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.models import Review
    from mortem.web.queries.recurrences import Earlier

_PAGES = ("event", "causes")
_PLACE = "before"


def similar(request: HttpRequest, seat: Seat) -> list[Earlier]:
    """Return earlier events like this one, once it is described in words of its own (P7).

    Where a group writes its accounts in silence, not before those are turned. Never in
    or from a personal review.
    """
    review = seat.review
    told = review.summary.strip() or review.causes.exists()
    if playbook(review.context).personal or not told or _is_silent(review):
        return []
    return similar_to(review, readable_reviews(user_of(request)))


def _is_silent(review: Review) -> bool:
    names = phase_names(Kind(review.kind))
    last = names.index(silent_phase(Kind(review.kind)))
    return meets(review) and names.index(review.phase) <= last


def _seat(request: HttpRequest, review_id: UUID) -> Seat:
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    if seat.review.looks_ahead or playbook(seat.review.context).personal:
        raise NotFound("This review is compared with no other.")
    return seat


def _page(request: HttpRequest) -> str:
    phase = request.POST.get("phase", "")
    return phase if phase in _PAGES else "causes"


@require_POST
def mark(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Say that the old fix did not hold."""
    seat = _seat(request, review_id)
    earlier = comparable(seat.review, readable_reviews(user_of(request)))
    action = part_of(ActionItem.objects.filter(review__in=earlier), request.POST.get("action"))
    mark_recurrence(seat.review, action, by=seat.participant, at=timezone.now())
    return back_to(review_id, _page(request), _PLACE)


@require_POST
def delete(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Take that back."""
    seat = _seat(request, review_id)
    found = part_of(Recurrence.objects.filter(review=seat.review), key)
    delete_part(found, by=seat.participant, at=timezone.now())
    return after_deletion(seat.review, _page(request), "recurrence", key, _PLACE)


@require_POST
def restore(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Say it again after all."""
    seat = _seat(request, review_id)
    found = part_of(Recurrence.everything.filter(review=seat.review), key)
    restore_part(found, by=seat.participant, at=timezone.now())
    return back_to(review_id, _page(request), _PLACE)
