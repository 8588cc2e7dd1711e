"""A reader's place in a look ahead; a look back has none of these pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.errors import NotFound
from mortem.web import access

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.core.record import Role
    from mortem.web.access import Seat


def seat_ahead(request: HttpRequest, review_id: UUID, *, need: Role) -> Seat:
    """Return the reader's seat. Raises NotFound for strangers and in a look back."""
    seat = access.seat(request, review_id, need=need)
    if not seat.review.looks_ahead:
        raise NotFound("A look back has no such page.")
    return seat
