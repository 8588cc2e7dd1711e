"""The texts that the history records: as rows hold them, and as they stand in a review today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mortem.core.chain import BEGUN, COVERED, RETOLD, Said, plain, when
from mortem.web.models import (
    ActionItem,
    Cause,
    Contest,
    EventTime,
    Evidence,
    Lesson,
    Review,
    Signal,
    TimelineEntry,
    Wording,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from django.db.models import Model

    from mortem.core import record as r
    from mortem.web.models.part import Part

PARTS: dict[str, type[Part]] = {
    "cause": Cause,
    "timeline_entry": TimelineEntry,
    "lesson": Lesson,
    "action_item": ActionItem,
    "signal": Signal,
    "evidence": Evidence,
    "contest": Contest,
}
_NOUNS: dict[type[Model], str] = {Review: "review"} | {model: noun for noun, model in PARTS.items()}
_TIMES = frozenset({"at", "until_at", "precision"})


def said_of(row: Model, names: Collection[str] | None = None) -> list[Said]:
    """Return what a row says in the fields that history records; with `names`, in those only."""
    noun = _NOUNS.get(type(row), "")
    return [
        Said(str(row.pk), noun, field, _text(row, field))
        for field in COVERED.get(noun, ())
        if names is None or field in names or (field == "when" and not _TIMES.isdisjoint(names))
    ]


def new_words(row: Model) -> list[Said]:
    """Return what a new row says; a field that says nothing has no words yet."""
    return [said for said in said_of(row) if said.text]


def _text(row: Any, field: str) -> str:
    if field == "when":
        return when(row.at, row.until_at, row.precision)
    return plain(getattr(row, field))


def is_unsigned(row: Model) -> bool:
    """Tell whether whoever worded a row's text last left their name out of it.

    Roles put in place of names are nobody's own words; what came with a document was never signed.
    """
    last = (
        Wording.objects.filter(subject=row.pk, field="text")
        .exclude(activity__verb__in=[BEGUN, *RETOLD])
        .order_by("activity__number")
        .last()
    )
    return last is not None and last.activity.actor_id is None


def times_said(review: Review, times: Iterable[r.EventTime | EventTime]) -> list[Said]:
    """Return what is said of the five times of an event."""
    return [
        Said(str(review.pk), "review", str(one.moment), when(one.at, one.until_at, one.precision))
        for one in times
    ]


def standing(review: Review) -> set[str]:
    """Return what may be shown of the history: the review itself and the parts that are there.

    Of what was put away, or taken out of everybody's sight, nobody is shown the words.
    """
    found = {str(review.pk)}
    for model in PARTS.values():
        keys = model.objects.filter(review=review).values_list("pk", flat=True)
        found.update(map(str, keys))
    return found


def said_now(review: Review) -> Iterator[Said]:
    """Yield every recorded text as it stands today, of parts that were put away too."""
    yield from said_of(review)
    yield from times_said(review, EventTime.objects.filter(review=review))
    for model in PARTS.values():
        for row in model.everything.filter(review=review):
            yield from said_of(row)
