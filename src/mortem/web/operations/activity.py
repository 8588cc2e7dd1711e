"""The history that every operation appends to, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from mortem.core.record import Mode
from mortem.web import bell
from mortem.web.models import Activity, Participant, Review

if TYPE_CHECKING:
    from datetime import datetime


def append_activity(
    review: Review, verb: str, *, by: Participant | None, at: datetime, **data: object
) -> Activity:
    """Append one numbered line, inside the operation's own transaction.

    The update takes the row's lock, so numbers come without gaps and in commit order.
    Anonymous writes pass `by=None`: then nothing ties the line to a person.
    """
    review.activity_count = _next_number(review)
    bell.ring(review.pk)
    return Activity.objects.create(
        review=review,
        number=review.activity_count,
        at=at,
        verb=verb,
        actor=by,
        data={name: str(value) for name, value in data.items()},
    )


def append_private(review: Review, verb: str, *, at: datetime) -> None:
    """Append a line about what somebody said in private: without an actor.

    In an anonymous review it has no time of its own either.
    """
    if review.mode == Mode.ANONYMOUS:
        at = unsigned_at(review)
    append_activity(review, verb, by=None, at=at)


def unsigned_at(review: Review) -> datetime:
    """Return the time a line about an anonymous write carries: that of the line before it.

    A time of its own could be laid beside the log of a proxy, or beside lines that have a
    name, and would tell who it was (P5).
    """
    last = Activity.objects.filter(review=review).order_by("number").last()
    return last.at if last else review.created_at


def signed(review: Review, by: Participant | None, at: datetime) -> dict[str, Any]:
    """Return who writes and when, as history keeps it: of nobody there is no time either."""
    return {"by": by, "at": at if by is not None else unsigned_at(review)}


def _next_number(review: Review) -> int:
    """Count one on and return the count, in one statement that both databases know."""
    key = Review._meta.pk.get_db_prep_value(review.pk, connection)  # noqa: SLF001 - no other way
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE web_review SET activity_count = activity_count + 1"
            " WHERE id = %s RETURNING activity_count",
            [key],
        )
        return int(cursor.fetchone()[0])


def hold(review: Review) -> None:
    """Let whoever does the same at the same moment wait, until this transaction ends.

    For what is looked up first and added when it is missing. SQLite has one writer anyway.
    """
    Review.objects.select_for_update().values_list("pk").get(pk=review.pk)
