"""What earlier reviews can say about this one: were we warned, and what others found (METHOD E9, P7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mortem.core.foresight import warned
from mortem.core.likeness import nearest
from mortem.core.record import Kind
from mortem.web.models import Cause, Lesson
from mortem.web.queries.records import record_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mortem.core.foresight import WarnedReport
    from mortem.core.record import Record
    from mortem.web.models import Review

_MOST_OFFERED = 8
_MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Warned:
    """The look ahead that a review follows, and how its causes compare with what was seen."""

    before: Review
    record: Record
    report: WarnedReport

    def near(self, text: str) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return its causes as (id, text), those like `text` apart from the others."""
        known = [(cause.id, cause.text) for cause in self.record.causes]
        first = nearest(text, known, most=_MOST_ALIKE)
        by_id = dict(known)
        alike = [(key, by_id[key]) for key in first]
        return [("alike", alike), ("others", [pair for pair in known if pair[0] not in first])]


def warning_of(record: Record, before: Review | None) -> Warned | None:
    """Compare a look back with the look ahead it follows; None when it follows none."""
    if before is None:
        return None
    earlier = record_of(before, history=False)
    return Warned(before, earlier, warned(record, earlier))


@dataclass(frozen=True, slots=True)
class Offered:
    """What others learned from events of the same kind, newest first."""

    lessons: tuple[Lesson, ...]
    causes: tuple[Cause, ...]


def offered(review: Review, readable: QuerySet[Review]) -> Offered:
    """Return lessons and causes of earlier looks back in the same context, in two queries."""
    earlier = readable.filter(kind=Kind.POSTMORTEM, context=review.context).exclude(pk=review.pk)
    lessons = Lesson.objects.filter(review__in=earlier).select_related("review")
    causes = Cause.objects.filter(review__in=earlier, parent=None).select_related("review")
    newest = ("-review__created_at", "position")
    return Offered(
        tuple(lessons.order_by(*newest)[:_MOST_OFFERED]),
        tuple(causes.order_by(*newest)[:_MOST_OFFERED]),
    )
