"""What earlier reviews teach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mortem.core.record import CauseKind, Disposition, LessonKind
from mortem.web.access import readable_reviews
from mortem.web.models import Cause, Lesson
from mortem.web.operations.parts import add_part
from mortem.web.operations.reviews import begin_review
from mortem.web.queries.lessons import (
    Taught,
    library,
    personal_contexts,
    related_contexts,
)

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django import DjangoAssertNumQueries

    from mortem.web.models import Review, User


def teach(review: Review, at: datetime, *lessons: str, phase: str = "published") -> Review:
    review.phase = phase
    review.save(update_fields=["phase"])
    for text in lessons:
        add_part(Lesson, review, by=None, at=at, text=text, kind=LessonKind.LEARNED)
    return review


def texts(found: list[Taught]) -> list[str]:
    lessons = [[lesson.text for lesson in one.lessons] for one in found]
    causes = [[cause.text for cause in one.causes] for one in found]
    return [text for both in zip(lessons, causes, strict=True) for part in both for text in part]


def test_a_published_look_back_teaches(outage: Review, ada: User, now: datetime) -> None:
    assert library(readable_reviews(ada)) == []
    teach(outage, now, "Renew by machine")
    add_part(Cause, outage, by=None, at=now, text="One calendar")
    add_part(Cause, outage, by=None, at=now, text="Midnight", kind=CauseKind.TRIGGER)
    assert texts(library(readable_reviews(ada))) == ["Renew by machine", "One calendar"]


@pytest.mark.parametrize("phase", ["event", "causes", "lessons", "actions"])
def test_what_is_still_being_written_teaches_nobody(
    phase: str, outage: Review, ada: User, now: datetime
) -> None:
    teach(outage, now, "Renew by machine", phase=phase)
    assert library(readable_reviews(ada)) == []


def test_a_look_ahead_teaches_by_what_it_guarded_against(
    migration: Review, ada: User, now: datetime
) -> None:
    teach(migration, now, phase="watch")
    add_part(Cause, migration, by=None, at=now, text="kept", disposition=Disposition.TOP)
    add_part(Cause, migration, by=None, at=now, text="gone", disposition=Disposition.LET_GO)
    assert texts(library(readable_reviews(ada))) == ["kept"]


def test_the_library_is_narrowed_by_context(outage: Review, ada: User, now: datetime) -> None:
    teach(outage, now, "Renew by machine")
    assert texts(library(readable_reviews(ada), context="incident")) == ["Renew by machine"]
    assert library(readable_reviews(ada), context="bug") == []


def test_a_stranger_learns_nothing(outage: Review, ben: User, now: datetime) -> None:
    teach(outage, now, "Renew by machine")
    assert library(readable_reviews(ben)) == []


def test_contexts_relate_within_their_family() -> None:
    assert related_contexts("interview") == ("interview", "promotion", "career_step")
    assert related_contexts("custom") == ("custom",)
    assert set(personal_contexts()) >= {"personal", "personal_goal"}


@pytest.mark.parametrize("count", [1, 3])
def test_three_queries(
    count: int, ada: User, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        review = begin_review(context="incident", title="Down", by=ada, at=now)
        teach(review, now, "one", "two")
    with django_assert_num_queries(3):
        assert len(library(readable_reviews(ada))) == count
