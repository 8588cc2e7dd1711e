"""The loop at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.formats.svg import LoopCounts
from mortem.core.record import Foresight, LessonKind
from mortem.web.access import readable_reviews
from mortem.web.models import Cause, Lesson, Signal
from mortem.web.operations.parts import add_part, delete_part
from mortem.web.queries.loop import loop_counts

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review, User


def test_it_counts_what_one_may_open(
    migration: Review, outage: Review, ada: User, ben: User, now: datetime
) -> None:
    risk = add_part(Cause, migration, by=None, at=now, text="A certificate ends")
    add_part(Signal, migration, by=None, at=now, question="How many days are left?")
    add_part(Lesson, outage, by=None, at=now, text="Renew by machine", kind=LessonKind.LEARNED)
    gone = add_part(Lesson, outage, by=None, at=now, text="gone", kind=LessonKind.LEARNED)
    delete_part(gone, by=None, at=now)
    foreseen = {"foresight": Foresight.FORESEEN, "foreseen_by": risk}
    add_part(Cause, outage, by=None, at=now, text="It ended", **foreseen)
    assert loop_counts(readable_reviews(ada)) == LoopCounts(
        plans=1, signals=1, events=1, lessons=1, carried=1
    )
    assert loop_counts(readable_reviews(ben)) == LoopCounts()
