"""Two accounts of the event, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from mortem.core.errors import NotFound
from mortem.core.two_accounts import side_by_side, tellers
from mortem.web import access
from mortem.web.queries.records import record_of
from mortem.web.views.back.frame import show_back

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_safe
def page(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show what two people told, next to each other; at first the first two who did."""
    seat = access.seat(request, review_id)
    if seat.review.looks_ahead:
        raise NotFound("A look ahead has no such page.")
    record = record_of(seat.review, history=False)
    names = tellers(record.entries)
    left = _chosen(request, "left", names)
    right = _chosen(request, "right", [name for name in names if name != left])
    return show_back(
        request,
        seat,
        "back/two_accounts.html",
        phase="evidence",
        record=record,
        names=names,
        left=left,
        right=right,
        minutes=side_by_side(record.entries, left, right) if right else (),
    )


def _chosen(request: HttpRequest, field: str, names: list[str]) -> str:
    """Return whom the address names, or else the first of all."""
    named = request.GET.get(field, "")
    return named if named in names else next(iter(names), "")
