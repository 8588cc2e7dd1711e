"""Whether a review's record is what its history says, and its evidence what was brought."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from mortem.core import record as r
from mortem.core.errors import MortemError, NotFound
from mortem.core.integrity import Integrity, Now, check
from mortem.web import vault
from mortem.web.models import Activity, Review, Wording
from mortem.web.one_moment import one_moment
from mortem.web.queries.wordings import said_now

if TYPE_CHECKING:
    from collections.abc import Iterator


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


def evidence_of(review: Review) -> Iterator[tuple[str, MortemError | None]]:
    """Yield each piece of evidence by name, with what is wrong with its bytes; reads all of them.

    Bytes that did not come along when a review was imported are not looked for.
    """
    for one in review.evidence.order_by("added_at", "pk"):
        try:
            vault.check(one.sha256)
        except NotFound as lost:
            if one.added_by_id is not None:
                yield one.name, lost
        except MortemError as wrong:
            yield one.name, wrong
        else:
            yield one.name, None


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
