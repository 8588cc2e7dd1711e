"""The chain of a review's history: begun over what is there, and kept while words are erased."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from mortem.core import chain
from mortem.web.models import Activity, Review, Wording
from mortem.web.operations.activity import append_activity
from mortem.web.queries.integrity import lines_of
from mortem.web.queries.wordings import said_now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from mortem.core.chain import Said
    from mortem.web.models import Participant


def begin_chain(review: Review, *, came_with: str, at: datetime) -> None:
    """Link the lines that a review brought without a chain, and word all it says in one more.

    `came_with` is the newest digest that came along, of a chain over other identifiers. Part of
    the caller's transaction.
    """
    before = ""
    for line in lines_of(review):
        before = chain.link(line, before)
        Activity.objects.filter(review=review, number=line.number).update(digest=before)
    Review.objects.filter(pk=review.pk).update(activity_digest=before)
    review.activity_digest = before
    said = [one for one in said_now(review) if one.text]
    append_activity(review, chain.BEGUN, by=None, at=at, words=said, came_with=came_with)


def erase_words(wordings: QuerySet[Wording], *, at: datetime, instead: Iterable[Said] = ()) -> None:
    """Erase words and their salts for good; their digests stay, and so the chain holds.

    Each review gets a line that says how many; `instead` is what stands there from now on.
    Part of the caller's transaction.
    """
    kept = wordings.exclude(salt="").order_by("activity__review")
    found = list(kept.values_list("activity__review", "pk"))
    said = list(instead)
    for review_id, rows in groupby(found, key=lambda row: row[0]):
        keys = [pk for _review, pk in rows]
        Wording.objects.filter(pk__in=keys).update(text="", salt="")
        here = [one for one in said if _is_in(one, review_id)]
        review = Review.objects.get(pk=review_id)
        append_activity(review, "words.erased", by=None, at=at, words=here, count=len(keys))


def _is_in(said: Said, review_id: UUID) -> bool:
    return Wording.objects.filter(subject=said.subject, activity__review=review_id).exists()


def words_about(subjects: Collection[UUID]) -> QuerySet[Wording]:
    """Return everything history says of some parts."""
    return Wording.objects.filter(subject__in=subjects)


def outdated_words_by(seats: QuerySet[Participant]) -> QuerySet[Wording]:
    """Return what these people wrote that somebody has replaced by other words since."""
    later = Wording.objects.filter(
        subject=OuterRef("subject"),
        field=OuterRef("field"),
        activity__number__gt=OuterRef("activity__number"),
    )
    return Wording.objects.filter(Exists(later), activity__actor__in=seats)
