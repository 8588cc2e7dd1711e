"""Cards: written in silence, changed by their writer alone, turned for everybody at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction

from mortem.core import phases
from mortem.core.errors import SomebodyWasFirst
from mortem.core.record import Kind, Mode
from mortem.web import search
from mortem.web.models import Card, Cause, Review
from mortem.web.operations.activity import append_activity, unsigned_at
from mortem.web.operations.causes import CAUSE_LENGTH
from mortem.web.operations.parts import next_position, plain_text
from mortem.web.queries.cards import card_key

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Participant

CARD_LENGTH = CAUSE_LENGTH


@transaction.atomic
def add_card(review: Review, *, text: str, by: Participant, browser_key: str, at: datetime) -> Card:
    """Keep a card for its writer's eyes. One that comes once the cards are turned joins them.

    In anonymous reviews nothing about the writer is stored: only the hash of a key that
    their browser holds, and no place in the order of writing (METHOD P5).
    """
    text = plain_text("text", text, limit=CARD_LENGTH)
    phase = _note(review, "card.added", at=at)
    kind = Kind(review.kind)
    if not phases.takes_cards(kind, phase):
        raise _turned_already()
    card = Card(id=uuid4(), review=review, text=text)
    if review.mode == Mode.ANONYMOUS:
        card.key_hash = card_key(browser_key, card.pk)
    else:
        card.participant = by
        card.position = next_position(Card.everything.filter(review=review))
    if phases.is_revealed(kind, phase):
        _turn_late(card)
    card.save(force_insert=True)
    return card


@transaction.atomic
def change_card(card: Card, *, text: str, at: datetime) -> Card:
    """Reword one's own card. Raises SomebodyWasFirst once the cards are turned."""
    text = plain_text("text", text, limit=CARD_LENGTH)
    _note_while_silent(card.review, "card.changed", at=at)
    Card.objects.filter(pk=card.pk).update(text=text)
    card.text = text
    return card


@transaction.atomic
def delete_card(card: Card, *, at: datetime) -> None:
    """Take one's own card back; until the cards are turned it can be restored."""
    _note_while_silent(card.review, "card.deleted", at=at)
    Card.objects.filter(pk=card.pk).update(deleted_at=card.review.created_at)


@transaction.atomic
def restore_card(card: Card, *, at: datetime) -> None:
    """Bring one's own card back."""
    _note_while_silent(card.review, "card.restored", at=at)
    Card.everything.filter(pk=card.pk).update(deleted_at=None)


def turn_cards(review: Review) -> None:
    """Reveal every card in a shuffled order; looking ahead, each is a cause of its own to begin with.

    Called inside the move that ends the silence. The rows are written anew in the shuffled
    order, so that not even the file shows who wrote first; what could tell an anonymous
    writer goes, and so does what its writer had taken back. Identifiers are random, so
    their order is a shuffle that no clock or counter made.
    """
    cards = list(Card.objects.filter(review=review).order_by("id"))
    first = next_position(Cause.everything.filter(review=review))
    for place, card in enumerate(cards):
        card.position, card.revealed, card.key_hash = place, True, ""
        if review.looks_ahead:
            card.cause = Cause(review=review, text=card.text, position=first + place)
    causes = Cause.objects.bulk_create(card.cause for card in cards if card.cause)
    Card.everything.filter(review=review).delete()
    Card.objects.bulk_create(cards)
    for cause in causes:
        search.put(cause)


def _turn_late(card: Card) -> None:
    card.revealed, card.key_hash = True, ""
    if not card.review.looks_ahead:
        card.position = next_position(Card.everything.filter(review=card.review))
        return
    place = next_position(Cause.everything.filter(review=card.review))
    card.cause = Cause.objects.create(review=card.review, text=card.text, position=place)
    search.put(card.cause)


def _note(review: Review, verb: str, *, at: datetime) -> str:
    """Write a line that names neither card nor person, and return the phase as it then is.

    Appending takes the review's row first, so no card slips in behind the reveal. A line
    about an anonymous card carries the time of the line before it, not its own.
    """
    if review.mode == Mode.ANONYMOUS:
        at = unsigned_at(review)
    append_activity(review, verb, by=None, at=at)
    review.refresh_from_db(fields=["phase"])
    return review.phase


def _note_while_silent(review: Review, verb: str, *, at: datetime) -> None:
    if phases.is_revealed(Kind(review.kind), _note(review, verb, at=at)):
        raise _turned_already()


def _turned_already() -> SomebodyWasFirst:
    return SomebodyWasFirst(
        "The cards have been turned meanwhile.",
        hint="Open the review where it stands now: what you wrote can be added there.",
    )
