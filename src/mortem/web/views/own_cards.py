"""One's own cards, while everybody writes in silence: found again, changed, brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mortem.core.errors import NotFound
from mortem.web.forms.cards import CardForm
from mortem.web.queries.cards import own_cards

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.access import Seat
    from mortem.web.models import Card

Wrong = tuple["UUID", CardForm]
"""A card whose new words were not accepted, with the form that says why."""


def mine(seat: Seat, wrong: Wrong | None = None) -> list[dict[str, Any]]:
    """Return one's own cards, each with the form that rewords it."""
    cards = own_cards(seat.review, seat.me, seat.browser_key)
    return [{"card": card, "form": _form(card, wrong)} for card in cards]


def _form(card: Card, wrong: Wrong | None) -> CardForm:
    if wrong and wrong[0] == card.pk:
        return wrong[1]
    return CardForm(initial={"text": card.text}, auto_id=f"card-{card.pk}-%s")


def taken_back(request: HttpRequest, seat: Seat) -> str:
    """Return the identifier of the card of one's own that was just deleted, if it was."""
    named = request.GET.get("undo", "")
    gone = own_cards(seat.review, seat.me, seat.browser_key, deleted=True) if named else []
    return next((named for card in gone if str(card.pk) == named), "")


def own_card(seat: Seat, card_id: UUID, *, deleted: bool = False) -> Card:
    """Return a card of one's own. Raises NotFound for anybody else's."""
    for card in own_cards(seat.review, seat.me, seat.browser_key, deleted=deleted):
        if card.pk == card_id:
            return card
    raise NotFound(
        "There is no such card of yours.",
        hint="Cards can be changed by their writer, in the same browser, until they are turned.",
    )
