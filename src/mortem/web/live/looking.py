"""One look at a review, for all who follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mortem.web.live import pages
from mortem.web.live.room import Look
from mortem.web.live.sight import Sight
from mortem.web.models import Activity, Review
from mortem.web.one_moment import one_moment

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from mortem.web.live.followers import View

ABOUT_SEATS = frozenset(
    {
        "participant.removed",
        "share.revoked",
        "facilitation.handed_over",
        "review.deleted",
        "review.described",
    }
)
"""What can end or change somebody's seat: membership, deletion, who facilitates and may read it."""


def look(
    review_id: UUID, since: int, views: tuple[View, ...], known: Sight | None = None
) -> Look | None:
    """Return what the review shows now; None when it is not there any more.

    Number and pictures are of one moment: a picture newer than its number would hide the
    change between them from whoever joins with that number. `known` is what was seen at
    the line `since`, so that only what has changed from there is read.
    """
    with one_moment():
        return _look(review_id, since, views, known)


def _look(review_id: UUID, since: int, views: tuple[View, ...], known: Sight | None) -> Look | None:
    there = Review.objects.filter(pk=review_id, deleted_at=None)
    for number in there.values_list("activity_count", flat=True):
        lines = list(_lines(review_id, since, number)) if since >= 0 else []
        sight = (known and known.after(lines, number)) or Sight(there.get())
        pictures = {view: pages.picture(sight, view) for view in views}
        verbs = frozenset(verb for verb, _data in lines)
        return Look(number, sight.review.phase, verbs, pictures, sight)
    return None


def _lines(review_id: UUID, since: int, number: int) -> QuerySet[Activity, tuple[str, Any]]:
    lines = Activity.objects.filter(review=review_id, number__gt=since, number__lte=number)
    return lines.values_list("verb", "data")
