"""The chain of a review's history: begun over what is there, and kept while words are erased."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from mortem.core import chain
from mortem.core.chain import TURNED, Said
from mortem.web.models import Activity, Card, Contest, Review, Wording
from mortem.web.operations.activity import append_activity, wording_row
from mortem.web.operations.rows import check_row
from mortem.web.queries.integrity import lines_of
from mortem.web.queries.wordings import said_now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model, QuerySet

    from mortem.core import record as r
    from mortem.web.models import Participant


_BATCH = 500


def begin_chain(review: Review, *, came_with: str, at: datetime) -> None:
    """Link the lines that a review brought without a chain, and word all it says in one more.

    `came_with` is the newest digest that came along, of a chain over other identifiers. Part of
    the caller's transaction.
    """
    _link(review)
    said = [one for one in said_now(review) if one.text]
    append_activity(review, chain.BEGUN, by=None, at=at, words=said, came_with=came_with)


def move_chain(review: Review, *, before: UUID) -> Review:
    """Link the history of a review anew whose identifier was `before` until now.

    What was said of the review itself is said of it as it is called now. Part of the caller's
    transaction.
    """
    Wording.objects.filter(activity__review=review, subject=before).update(subject=review.pk)
    Contest.objects.filter(review=review, subject=before).update(subject=review.pk)
    _link(review)
    return review


def _link(review: Review) -> None:
    before = ""
    rows = {row.number: row for row in Activity.objects.filter(review=review)}
    for line in lines_of(review):
        before = chain.link(line, before)
        rows[line.number].digest = before
    Activity.objects.bulk_update(rows.values(), ["digest"], batch_size=_BATCH)
    Review.objects.filter(pk=review.pk).update(activity_digest=before)
    review.activity_digest = before


def bring_history(record: r.Record, review: Review) -> None:
    """Keep the lines that a review brought, as they came. Raises BadInput for what no column holds."""
    rows = {line.number: _row(line, review) for line in record.activity}
    _keep(Activity, list(rows.values()))
    kept = [
        wording_row(rows[line.number], one) for line in record.activity for one in line.wordings
    ]
    _keep(Wording, kept)


def _row(line: r.Activity, review: Review) -> Activity:
    same = ("number", "at", "verb", "data", "digest")
    values = {name: getattr(line, name) for name in same}
    return Activity(review=review, actor_id=line.actor, **values)


def _keep(model: type[Model], rows: list[Any]) -> None:
    for row in rows:
        check_row(row)
    model._default_manager.bulk_create(rows, batch_size=_BATCH)  # noqa: SLF001


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


def erase_quoted_words(wordings: QuerySet[Wording], *, at: datetime) -> None:
    """Erase words, and the same words where a contest quotes them."""
    gone = set(wordings.values_list("subject", "text"))
    quoting = Contest.everything.filter(subject__in={subject for subject, _text in gone})
    keys = [one.pk for one in quoting if (one.subject, one.said) in gone]
    erase_words(wordings, at=at)
    forget_said(Contest.everything.filter(pk__in=keys), at=at)


def forget_said(contests: QuerySet[Contest], *, at: datetime) -> None:
    """Empty what contests quote of texts that are gone, in the history too.

    Part of the caller's transaction.
    """
    keys = list(contests.exclude(said="").values_list("pk", flat=True))
    Contest.everything.filter(pk__in=keys).update(said="")
    quoted = Wording.objects.filter(subject__in=keys, field="said")
    erase_words(quoted, at=at, instead=[Said(str(pk), "contest", "said", "") for pk in keys])


def _is_in(said: Said, review_id: UUID) -> bool:
    return Wording.objects.filter(subject=said.subject, activity__review=review_id).exists()


def words_about(subjects: Collection[UUID]) -> QuerySet[Wording]:
    """Return everything history says of some parts."""
    return Wording.objects.filter(subject__in=subjects)


def outdated_words_by(seats: QuerySet[Participant]) -> QuerySet[Wording]:
    """Return what these people wrote that other words have replaced since.

    Words are theirs wherever they stand: also under somebody who kept them when changing
    something else, and in the causes that their cards became.
    """
    kept = Wording.objects.filter(subject=OuterRef("subject"), field=OuterRef("field"))
    first = kept.filter(text=OuterRef("text")).exclude(salt="").order_by("activity__number")
    cards = Card.everything.filter(
        review=OuterRef("activity__review"), text=OuterRef("text"), participant__in=seats
    )
    told = Wording.objects.exclude(salt="").annotate(
        newest=Subquery(kept.order_by("-activity__number").values("text")[:1]),
        writer=Subquery(first.values("activity__actor")[:1]),
        verb=Subquery(first.values("activity__verb")[:1]),
    )
    return told.exclude(text=F("newest")).filter(
        ~Q(verb__in=TURNED) & Q(writer__in=seats) | Q(verb__in=TURNED) & Exists(cards)
    )
