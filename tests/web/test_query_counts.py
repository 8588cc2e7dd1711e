"""However much there is, a page asks the database as often as when there is little."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mortem.core.record import Asked, Disposition, Lean, LessonKind
from mortem.web.models import (
    ActionItem,
    Cause,
    Citation,
    Confidence,
    Evidence,
    Lesson,
    Rating,
    ReverseAnswer,
    Review,
    Signal,
    TimelineEntry,
    Watch,
)
from mortem.web.operations.reviews import begin_review

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User

MANY = 50


def fill_ahead(review: Review, count: int, now: datetime) -> None:
    theme = review.themes.first()
    for place in range(count):
        cause = Cause.objects.create(
            review=review, text="It fails", theme=theme, disposition=Disposition.TOP, position=place
        )
        ActionItem.objects.create(review=review, cause=cause, text="Do it", due_date=now.date())
        Signal.objects.create(review=review, cause=cause, question="Is it?", next_date=now.date())
        Rating.objects.create(cause=cause, plausibility=place, cost_low=1, cost_high=9)
        Confidence.objects.create(review=review, moment=Asked.AFTER, percent=50, lean=Lean.STOP)
        ReverseAnswer.objects.create(review=review, text="A rival did it")


def fill_back(review: Review, count: int, now: datetime) -> None:
    theme = review.themes.first()
    log = Evidence.objects.create(
        review=review, name="log", media_type="text/plain", size=1, sha256="0" * 64, added_at=now
    )
    for place in range(count):
        entry = TimelineEntry.objects.create(review=review, at=now, text="It broke", position=place)
        Citation.objects.create(evidence=log, entry=entry, first_line=1)
        Cause.objects.create(review=review, text="It was full", theme=theme, position=place)
        Lesson.objects.create(
            review=review, kind=LessonKind.WENT_WRONG, text="Alerts", position=place
        )
        ActionItem.objects.create(review=review, text="Do it", due_date=now.date())


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # what is asked once in a process's life
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    "page",
    ["/", "/actions/?state=all", "/actions/csv/", "/reviews/", "/lessons/", "/search/?q=cluster"],
)
def test_lists(page: str, ada: User, ada_client: Client, migration: Review, now: datetime) -> None:
    fill_ahead(migration, 1, now)
    once = queries_of(ada_client, page)
    for _ in range(MANY - 1):
        another = begin_review(context="migration", title="To the new cluster", by=ada, at=now)
        Review.objects.filter(pk=another.pk).update(phase="protect")
        fill_ahead(another, 1, now)
    assert queries_of(ada_client, page) == once


@pytest.mark.parametrize("phase", ["reveal", "rate", "protect", "watch", "closed"])
def test_a_look_ahead(phase: str, ada_client: Client, migration: Review, now: datetime) -> None:
    Review.objects.filter(pk=migration.pk).update(phase=phase, minutes=30)
    fill_ahead(migration, 1, now)
    once = queries_of(ada_client, f"/r/{migration.pk}/{phase}/")
    fill_ahead(migration, MANY - 1, now)
    assert queries_of(ada_client, f"/r/{migration.pk}/{phase}/") == once


@pytest.mark.parametrize("phase", ["protect", "watch"])
def test_signals_that_mortem_reads(
    phase: str, ada_client: Client, migration: Review, now: datetime
) -> None:
    Review.objects.filter(pk=migration.pk).update(phase=phase)
    once = None
    for count in (1, MANY - 1):
        for place in range(count):
            signal = Signal.objects.create(review=migration, question="Is it?", position=place)
            Watch.objects.create(
                signal=signal,
                source="pushed",
                threshold=9,
                state="quiet",
                state_at=now,
                started_at=now,
                due_at=now,
                coarse=[[now.timestamp() - 60, 1], [now.timestamp(), 2]],
            )
        asked = queries_of(ada_client, f"/r/{migration.pk}/{phase}/")
        once = once or asked
    assert asked == once


@pytest.mark.parametrize(
    "phase", ["event", "evidence", "causes", "lessons", "actions", "published", "report"]
)
def test_a_look_back(phase: str, ada_client: Client, outage: Review, now: datetime) -> None:
    Review.objects.filter(pk=outage.pk).update(phase="published")
    fill_back(outage, 1, now)
    once = queries_of(ada_client, f"/r/{outage.pk}/{phase}/")
    fill_back(outage, MANY - 1, now)
    assert queries_of(ada_client, f"/r/{outage.pk}/{phase}/") == once
