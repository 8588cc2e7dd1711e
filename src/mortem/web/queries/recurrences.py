"""Has this happened before? Earlier events alike by cause, what was done, and whether it held (METHOD F6).

Only reviews that the reader may open anyway are looked at, and never a personal one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from mortem.core.record import ActionState, Kind, Verdict
from mortem.core.recurrence import ranked, stems
from mortem.web import search
from mortem.web.models import ActionItem, Cause, Recurrence, Review
from mortem.web.queries.lessons import personal_contexts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

MOST_SHOWN = 3
MOST_COMPARED = 500
_MOST_HITS = 2_000  # things in reviews: a review has several that share its words
_MOST_FIXES = 4
_PROMISED = (ActionState.COMMITTED, ActionState.DONE)


@dataclass(frozen=True, slots=True)
class Fix:
    """What was done about an earlier event, and the mark that it came back, where there is one."""

    item: ActionItem
    mark: Recurrence | None

    @property
    def was_held(self) -> bool:
        """Tell whether it was judged to hold: then this event says otherwise."""
        return bool(self.item.verdict == Verdict.HELD)


@dataclass(slots=True)
class Earlier:
    """An earlier event, its cause that is most like this one, and what was done."""

    review: Review
    cause: str
    fixes: list[Fix] = field(default_factory=list)


def comparable(review: Review, readable: QuerySet[Review]) -> QuerySet[Review]:
    """Return the looks back that this one may be compared with: older, readable, nobody's own."""
    return (
        readable.filter(kind=Kind.POSTMORTEM, created_at__lt=review.created_at)
        .exclude(pk=review.pk)
        .exclude(context__in=personal_contexts())
    )


def similar_to(review: Review, readable: QuerySet[Review]) -> list[Earlier]:
    """Return the few earlier events most like this one, best first; the queries are as many for any number."""
    causes = list(review.causes.values_list("text", flat=True))
    asked = "\n".join([review.title, review.summary, *causes])
    heads = _candidates(asked, comparable(review, readable))
    told = _causes_of(heads)
    texts = [(str(pk), "\n".join([*head, *told[pk]])) for pk, head in heads.items()]
    best = [UUID(one.key) for one in ranked(asked, texts, most=MOST_SHOWN)]
    rows = Review.objects.in_bulk(best)
    found = {pk: Earlier(rows[pk], _nearest(asked, told[pk])) for pk in best if pk in rows}
    _tell_fixes(review, found)
    return list(found.values())


def _candidates(asked: str, earlier: QuerySet[Review]) -> dict[UUID, tuple[str, str]]:
    """Return title and summary of what search finds by the words, and of the newest as there is room."""
    hits = search.holding(stems(asked), reviews=earlier, limit=_MOST_HITS)
    ids = list(dict.fromkeys(hits))[:MOST_COMPARED]
    newest = earlier.exclude(pk__in=ids).order_by("-created_at", "id")
    heads = ("pk", "title", "summary")
    rows = [
        *earlier.filter(pk__in=ids).values_list(*heads),
        *newest.values_list(*heads)[: MOST_COMPARED - len(ids)],
    ]
    return {pk: (title, summary) for pk, title, summary in rows}


def _causes_of(reviews: Iterable[UUID]) -> defaultdict[UUID, list[str]]:
    told: defaultdict[UUID, list[str]] = defaultdict(list)
    rows = Cause.objects.filter(review__in=list(reviews)).values_list("review", "text")
    for review, text in rows:
        told[review].append(text)
    return told


def _nearest(asked: str, causes: list[str]) -> str:
    first = ranked(asked, [(text, text) for text in causes], most=1, at_least=0)
    return first[0].key if first else ""


def _tell_fixes(review: Review, found: dict[UUID, Earlier]) -> None:
    marks = {mark.action_id: mark for mark in Recurrence.objects.filter(review=review)}
    rows = ActionItem.objects.filter(review__in=found, state__in=_PROMISED)
    for item in rows.order_by("-state", "position", "id"):  # done before committed
        fixes = found[item.review_id].fixes
        if len(fixes) < _MOST_FIXES or item.pk in marks:
            fixes.append(Fix(item, marks.get(item.pk)))


def marked_in(review: Review, readable: QuerySet[Review]) -> list[Recurrence]:
    """Return the earlier actions that did not hold against this event, as far as one may read them."""
    rows = Recurrence.objects.filter(review=review, action__review__in=readable)
    return list(rows.filter(action__deleted_at=None).select_related("action__review"))


def came_back(review: Review, readable: QuerySet[Review]) -> dict[UUID, list[Review]]:
    """Return the later reviews in which this one's actions did not hold, by action; only readable ones."""
    later: dict[UUID, list[Review]] = {}
    marks = Recurrence.objects.filter(action__review=review, review__in=readable)
    for mark in marks.select_related("review").order_by("review__created_at", "id"):
        later.setdefault(mark.action_id, []).append(mark.review)
    return later
