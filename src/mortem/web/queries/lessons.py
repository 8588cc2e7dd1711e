"""What earlier reviews teach: plain listings by context, for the library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from mortem.core.playbooks import playbooks
from mortem.core.record import CauseKind, Disposition, Kind
from mortem.web.models import Cause, Lesson, Review

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mortem.web.models import User

MOST_REVIEWS = 50
_BUILDING = ("code_change", "system_design", "migration", "launch", "bug", "incident", "project")
_CAREER = ("promotion", "interview", "career_step")
_OWN_LIFE = ("personal_goal", "personal")
_READ = ("published", "closed")


@dataclass(slots=True)
class Taught:
    """One earlier review with its lessons and its causes."""

    review: Review
    lessons: list[Lesson] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)


def related_contexts(context: str) -> tuple[str, ...]:
    """Return the contexts whose lessons speak to this one, itself first.

    Looking ahead and looking back have contexts of their own; what an incident taught is
    for the next migration.
    """
    for family in (_BUILDING, _CAREER, _OWN_LIFE):
        if context in family:
            return (context, *(other for other in family if other != context))
    return (context,)


def library(reviews: QuerySet[Review], *, context: str = "") -> list[Taught]:
    """Return reviews that teach something, newest first, in three queries.

    A review that is still being written teaches nobody yet; a look ahead teaches by the
    causes that it chose to guard against.
    """
    if context:
        reviews = reviews.filter(context=context)
    return _taught(reviews)


def own_or_shared(user: User) -> Q:
    """Leave out personal reviews that somebody else keeps, for a filter on reviews (METHOD C3)."""
    return Q(keeper=user) | ~Q(context__in=personal_contexts())


def personal_contexts() -> tuple[str, ...]:
    """Return the contexts that are private and alone by default (METHOD C3)."""
    return tuple(book.slug for kind in Kind for book in playbooks(kind) if book.personal)


def _taught(reviews: QuerySet[Review]) -> list[Taught]:
    rows = reviews.filter(phase__in=("watch", *_READ)).order_by("-created_at", "id")
    taught = {row.pk: Taught(row) for row in rows[:MOST_REVIEWS]}
    for lesson in Lesson.objects.filter(review__in=taught):
        taught[lesson.review_id].lessons.append(lesson)
    factors = Cause.objects.filter(review__in=taught, kind=CauseKind.FACTOR)
    for cause in factors.exclude(disposition=Disposition.LET_GO):
        taught[cause.review_id].causes.append(cause)
    return [one for one in taught.values() if one.lessons or one.causes]
