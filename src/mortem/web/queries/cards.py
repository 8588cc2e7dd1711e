"""Who may read which card, and what earlier reviews of the same kind can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from mortem.core.record import LessonKind, Mode
from mortem.web import tokens
from mortem.web.models import Card, Cause, Lesson

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from mortem.web.models import Participant, Review


def card_key(browser_key: str, card_id: UUID) -> str:
    """Return the hash by which an anonymous card knows its writer's browser again."""
    return tokens.hash_of(browser_key, card_id)


def own_cards(
    review: Review, me: Participant | None, browser_key: str, *, deleted: bool = False
) -> list[Card]:
    """Return the cards this person may read before the reveal: their own, newest first.

    In anonymous reviews no order of writing is stored, so there is none. `deleted` gives
    those they took back.
    """
    cards = Card.everything.filter(review=review, deleted_at__isnull=not deleted)
    if review.mode == Mode.ANONYMOUS:
        return [c for c in cards if c.key_hash == card_key(browser_key, c.pk)]
    if me is None:
        return []
    return list(cards.filter(participant=me).order_by("-position"))


def card_count(review: Review) -> int:
    """Return how many cards lie face down: all that others may know of them (METHOD P4)."""
    return review.cards.count()


@dataclass(frozen=True, slots=True)
class Earlier:
    """A line of an earlier review: what it taught, or a cause it had found."""

    text: str
    review: Review
    is_lesson: bool


_TEACHING = (
    LessonKind.DIFFERENTLY,
    LessonKind.LEARNED,
    LessonKind.WENT_WRONG,
    LessonKind.SURPRISED,
    LessonKind.LUCKY,
)


def earlier_of_context(
    review: Review, readable: QuerySet[Review], *, limit: int = 12
) -> list[Earlier]:
    """Return lessons, then causes, of the reader's earlier reviews of this context, newest first.

    A look back that followed a plan of this context counts too. `readable` is what the
    reader may open; cards that are still face down have no causes and so never come.
    """
    akin = readable.filter(
        Q(context=review.context) | Q(follows__context=review.context), is_example=False
    ).exclude(pk=review.pk)
    newest = ("-review__created_at", "position")
    lessons = Lesson.objects.filter(review__in=akin, kind__in=_TEACHING)
    causes = Cause.objects.filter(review__in=akin, parent=None)
    return [
        *_lines(lessons.select_related("review").order_by(*newest)[: limit // 2]),
        *_lines(causes.select_related("review").order_by(*newest)[: limit // 2]),
    ]


def _lines(parts: QuerySet[Any]) -> list[Earlier]:
    return [Earlier(part.text, part.review, isinstance(part, Lesson)) for part in parts]
