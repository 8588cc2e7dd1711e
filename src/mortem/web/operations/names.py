"""Roles put in place of names, everywhere in a review and in one step; and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from mortem.core.chain import PUT_BACK, REPLACED
from mortem.core.errors import BadInput, NotFound
from mortem.web import search
from mortem.web.models import Activity, Review, Wording
from mortem.web.operations.activity import append_activity, hold
from mortem.web.queries.names import rewordings
from mortem.web.queries.wordings import PARTS, said_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import Model

    from mortem.core.chain import Said
    from mortem.web.models import Participant


@transaction.atomic
def replace_names(
    review: Review, roles: Mapping[str, str], *, by: Participant, at: datetime
) -> Activity:
    """Put each role in place of its name in every text (METHOD C2); owners keep their names.

    Raises BadInput when none of the names stands anywhere.
    """
    hold(review)
    review.refresh_from_db()
    found = rewordings(review, roles)
    if not found:
        raise BadInput("roles", "None of these names stands in a text of this review.")
    said = [said for one in found for said in _worded(one.row, {one.field: one.new})]
    return append_activity(review, REPLACED, by=by, at=at, words=said, count=len(said))


@transaction.atomic
def put_names_back(review: Review, number: int, *, by: Participant, at: datetime) -> Activity:
    """Undo one replacing: every text that nobody has changed since says again what it said.

    Raises NotFound where that line of the history replaced no names, or nothing is left to undo.
    """
    hold(review)
    review.refresh_from_db()
    line = Activity.objects.filter(review=review, number=number, verb=REPLACED).first()
    said = list(_as_before(review, line.wordings.all())) if line else []
    if not said:
        raise NotFound("There is nothing to bring back.", hint="Reload the page.")
    return append_activity(review, PUT_BACK, by=by, at=at, words=said, count=len(said))


def _as_before(review: Review, replaced: Iterable[Wording]) -> Iterable[Said]:
    for one in replaced:
        row = _row(review, one)
        before = (
            Wording.objects.filter(subject=one.subject, field=one.field, activity__review=review)
            .filter(activity__number__lt=one.activity.number)
            .order_by("-activity__number")
            .first()
        )
        if row and before and before.salt and getattr(row, one.field) == one.text:
            yield from _worded(row, {one.field: before.text})


def _row(review: Review, one: Wording) -> Any:
    if one.subject == review.pk:
        return review
    return PARTS[one.noun].objects.filter(review=review, pk=one.subject).first()


def _worded(row: Model, values: dict[str, str]) -> list[Said]:
    type(row)._default_manager.filter(pk=row.pk).update(**values)  # noqa: SLF001 - every model has it
    for field, text in values.items():
        setattr(row, field, text)
    search.put(row)
    return said_of(row, values)
