"""All rows of a review, moved into a database of its own: nothing is left behind but other people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.deletion import Collector

from mortem.web import search
from mortem.web.models import (
    ActionItem,
    ActionNews,
    Citation,
    Delivery,
    Evidence,
    Flip,
    Issue,
    LookAsked,
    Opening,
    Owner,
    Reminder,
    Review,
    Sample,
    SearchEntry,
    Share,
    Signal,
    Token,
    Told,
    Trouble,
    User,
    Watch,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import Model

Rows = dict["type[Model]", "list[Model]"]
STAY_BEHIND: frozenset[type[Model]] = frozenset(
    {
        *(Citation, Evidence, Opening, Reminder, SearchEntry, Share, Token),
        *(ActionNews, Delivery, Flip, Issue, LookAsked, Sample, Told, Trouble, Watch),
    }
)


def rows_of(review: Review) -> Rows:
    """Return every row that would go with the review, and the owners that they name."""
    collector = Collector(using="default", origin=review)
    collector.collect([review])
    keys: dict[type[Model], set[Any]] = {}
    groups: list[Iterable[Model]] = [*collector.data.values(), *collector.fast_deletes]
    for rows in groups:
        for row in rows:
            keys.setdefault(type(row), set()).add(row.pk)
    kept = {model: _whole(model, some) for model, some in keys.items() if model not in STAY_BEHIND}
    named = {row.owner_id for rows in kept.values() for row in rows if hasattr(row, "owner_id")}
    return {Owner: list(Owner.objects.filter(pk__in=named - {None})), **kept}


def _whole(model: type[Model], keys: set[Any]) -> list[Model]:
    """Read rows again: what is collected for deletion comes without most of its columns."""
    return list(model._base_manager.filter(pk__in=keys))  # noqa: SLF001 - deleted ones, too


@transaction.atomic
def put(rows: Rows, *, new_id: UUID, keeper: User) -> Review:
    """Write the rows into the database at hand, as a review of this identifier and keeper."""
    there = {(model, row.pk) for model, some in rows.items() for row in some}
    there.add((User, keeper.pk))
    (review,) = rows[Review]
    there.add((Review, new_id))
    old_id, review.pk = review.pk, new_id
    for model, some in rows.items():
        for row in some:
            _point(row, there, old_id, new_id)
        model._base_manager.bulk_create(some)  # noqa: SLF001 - all of them, deleted ones too
    made = Review.objects.get(pk=new_id)
    search.reindex([made])
    return made


def _point(row: Any, there: set[tuple[Any, Any]], old_id: UUID, new_id: UUID) -> None:
    """Let references lead to what comes along, and nowhere else: not to other people or reviews."""
    for field in row._meta.concrete_fields:  # noqa: SLF001
        if not field.is_relation:
            continue
        key = getattr(row, field.attname)
        if field.related_model is Review and key == old_id:
            setattr(row, field.attname, new_id)
        elif key is not None and (field.related_model, key) not in there:
            setattr(row, field.attname, None)


def forget_owners(rows: Rows, *, keeper: User) -> None:
    """Take the names that nothing else of the keeper's names out of their address book."""
    unreached = Owner.objects.filter(keeper=keeper, user=None, address="")
    for owner in unreached.filter(pk__in=[row.pk for row in rows[Owner]]):
        parts = (ActionItem.everything, Signal.everything)
        if not any(found.filter(owner=owner.pk).exists() for found in parts):
            owner.delete()
