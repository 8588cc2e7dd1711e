"""Ratings of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.record import Mode
from mortem.web import tokens
from mortem.web.models import Rating

if TYPE_CHECKING:
    from uuid import UUID

    from mortem.web.models import Participant, Review


def rating_key(browser_key: str, cause_id: UUID) -> str:
    """Return the hash under which an anonymous rating of a cause is kept."""
    return tokens.hash_of("rating", browser_key, cause_id)


def my_ratings(review: Review, me: Participant | None, browser_key: str) -> dict[UUID, Rating]:
    """Return this reader's own ratings by cause, and nobody else's."""
    rows = Rating.objects.filter(cause__review=review, cause__deleted_at=None)
    if review.mode == Mode.ANONYMOUS:
        causes = review.causes.values_list("pk", flat=True)
        rows = rows.filter(key_hash__in=[rating_key(browser_key, cause) for cause in causes])
    else:
        rows = rows.filter(participant=me) if me else rows.none()
    return {row.cause_id: row for row in rows}
