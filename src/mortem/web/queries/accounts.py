"""What it looked like to each of those who were there, once the accounts lie open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mortem.core.record import Mode
from mortem.web.models import Card

if TYPE_CHECKING:
    from uuid import UUID

    from mortem.web.models import Review


@dataclass(frozen=True, slots=True)
class Account:
    """One turned account. `whose` is "" where nobody is kept; `entry` its moment on the timeline."""

    id: UUID
    text: str
    whose: str
    entry: UUID | None


def open_accounts(review: Review) -> list[Account]:
    """Return the accounts that have been turned, in their shuffled order; later ones behind."""
    cards = Card.objects.filter(review=review, revealed=True)
    return [_account(card, review) for card in cards.select_related("participant", "entry")]


def _account(card: Card, review: Review) -> Account:
    there = card.entry is not None and card.entry.deleted_at is None
    return Account(card.pk, card.text, writer_of(card, review), card.entry_id if there else None)


def writer_of(card: Card, review: Review) -> str:
    """Return the name or alias a card goes by; "" in anonymous reviews."""
    if review.mode == Mode.ANONYMOUS or card.participant is None:
        return ""
    return str(card.participant.name)
