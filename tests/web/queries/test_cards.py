"""What earlier reviews offer to a new one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mortem.core.record import LessonKind
from mortem.web.access import readable_reviews
from mortem.web.models import Cause, Lesson
from mortem.web.operations.parts import add_part
from mortem.web.operations.reviews import begin_review
from mortem.web.queries.cards import earlier_of_context

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review, User


def teach(review: Review, at: datetime, *lessons: str) -> Review:
    for text in lessons:
        add_part(Lesson, review, by=None, at=at, text=text, kind=LessonKind.LEARNED)
    return review


def offered(review: Review, to: User) -> list[str]:
    return [one.text for one in earlier_of_context(review, readable_reviews(to))]


def test_what_an_incident_taught_is_for_the_next_migration_after_what_migrations_taught(
    outage: Review, ada: User, now: datetime
) -> None:
    teach(outage, now, "Renew by machine")
    older = begin_review(context="migration", title="Earlier", by=ada, at=now - timedelta(days=9))
    teach(older, now, "Restore it first")
    add_part(Cause, older, by=None, at=now, text="The backfill is slow")
    plan = begin_review(context="migration", title="Next", by=ada, at=now + timedelta(days=1))
    assert offered(plan, ada) == ["Restore it first", "Renew by machine", "The backfill is slow"]


def test_a_look_back_on_such_a_plan_is_as_near_as_the_plan(
    outage: Review, ada: User, now: datetime
) -> None:
    followed = begin_review(context="launch", title="Earlier", by=ada, at=now - timedelta(days=9))
    teach(begin_review(context="bug", title="Far", by=ada, at=now), now, "Far")
    outage.follows = followed
    outage.save(update_fields=["follows"])
    teach(outage, now - timedelta(days=2), "Near")
    plan = begin_review(context="launch", title="Next", by=ada, at=now + timedelta(days=1))
    assert offered(plan, ada) == ["Near", "Far"]


def test_a_review_does_not_teach_itself_nor_backwards_in_time(
    outage: Review, ada: User, now: datetime
) -> None:
    teach(outage, now, "Renew by machine")
    before = begin_review(context="incident", title="Before", by=ada, at=now - timedelta(days=1))
    assert offered(outage, ada) == []
    assert offered(before, ada) == []


def test_the_personal_stays_with_the_personal(ada: User, now: datetime) -> None:
    later = now + timedelta(days=1)
    teach(begin_review(context="personal", title="Mine", by=ada, at=now), now, "Rest")
    at_work = begin_review(context="project", title="Work", by=ada, at=later)
    goal = begin_review(context="personal_goal", title="Run", by=ada, at=later)
    assert offered(at_work, ada) == []
    assert offered(goal, ada) == ["Rest"]


def test_what_is_personal_and_somebody_elses_is_offered_to_nobody(
    ada: User, ben: User, now: datetime
) -> None:
    theirs = teach(begin_review(context="personal_goal", title="Run", by=ada, at=now), now, "Rest")
    theirs.participants.create(user=ben, name="Ben", role="reader", joined_at=now)
    mine = begin_review(context="personal_goal", title="Mine", by=ben, at=now + timedelta(days=1))
    assert theirs in readable_reviews(ben)
    assert offered(mine, ben) == []
