"""What a review's document needs besides the review: the ones it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.record import Verdict
from mortem.core.report import Again, Company, Link
from mortem.web.queries.records import record_of
from mortem.web.queries.recurrences import came_back, marked_in

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mortem.web.models import Review


def company_of(review: Review, *, readable: QuerySet[Review]) -> Company:
    """Return the review that this one follows and those that follow it, as far as one may read them."""
    before = readable.filter(pk=review.follows_id).first() if review.follows_id else None
    after = readable.filter(follows=review).order_by("created_at", "id")
    marked = [
        Again(
            mark.action.text,
            Verdict(mark.action.verdict) if mark.action.verdict else None,
            _link(mark.action.review),
        )
        for mark in marked_in(review, readable)
    ]
    later = came_back(review, readable)
    return Company(
        before=record_of(before, history=False) if before else None,
        after=tuple(map(_link, after)),
        again=tuple(marked),
        came_back={str(key): tuple(map(_link, found)) for key, found in later.items()},
    )


def _link(review: Review) -> Link:
    return Link(str(review.pk), review.title)
