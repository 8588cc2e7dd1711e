"""Cards: written in silence, changed by their writer alone, shuffled when the silence ends."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.crypto import salted_hmac

from mortem.core import phases
from mortem.core.errors import SomebodyWasFirst
from mortem.core.record import Kind, Mode
from mortem.core.turning import joins_the_shuffle
from mortem.web import traces
from mortem.web.models import Activity, Card, Review
from mortem.web.operations.activity import append_activity, append_private, hold, signed
from mortem.web.operations.causes import CAUSE_LENGTH
from mortem.web.operations.parts import next_position, plain_text
from mortem.web.operations.turning import lay_open
from mortem.web.queries.cards import card_key
from mortem.web.queries.turning import face_down, is_alone, next_to_turn

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.core.chain import Said
    from mortem.web.models import Participant

CARD_LENGTH = CAUSE_LENGTH


@transaction.atomic
def add_card(
    review: Review, *, text: str, by: Participant, browser_key: str, at: datetime, once: str = ""
) -> Card:
    """Keep a card for its writer's eyes.

    One that comes while cards are being turned waits with them; a late account of a look back
    joins those that lie open.

    `once` is the random mark of the form it was written in: the same words out of the same
    form, sent again by a double click or after a lost answer, are the same card. The mark is
    not kept; the card's identifier is made from it, and tells no more than a random one.

    In anonymous reviews nothing about the writer is stored: only the hash of a key that
    their browser holds, and no place in the order of writing (METHOD P5).
    """
    text = plain_text("text", text, limit=CARD_LENGTH)
    hold(review)  # a double click comes twice at the same moment
    key = _key_of(review, text, once)
    there = Card.everything.filter(pk=key, review=review).first()
    if there is not None:
        return there
    phase = _note(review, "card.added", at=at)
    kind = Kind(review.kind)
    if not phases.takes_cards(kind, phase):
        raise _turned_already()
    card = Card(id=key, review=review, text=text)
    if review.mode == Mode.ANONYMOUS:
        card.key_hash = card_key(browser_key, card.pk)
    else:
        card.participant = by
        card.position = next_position(Card.everything.filter(review=review))
    late = phases.is_revealed(kind, phase)
    if late and kind is Kind.POSTMORTEM:
        card.revealed, card.key_hash = True, ""
        card.position = next_position(Card.everything.filter(review=review))
    waits = not card.revealed and late and _take_a_place(card, at)
    card.save(force_insert=True)
    if late and not card.revealed and not waits:
        line = signed(review, None, at)
        append_activity(review, "cards.turned", words=lay_open(review, [card]), count=1, **line)
    _leave_no_order(review)
    return card


def _key_of(review: Review, text: str, once: str) -> UUID:
    """Return the identifier that this text out of this form has; a random one without a mark.

    Made with the installation's secret, so that nobody can choose where a card stands in the
    shuffle, which goes by identifier.
    """
    if not once:
        return uuid4()
    said = f"{review.pk}\n{once}\n{text}"
    digest = salted_hmac("mortem.card.once", said, algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)


@transaction.atomic
def change_card(card: Card, *, text: str, at: datetime) -> Card:
    """Reword one's own card. Raises SomebodyWasFirst once the cards are turned."""
    text = plain_text("text", text, limit=CARD_LENGTH)
    _note_while_silent(card.review, "card.changed", at=at)
    Card.objects.filter(pk=card.pk).update(text=text)
    _leave_no_order(card.review)
    card.text = text
    return card


@transaction.atomic
def delete_card(card: Card, *, at: datetime) -> None:
    """Take one's own card back; until the cards are turned it can be restored."""
    _note_while_silent(card.review, "card.deleted", at=at)
    Card.objects.filter(pk=card.pk).update(deleted_at=card.review.created_at)
    _leave_no_order(card.review)


@transaction.atomic
def restore_card(card: Card, *, at: datetime) -> None:
    """Bring one's own card back."""
    _note_while_silent(card.review, "card.restored", at=at)
    Card.everything.filter(pk=card.pk).update(deleted_at=None)
    _leave_no_order(card.review)


def turn_cards(review: Review) -> list[Said]:
    """Shuffle the cards, forget whose they are where that was promised, and turn the first few.

    Looking back, all accounts are turned at once, and none becomes a cause.

    Called inside the move that ends the silence; returns what the new causes say. The rows are written anew in the shuffled
    order, so that not even the file shows who wrote first; what could tell an anonymous
    writer goes, and so does what its writer had taken back. Identifiers are random, so
    their order is a shuffle that no clock or counter made. Those of anonymous cards are new:
    an address that named one while it lay face down, in some log or history, leads nowhere now.
    """
    cards = list(Card.objects.filter(review=review))
    for card in cards if review.mode == Mode.ANONYMOUS else ():
        card.pk = uuid4()
    cards.sort(key=lambda card: card.pk)
    for place, card in enumerate(cards):
        card.position, card.key_hash = place, ""
        card.revealed = not review.looks_ahead
    Card.everything.filter(review=review).delete()
    Card.objects.bulk_create(cards)
    traces.sweep_after(Card, ended=review.mode == Mode.ANONYMOUS)
    return lay_open(review, next_to_turn(review)) if review.looks_ahead else []


def _leave_no_order(review: Review) -> None:
    """Lay anonymous cards anew, so that where they lie tells nothing of when they came.

    Those that are turned stay: others may be grouping them at this very moment.
    """
    if review.mode == Mode.ANONYMOUS:
        traces.lay_anew(Card.everything.filter(review=review, revealed=False))


def _take_a_place(card: Card, at: datetime) -> bool:
    """Give a late card its place face down, without a key; tell whether it has to wait (P5).

    Soon after the reveal that is anywhere among those not turned yet, later among the next
    ones. With no other card to wait for, only an anonymous one still waits: turned at once
    it would show who has just stopped typing.
    """
    card.key_hash = ""
    places = [one.position for one in face_down(card.review)]
    if places and joins_the_shuffle(at - _revealed_at(card.review)):
        card.position = secrets.choice(places)
    elif places:
        card.position = max(0, places[0] - 1)
    return bool(places) or (card.review.mode == Mode.ANONYMOUS and not is_alone(card.review))


def _revealed_at(review: Review) -> datetime:
    moves = Activity.objects.filter(review=review, verb="phase.moved", data__to="reveal")
    last = moves.order_by("number").last()
    return last.at if last else review.created_at


def _note(review: Review, verb: str, *, at: datetime) -> str:
    """Write a line that names neither card nor person, and return the phase as it then is.

    Takes the review's row first, so no card slips in behind the reveal, and none keeps its
    writer when the review has just become anonymous. A line about an anonymous card carries
    the time of the line before it, not its own.
    """
    hold(review)
    review.refresh_from_db(fields=["phase", "mode"])
    append_private(review, verb, at=at)
    return review.phase


def _note_while_silent(review: Review, verb: str, *, at: datetime) -> None:
    if phases.is_revealed(Kind(review.kind), _note(review, verb, at=at)):
        raise _turned_already()


def _turned_already() -> SomebodyWasFirst:
    return SomebodyWasFirst(
        "The cards have been turned meanwhile.",
        hint="Open the review where it stands now: what you wrote can be added there.",
    )
