"""Lessons of six kinds, what went right first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mortem.core.record import LessonKind, Role
from mortem.web.models import Lesson, Review
from mortem.web.operations.participants import join_review
from mortem.web.operations.reviews import begin_review

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User


@pytest.fixture
def outage(outage: Review) -> Review:
    """Return the look back, once it has reached its lessons."""
    Review.objects.filter(pk=outage.pk).update(phase="lessons")
    outage.refresh_from_db()
    return outage


def test_what_went_right_and_luck_come_before_what_will_change(
    ada_client: Client, outage: Review
) -> None:
    sections = ada_client.get(f"/r/{outage.pk}/lessons/").context["sections"]
    assert [section["kind"] for section in sections] == [
        "went_right",
        "lucky",
        "surprised",
        "went_wrong",
        "learned",
        "differently",
    ]
    assert {section["kind"] for section in sections} == set(LessonKind)
    assert all(section["prompt"] for section in sections)


def test_several_of_a_kind_are_kept(ada_client: Client, outage: Review) -> None:
    for text in ("It was night", "Mara was awake"):
        answer = ada_client.post(f"/r/{outage.pk}/lessons/new/", {"kind": "lucky", "text": text})
        assert answer["Location"] == f"/r/{outage.pk}/lessons/?next=lucky"
    assert list(Lesson.objects.values_list("kind", "text")) == [
        ("lucky", "It was night"),
        ("lucky", "Mara was awake"),
    ]


@pytest.mark.parametrize(("kind", "text"), [("lucky", " "), ("lucky", "x" * 4001), ("sin", "x")])
def test_what_is_no_lesson_is_asked_about(
    ada_client: Client, outage: Review, kind: str, text: str
) -> None:
    answer = ada_client.post(f"/r/{outage.pk}/lessons/new/", {"kind": kind, "text": text})
    assert answer.status_code == 422
    assert Lesson.objects.count() == 0


def test_a_lesson_is_reworded_put_away_and_brought_back(ada_client: Client, outage: Review) -> None:
    ada_client.post(f"/r/{outage.pk}/lessons/new/", {"kind": "lucky", "text": "It was night"})
    lesson = Lesson.objects.get()
    url = f"/r/{outage.pk}/lessons/{lesson.pk}/"
    page = ada_client.get(f"/r/{outage.pk}/lessons/", {"edit": lesson.pk})
    assert page.context["edited"]["text"].value() == "It was night"
    assert ada_client.post(url, {"text": ""}).status_code == 422
    ada_client.post(url, {"text": "It was a quiet night"})
    lesson.refresh_from_db()
    assert lesson.text == "It was a quiet night"
    page = ada_client.post(f"{url}deletion/", follow=True)
    assert Lesson.objects.count() == 0
    ada_client.post(page.context["undo"]["url"])
    assert Lesson.objects.get() == lesson


def test_who_reads_sees_the_lessons_and_no_form(
    ada_client: Client, ben_client: Client, ben: User, outage: Review, now: datetime
) -> None:
    ada_client.post(f"/r/{outage.pk}/lessons/new/", {"kind": "lucky", "text": "It was night"})
    join_review(outage, name="Ben", role=Role.READER, user=ben, browser_key="", at=now)
    page = ben_client.get(f"/r/{outage.pk}/lessons/").content.decode()
    assert "It was night" in page
    assert "lessons/new/" not in page
    answer = ben_client.post(f"/r/{outage.pk}/lessons/new/", {"kind": "lucky", "text": "x"})
    assert answer.status_code == 403


def test_ones_own_lessons_speak_to_one_person(ada_client: Client, ada: User, now: datetime) -> None:
    story = begin_review(context="personal", title="The step", by=ada, at=now)
    Review.objects.filter(pk=story.pk).update(phase="lessons")
    page = ada_client.get(f"/r/{story.pk}/lessons/")
    titles = [str(section["title"]) for section in page.context["sections"]]
    assert titles == [
        "What went right",
        "What happened to help",
        "What surprised you",
        "What was hard",
        "What you learned",
        "What you would like to try",
    ]
    assert page.context["missing"] == []
