"""What a review's document needs besides the review: the ones it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.report import Company, Link
from mortem.web.queries.records import record_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mortem.web.models import Review


def company_of(review: Review, *, readable: QuerySet[Review]) -> Company:
    """Return the review that this one follows and those that follow it, as far as one may read them."""
    before = readable.filter(pk=review.follows_id).first() if review.follows_id else None
    after = readable.filter(follows=review).order_by("created_at", "id")
    return Company(
        before=record_of(before, history=False) if before else None,
        after=tuple(Link(str(one.pk), one.title) for one in after),
    )
