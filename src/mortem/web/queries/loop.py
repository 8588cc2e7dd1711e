"""The loop at a glance: how much was looked at, watched, looked back on and carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q

from mortem.core.formats.svg import LoopCounts
from mortem.core.record import Kind
from mortem.web.models import Cause, Lesson, Signal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mortem.web.models import Review


def loop_counts(reviews: QuerySet[Review]) -> LoopCounts:
    """Count what these reviews hold; carried over is what later plans took up."""
    reviews = reviews.order_by()
    kinds = reviews.aggregate(
        ahead=Count("pk", filter=Q(kind=Kind.PREMORTEM)),
        back=Count("pk", filter=Q(kind=Kind.POSTMORTEM)),
    )
    readable = Exists(reviews.filter(pk=OuterRef("review")))
    return LoopCounts(
        plans=kinds["ahead"],
        signals=Signal.objects.filter(readable).count(),
        events=kinds["back"],
        lessons=Lesson.objects.filter(readable).count(),
        carried=carried_over(reviews).count(),
    )


def carried_over(reviews: QuerySet[Review]) -> QuerySet[Cause]:
    """Return the causes of plans that say, as it was worded, what an earlier look back of these taught.

    METHOD F7 counts reuse, not documents. The texts are compared as a set first: looking for each
    cause by itself would read all that was taught once for every cause.
    """
    backs = reviews.filter(kind=Kind.POSTMORTEM).values("pk")
    lessons = Lesson.objects.filter(review__in=backs)
    causes = Cause.objects.filter(review__in=backs)
    before = {
        "text": OuterRef("text"),
        "review__created_at__lt": OuterRef("review__created_at"),
    }
    return Cause.objects.filter(
        Q(text__in=lessons.values("text")) | Q(text__in=causes.values("text")),
        Exists(lessons.filter(**before)) | Exists(causes.filter(**before)),
        review__in=reviews.filter(kind=Kind.PREMORTEM).values("pk"),
    )
