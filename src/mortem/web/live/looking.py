"""One look at a review, for all who follow it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

from mortem.web.live import pages
from mortem.web.live.room import Look
from mortem.web.models import Activity, Review

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

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

_BEGIN = {
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


def look(review_id: UUID, since: int, views: tuple[View, ...]) -> Look | None:
    """Return what the review shows now; None when it is not there any more.

    Number and pictures are of one moment: a picture newer than its number would hide the
    change between them from whoever joins with that number.
    """
    with _one_moment():
        return _look(review_id, since, views)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything from one snapshot, without the writer's lock that atomic() takes on SQLite.

    Inside somebody else's transaction that one is the snapshot.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("COMMIT")


def _look(review_id: UUID, since: int, views: tuple[View, ...]) -> Look | None:
    review = Review.objects.filter(pk=review_id, deleted_at=None).first()
    if review is None:
        return None
    number = review.activity_count
    lines = Activity.objects.filter(review=review, number__gt=since, number__lte=number)
    verbs = frozenset(lines.values_list("verb", flat=True)) if since >= 0 else frozenset()
    pictures = {view: pages.picture(review, view) for view in views}
    return Look(number, review.phase, verbs, pictures)
