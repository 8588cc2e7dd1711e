"""The history that every operation appends to, once."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mortem.core import chain
from mortem.core import record as r
from mortem.core.record import Mode
from mortem.web import bell
from mortem.web.models import Activity, Participant, Review, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mortem.core.chain import Said

_SALT = 16  # bytes


def append_activity(
    review: Review,
    verb: str,
    *,
    by: Participant | None,
    at: datetime,
    words: Iterable[Said] = (),
    **data: object,
) -> Activity:
    """Append one numbered line, inside the operation's own transaction.

    The update takes the row's lock, so numbers come without gaps and in commit order.
    Anonymous writes pass `by=None`: then nothing ties the line to a person. `words` are the
    texts that stand there from now on; they are kept beside the line and sealed in it.
    """
    line = _take_place(
        review,
        r.Activity(
            number=0,
            at=at,
            verb=verb,
            actor=None if by is None else str(by.pk),
            data={name: str(value) for name, value in data.items()},
            wordings=tuple(chain.wording(one, salt=secrets.token_hex(_SALT)) for one in words),
        ),
    )
    bell.ring(review.pk)
    return _keep(review, line, by)


def _take_place(review: Review, line: r.Activity) -> r.Activity:
    """Return the line as the next link of the review's chain, its place taken.

    One statement where this copy of the review is up to date; where somebody wrote meanwhile,
    the row is taken first and read again.
    """
    placed = _linked(review, line)
    if placed is None:
        row = Review.objects.select_for_update().values_list("activity_count", "activity_digest")
        review.activity_count, review.activity_digest = row.get(pk=review.pk)
        placed = _linked(review, line)
    if placed is None:  # the row is ours: only a review that is gone gets here
        raise Review.DoesNotExist
    review.activity_count, review.activity_digest = placed.number, placed.digest
    return placed


def _linked(review: Review, line: r.Activity) -> r.Activity | None:
    seen = {"activity_count": review.activity_count, "activity_digest": review.activity_digest}
    placed = replace(line, number=review.activity_count + 1)
    placed = replace(placed, digest=chain.link(placed, review.activity_digest))
    moved = Review.objects.filter(pk=review.pk, **seen).update(
        activity_count=placed.number, activity_digest=placed.digest
    )
    return placed if moved else None


def _keep(review: Review, line: r.Activity, by: Participant | None) -> Activity:
    row = Activity.objects.create(
        review=review,
        number=line.number,
        at=line.at,
        verb=line.verb,
        actor=by,
        data=line.data,
        digest=line.digest,
    )
    Wording.objects.bulk_create(wording_row(row, one) for one in line.wordings)
    return row


def wording_row(line: Activity, one: r.Wording) -> Wording:
    """Return a wording as the database keeps it, beside its line."""
    return Wording(
        activity=line,
        subject=one.subject,
        noun=one.noun,
        field=one.field,
        text=one.text,
        salt=one.salt,
        digest=one.digest,
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


def hold(review: Review) -> None:
    """Let whoever does the same at the same moment wait, until this transaction ends.

    For what is looked up first and added when it is missing. SQLite has one writer anyway.
    """
    Review.objects.select_for_update().values_list("pk").get(pk=review.pk)
