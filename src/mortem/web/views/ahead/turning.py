"""What the facilitator does with the cards themselves: turn the next ones, take one out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.views.decorators.http import require_POST

from mortem.core.record import Role
from mortem.web.models import Card
from mortem.web.operations import turning as do
from mortem.web.views.ahead.board_steps import on_the_board, part_there, seat_at_board, to_board
from mortem.web.views.parts import number_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_POST
@on_the_board
def turn(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Turn the next few cards, or all that are left."""
    seat = seat_at_board(request, review_id, need=Role.FACILITATOR)
    do.turn_next(
        seat.review,
        seen=number_in(request.POST.get("seen"), -1),
        rest="rest" in request.POST,
        by=seat.participant,
        at=timezone.now(),
    )
    return to_board(review_id)


@require_POST
@on_the_board
def hide(request: HttpRequest, review_id: UUID, card_id: UUID) -> HttpResponse:
    """Take a card out of everybody's sight; whose it is stays unknown."""
    seat = seat_at_board(request, review_id, need=Role.FACILITATOR)
    card: Card = part_there(seat.review.cards.filter(revealed=True), card_id)
    do.hide_card(card, by=seat.participant, at=timezone.now())
    return to_board(review_id, undo=f"hidden:{card_id}")


@require_POST
@on_the_board
def show_again(request: HttpRequest, review_id: UUID, card_id: UUID) -> HttpResponse:
    """Undo: bring a hidden card back."""
    seat = seat_at_board(request, review_id, need=Role.FACILITATOR)
    turned = Card.everything.filter(review=seat.review, revealed=True)
    do.show_card(part_there(turned, card_id), by=seat.participant, at=timezone.now())
    return to_board(review_id)
