"""The reveal: cards are turned a few at a time, and the facilitator may take one out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.errors import SomebodyWasFirst
from mortem.web import search
from mortem.web.models import Card, Cause, Review
from mortem.web.operations.activity import append_activity, hold
from mortem.web.operations.chain import erase_quoted_words, words_about
from mortem.web.operations.parts import next_position
from mortem.web.queries.turning import face_down, next_to_turn
from mortem.web.queries.wordings import new_words, said_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mortem.core.chain import Said
    from mortem.web.models import Participant


def lay_open(review: Review, cards: Sequence[Card]) -> list[Said]:
    """Turn these cards in this order, each as a cause of its own to begin with.

    Part of the caller's transaction, whose line of activity takes what the causes say.
    """
    open_already = review.cards.filter(revealed=True).count()
    first = next_position(Cause.everything.filter(review=review))
    for place, card in enumerate(cards):
        card.revealed, card.position = True, open_already + place
        card.cause = Cause(review=review, text=card.text, position=first + place)
    causes = Cause.objects.bulk_create(card.cause for card in cards if card.cause)
    Card.objects.bulk_update(cards, ["revealed", "position", "cause"], batch_size=500)
    for cause in causes:
        search.put(cause)
    return [said for cause in causes for said in new_words(cause)]


@transaction.atomic
def turn_next(
    review: Review, *, seen: int, by: Participant, at: datetime, rest: bool = False
) -> int:
    """Turn the next few cards, or all the `rest`, and return how many those were (METHOD P8).

    `seen` is how many lay open where the button was pressed: pressed twice, it turns once.
    Raises SomebodyWasFirst when it was.
    """
    hold(review)
    review.refresh_from_db(fields=["phase"])
    cards = face_down(review) if rest else next_to_turn(review)
    is_as_seen = seen == review.cards.filter(revealed=True).count()
    if review.phase != "reveal" or not cards or not is_as_seen:
        raise SomebodyWasFirst(
            "These cards are turned already.", hint="They lie open on the board."
        )
    said = lay_open(review, cards)
    append_activity(review, "cards.turned", by=by, at=at, words=said, count=len(cards))
    return len(cards)


@transaction.atomic
def hide_card(card: Card, *, by: Participant, at: datetime) -> None:
    """Take a turned card out of everybody's sight without asking whose it is.

    Its cause goes with it, unless others said the same: then it goes on in their words.
    """
    hold(card.review)
    if not Card.objects.filter(pk=card.pk, revealed=True).update(deleted_at=at):
        raise SomebodyWasFirst("This card is out of sight already.")
    card.refresh_from_db()
    said: list[Said] = []
    if card.cause is not None and card.cause.deleted_at is None:
        said = _carry_on_without(card, card.cause, at)
    append_activity(card.review, "card.hidden", by=by, at=at, words=said, id=card.pk)


def _carry_on_without(card: Card, cause: Cause, at: datetime) -> list[Said]:
    """Take the cause away with its only card, or return the words in which it goes on.

    Then what the card said goes from the cause's history too, unless another one says the same.
    """
    others = list(cause.cards.filter(deleted_at=None).order_by("position"))
    if not others:
        Cause.objects.filter(pk=cause.pk).update(deleted_at=at)
        search.drop(cause.pk)
    if not others or card.text in {one.text for one in others}:
        return []
    erase_quoted_words(words_about([cause.pk]).filter(text=card.text), at=at)
    if cause.text != card.text:
        return []
    Cause.objects.filter(pk=cause.pk).update(text=others[0].text)
    cause.text = others[0].text
    search.put(cause)
    return said_of(cause)


@transaction.atomic
def show_card(card: Card, *, by: Participant, at: datetime) -> None:
    """Undo: bring a hidden card back, and the cause that had gone with it."""
    hold(card.review)
    hidden = Card.everything.filter(pk=card.pk, revealed=True).exclude(deleted_at=None)
    if not hidden.update(deleted_at=None):
        raise SomebodyWasFirst("This card is back already.", hint="It lies open on the board.")
    cause = card.cause
    if cause is not None and cause.deleted_at == card.deleted_at:
        Cause.everything.filter(pk=cause.pk).update(deleted_at=None)
        search.put(Cause.objects.get(pk=cause.pk))
    append_activity(card.review, "card.shown", by=by, at=at, id=card.pk)
