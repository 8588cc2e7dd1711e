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
    """Count what these reviews hold. Carried over is what a later review took up by its link.

    That is: causes of look backs that point to the earlier risk that foresaw them (METHOD F7
    counts reuse, not documents).
    """
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
        carried=Cause.objects.filter(readable, foreseen_by__isnull=False).count(),
    )
