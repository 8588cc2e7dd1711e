"""The loop at a glance."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mortem.core.formats.svg import LoopCounts
from mortem.core.record import Foresight, LessonKind
from mortem.web.access import readable_reviews
from mortem.web.models import Cause, Lesson, Signal
from mortem.web.operations.causes import take_up_cause
from mortem.web.operations.parts import add_part, delete_part
from mortem.web.operations.reviews import begin_review
from mortem.web.queries.loop import loop_counts
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review, User


def test_it_counts_what_one_may_open(
    migration: Review, outage: Review, ada: User, ben: User, now: datetime
) -> None:
    add_part(Cause, migration, by=None, at=now, text="A certificate ends")
    add_part(Signal, migration, by=None, at=now, question="How many days are left?")
    add_part(Lesson, outage, by=None, at=now, text="Renew by machine", kind=LessonKind.LEARNED)
    gone = add_part(Lesson, outage, by=None, at=now, text="gone", kind=LessonKind.LEARNED)
    delete_part(gone, by=None, at=now)
    assert loop_counts(readable_reviews(ada)) == LoopCounts(plans=1, signals=1, events=1, lessons=1)
    assert loop_counts(readable_reviews(ben)) == LoopCounts()


def test_carried_over_is_what_a_later_plan_took_up(
    migration: Review, outage: Review, ada: User, ben: User, now: datetime
) -> None:
    """Not what a look back found that its plan had foreseen, even in the same words."""
    risk = add_part(Cause, migration, by=None, at=now, text="A certificate ends")
    foreseen = {"foresight": Foresight.FORESEEN, "foreseen_by": risk}
    add_part(Cause, outage, by=None, at=now, text=risk.text, **foreseen)
    add_part(Lesson, outage, by=None, at=now, text="Renew by machine", kind=LessonKind.LEARNED)
    assert loop_counts(readable_reviews(ada)).carried == 0
    later = now + timedelta(days=1)
    following = begin_review(context="migration", title="The next move", by=ada, at=later)
    for text in ("Renew by machine", risk.text, "Something new"):
        take_up_cause(following, text=text, by=seat_of(ada, following), at=later)
    assert loop_counts(readable_reviews(ada)).carried == 2
    assert loop_counts(readable_reviews(ben)).carried == 0
