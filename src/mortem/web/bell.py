"""Rings whenever a review has changed, for whoever follows it: in this process or in another.

On SQLite one process serves, so its followers are told as soon as the change is committed.
On PostgreSQL the database tells every process that listens, at the commit of the change.
Over the same line the processes tell one another how many people they have in a room.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    Follower = Callable[[UUID], None]

CHANNEL = "mortem_review"
PRESENCE = "mortem_presence"
_followers: set[Follower] = set()


def ring(review_id: UUID) -> None:
    """Tell, once this transaction is committed, that the review has changed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(review_id)])
    elif _followers:
        transaction.on_commit(partial(_tell, review_id))


def say(payload: str) -> None:
    """Tell the other processes who is here; on SQLite there is none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [PRESENCE, payload])


def hear(follower: Follower) -> None:
    """Call `follower` at each ring of this process, from whatever thread has rung."""
    _followers.add(follower)


def hear_no_more(follower: Follower) -> None:
    """Take a follower off again."""
    _followers.discard(follower)


def _tell(review_id: UUID) -> None:
    for follower in tuple(_followers):
        follower(review_id)
