"""What do we not know yet? Open questions of the group, before it asks why (METHOD C5: never a wall)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from mortem.core.errors import NotFound
from mortem.core.gaps import gaps
from mortem.core.playbooks import playbook
from mortem.core.record import Role
from mortem.web import access
from mortem.web.models import Answer
from mortem.web.operations.parts import delete_part, restore_part
from mortem.web.operations.unknowns import QUESTION_LENGTH, ask_unknown, settle_unknown
from mortem.web.queries.timeline import zone_for
from mortem.web.views.back.unsigned import author
from mortem.web.views.parts import after_deletion, part_of
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from django.http import HttpRequest, HttpResponse

    from mortem.core.gaps import Gap
    from mortem.core.record import Record
    from mortem.web.access import Seat
    from mortem.web.models import Review

ASKED_AT_ONCE = 4
_PAGES = ("evidence", "causes")


def unknowns(review: Review, record: Record) -> dict[str, Any]:
    """Return the group's open and settled questions, and a few that the record itself raises."""
    kept = list(Answer.objects.filter(review=review))
    asked = {answer.question for answer in kept}
    raised = [_worded(gap, zone_for(review)) for gap in gaps(record)]
    return {
        "open": [answer for answer in kept if not answer.text],
        "settled": [answer for answer in kept if answer.text],
        "raised": [text for text in raised if text not in asked][:ASKED_AT_ONCE],
        "longest": QUESTION_LENGTH,
    }


def _worded(gap: Gap, zone: ZoneInfo) -> str:
    edges = {"start": gap.start, "end": gap.end}
    local = {name: at.astimezone(zone) for name, at in edges.items() if at}
    form = "H:i" if len({at.date() for at in local.values()}) == 1 else "j M H:i"
    data = gap.data | {name: date_format(at, form) for name, at in local.items()}
    return gettext(gap.template).format(**data)[:QUESTION_LENGTH]


def _seat(request: HttpRequest, review_id: UUID) -> Seat:
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    if seat.review.looks_ahead or playbook(seat.review.context).personal:
        raise NotFound("This review has no such list.")
    return seat


def _back(request: HttpRequest, review_id: UUID) -> HttpResponse:
    phase = request.POST.get("phase", "")
    return back_to(review_id, phase if phase in _PAGES else "causes", "unknown")


@require_POST
def ask(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Keep a question open."""
    seat = _seat(request, review_id)
    text = request.POST.get("question", "")
    ask_unknown(seat.review, text=text, by=author(request, seat), at=timezone.now())
    return _back(request, review_id)


@require_POST
def settle(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Tick a question off, with what was found out; or open it again."""
    seat = _seat(request, review_id)
    answer = part_of(seat.review.answers, key)
    found = request.POST.get("found", "").strip()
    if "settled" in request.POST and not found:
        found = gettext("We know it now.")
    settle_unknown(answer, found=found, by=author(request, seat), at=timezone.now())
    return _back(request, review_id)


@require_POST
def delete(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Put a question away."""
    seat = _seat(request, review_id)
    delete_part(part_of(seat.review.answers, key), by=author(request, seat), at=timezone.now())
    phase = request.POST.get("phase", "")
    page = phase if phase in _PAGES else "causes"
    return after_deletion(seat.review, page, "unknown", key, "unknown")


@require_POST
def restore(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Bring a question back."""
    seat = _seat(request, review_id)
    answer = part_of(Answer.everything.filter(review=seat.review), key)
    restore_part(answer, by=author(request, seat), at=timezone.now())
    return _back(request, review_id)
