"""Whether a review's record is what its history says."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from mortem.core import record as r
from mortem.core.integrity import Integrity, Now, check
from mortem.web.models import Activity, Review, Wording
from mortem.web.one_moment import one_moment
from mortem.web.queries.wordings import said_now


def integrity_of(review: Review) -> Integrity:
    """Walk a review's whole chain and compare it with what stands there today."""
    return check(*history_and_now(review))


def history_and_now(review: Review) -> tuple[list[r.Activity], Now]:
    """Return the history and what stands there, both of one moment: else a write looks like a fraud."""
    with one_moment():
        row = Review.objects.get(pk=review.pk)
        lines = lines_of(row)
        said = tuple(said_now(row))
    return lines, Now(count=row.activity_count, newest=row.activity_digest, said=said, whole=True)


def lines_of(review: Review) -> list[r.Activity]:
    """Return a review's history with all its words, in two queries."""
    words = defaultdict[Any, list[r.Wording]](list)
    rows = Wording.objects.filter(activity__review=review).order_by("subject", "field")
    for row in rows:
        words[row.activity_id].append(_wording(row))
    return [_line(row, tuple(words[row.pk])) for row in Activity.objects.filter(review=review)]


def _line(row: Activity, words: tuple[r.Wording, ...]) -> r.Activity:
    return r.Activity(
        number=row.number,
        at=row.at,
        verb=row.verb,
        actor=None if row.actor_id is None else str(row.actor_id),
        data=row.data,
        digest=row.digest,
        wordings=words,
    )


def _wording(row: Wording) -> r.Wording:
    same = ("noun", "field", "digest", "salt", "text")
    return r.Wording(subject=str(row.subject), **{name: getattr(row, name) for name in same})
