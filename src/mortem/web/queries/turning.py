"""What still lies face down during the reveal, and what of it each reader may know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mortem.core.playbooks import playbook
from mortem.core.record import Role
from mortem.core.turning import FaceDown, Table, next_cards

if TYPE_CHECKING:
    from mortem.web.models import Card, Participant, Review


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lies face down: how many turn next, and the reader's own ones (never of others, P4).

    `next` is 0 for those who do not turn them: in a large room it is not worth counting for all.
    """

    next: int = 0
    mine: tuple[Card, ...] = ()


def waiting(review: Review, me: Participant | None) -> Waiting:
    """Return what this reader may know of the cards that are not turned yet."""
    cards = face_down(review)
    if not cards:
        return Waiting()
    mine = (card for card in cards if me is not None and card.participant_id == me.pk)
    turns = me is None or me.role == Role.FACILITATOR
    return Waiting(len(_next_of(review, cards)) if turns else 0, tuple(mine))


def face_down(review: Review) -> list[Card]:
    """Return the cards that are not turned yet, in their shuffled order. Not for showing."""
    return list(review.cards.filter(revealed=False).order_by("position", "id"))


def next_to_turn(review: Review) -> list[Card]:
    """Return the cards that come next, in the order in which they are read."""
    return _next_of(review, face_down(review))


def is_alone(review: Review) -> bool:
    """Tell whether there is nobody to whom anything could be revealed."""
    return _people(review) <= 1


def _next_of(review: Review, cards: list[Card]) -> list[Card]:
    by_id = {str(card.pk): card for card in cards}
    leaders = review.participants.filter(role=Role.FACILITATOR).values_list("pk", flat=True)
    table = Table(
        face_down=[
            FaceDown(name, card.text, str(card.participant_id or ""))
            for name, card in by_id.items()
        ],
        shown=list(review.cards.filter(revealed=True).values_list("text", flat=True)),
        people=_people(review),
        leaders=frozenset(map(str, leaders)),
    )
    return [by_id[name] for name in next_cards(table)]


def _people(review: Review) -> int:
    """Count who takes part; a review of one's own has one person, whoever else reads it."""
    if playbook(review.context).personal:
        return 1
    here = review.participants.filter(removed_at=None).exclude(role=Role.READER)
    return here.count()
