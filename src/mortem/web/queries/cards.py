"""Who may read which card, and what earlier reviews of the same kind can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Q, When

from mortem.core.playbooks import playbook
from mortem.core.record import LessonKind, Mode
from mortem.web import tokens
from mortem.web.models import Card, Cause, Lesson
from mortem.web.queries.lessons import own_or_shared, personal_contexts, related_contexts

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
    """Return lessons, then causes, of earlier reviews that speak to this one, the nearest first.

    Nearest are those of its own context and look backs that followed a plan of it, then those of
    related contexts; of each the newest come first. `readable` is what the reader may open; cards
    that are still face down have no causes and so never come. What is personal stays with whose it
    is, and is never offered to a review that others may see (METHOD C3).
    """
    related = Q(context__in=related_contexts(review.context))
    own = Q(context=review.context) | Q(follows__context=review.context)
    akin = readable.filter(
        related | own, _private_to(review), is_example=False, created_at__lte=review.created_at
    ).exclude(pk=review.pk)
    lessons = Lesson.objects.filter(review__in=akin, kind__in=_TEACHING)
    causes = Cause.objects.filter(review__in=akin, parent=None)
    return [*_lines(lessons, review, limit // 2), *_lines(causes, review, limit // 2)]


def _private_to(review: Review) -> Q:
    shared = ~Q(context__in=personal_contexts())
    if not playbook(review.context).personal or review.keeper is None:
        return shared
    return own_or_shared(review.keeper)


def _lines(parts: QuerySet[Any], review: Review, most: int) -> list[Earlier]:
    same = Q(review__context=review.context) | Q(review__follows__context=review.context)
    nearest = parts.annotate(far=Case(When(same, then=0), default=1)).order_by(
        "far", "-review__created_at", "position"
    )
    found = nearest.select_related("review")[:most]
    return [Earlier(part.text, part.review, isinstance(part, Lesson)) for part in found]
