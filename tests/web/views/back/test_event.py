"""The event: what was typed is kept, what is unclear is asked, nothing is guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from mortem.core.record import Moment, Precision
from mortem.web.models import Answer, EventTime, Review, TimelineEntry
from mortem.web.operations.reviews import begin_review

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import User

TOLD = {"title": "The shop was down", "zone": "Europe/Berlin"}


def describe(client: Client, review: Review, **more: Any) -> Any:
    return client.post(f"/r/{review.pk}/event/description/", {**TOLD, **more})


def errors_of(answer: Any) -> dict[str, list[str]]:
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


def test_an_empty_time_is_a_good_answer(ada_client: Client, outage: Review) -> None:
    assert describe(ada_client, outage).status_code == 302
    assert set(EventTime.objects.values_list("moment", "at")) == {(m.value, None) for m in Moment}


@pytest.mark.parametrize(
    ("typed", "at", "precision"),
    [
        ({"time": "02:10"}, datetime(2026, 3, 14, 1, 10, tzinfo=UTC), Precision.MINUTE),
        ({"time": "2.10"}, datetime(2026, 3, 14, 1, 10, tzinfo=UTC), Precision.MINUTE),
        ({"time": "021007"}, datetime(2026, 3, 14, 1, 10, 7, tzinfo=UTC), Precision.SECOND),
        ({}, datetime(2026, 3, 13, 23, 0, tzinfo=UTC), Precision.DAY),
        (
            {"time": "02:10", "precision": "about"},
            datetime(2026, 3, 14, 1, 10, tzinfo=UTC),
            Precision.ABOUT,
        ),
        (
            {"time": "02:10", "precision": "day"},
            datetime(2026, 3, 13, 23, 0, tzinfo=UTC),
            Precision.DAY,
        ),
    ],
)
def test_a_time_is_kept_as_exactly_as_it_is_known(
    ada_client: Client, outage: Review, typed: dict[str, str], at: datetime, precision: Precision
) -> None:
    fields = {f"started_{name}": value for name, value in typed.items()}
    assert describe(ada_client, outage, started_date="2026-03-14", **fields).status_code == 302
    kept = EventTime.objects.get(moment=Moment.STARTED)
    assert (kept.at, kept.precision) == (at, precision)


def test_between_has_two_ends(ada_client: Client, outage: Review) -> None:
    between = {
        "started_date": "2026-03-14",
        "started_time": "23:50",
        "started_precision": "between",
        "started_until_date": "2026-03-15",
        "started_until_time": "00:10",
    }
    assert describe(ada_client, outage, **between).status_code == 302
    kept = EventTime.objects.get(moment=Moment.STARTED)
    assert (kept.at, kept.until_at) == (
        datetime(2026, 3, 14, 22, 50, tzinfo=UTC),
        datetime(2026, 3, 14, 23, 10, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"zone": "Middle/Earth"}, "zone", "There is no time zone called “Middle/Earth”."),
        ({"zone": "../../etc/passwd"}, "zone", "There is no time zone called"),
        ({"zone": ""}, "zone", "This field is required."),
        ({"title": " "}, "title", "One plain sentence is needed here"),
        ({"title": "x" * 301}, "title", "at most 300 characters"),
        ({"summary": "x" * 20_001}, "summary", "at most 20000 characters"),
        ({"severity": "9"}, "severity", "Select a valid choice."),
        ({"started_time": "02:10"}, "started_date", "Which day was that?"),
        ({"started_date": "2026-03-14", "started_time": "25:99"}, "started_time", "“25:99” is not"),
        ({"started_date": "14 March"}, "started_date", "This is not a day."),
        ({"started_date": "0001-01-01"}, "started_date", "Years from 1900 to 2200"),
        (
            {"started_date": "2026-03-14", "started_time": "1:00", "started_precision": "between"},
            "started_until_time",
            "Until when, at the latest?",
        ),
        (
            {
                "started_date": "2026-03-14",
                "started_time": "01:00",
                "started_precision": "between",
                "started_until_time": "00:30",
            },
            "started_until_time",
            "It cannot end before it begins.",
        ),
        (
            {"started_date": "2026-03-29", "started_time": "02:30"},
            "started_time",
            "On that day the clocks in Europe/Berlin skipped 02:30.",
        ),
        (
            {"started_date": "2026-10-25", "started_time": "02:30"},
            "started_time",
            "The clocks in Europe/Berlin went back: 02:30 came twice.",
        ),
        ({"follows": "5b1f3f3c-0000-4000-8000-000000000000"}, "follows", "not open to you"),
    ],
)
def test_what_is_unclear_is_asked_beside_its_field_and_nothing_is_lost(
    ada_client: Client, outage: Review, typed: dict[str, str], field: str, message: str
) -> None:
    answer = describe(ada_client, outage, **{"hurt": "Two people on call", **typed})
    assert answer.status_code == 422
    found = errors_of(answer)
    assert list(found) == [field]
    assert message in found[field][0]
    assert "Two people on call" in answer.content.decode()
    assert Review.objects.get(pk=outage.pk).hurt == ""


def test_an_hour_that_comes_twice_can_be_told_apart(ada_client: Client, outage: Review) -> None:
    night = {"started_date": "2026-10-25", "started_time": "02:30", "started_twice": "1"}
    assert describe(ada_client, outage, **night).status_code == 302
    assert EventTime.objects.get(moment="started").at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_times_out_of_order_are_kept_and_asked_about(ada_client: Client, outage: Review) -> None:
    wrong = {
        "started_date": "2026-03-14",
        "started_time": "03:00",
        "detected_date": "2026-03-14",
        "detected_time": "02:00",
    }
    assert describe(ada_client, outage, **wrong).status_code == 302
    page = ada_client.get(f"/r/{outage.pk}/event/")
    assert page.context["wrong"] == ["“We noticed” lies before “It began”. Is that how it was?"]


def test_a_review_names_the_look_ahead_it_follows(
    ada_client: Client, outage: Review, migration: Review
) -> None:
    assert describe(ada_client, outage, follows=str(migration.pk)).status_code == 302
    assert Review.objects.get(pk=outage.pk).follows_id == migration.pk
    describe(ada_client, outage, follows="")
    assert Review.objects.get(pk=outage.pk).follows_id is None


def test_a_look_ahead_that_is_not_mine_cannot_be_followed_or_seen(
    ada_client: Client, ben: User, outage: Review, now: datetime
) -> None:
    his = begin_review(context="launch", title="Ben's own", by=ben, at=now)
    assert describe(ada_client, outage, follows=str(his.pk)).status_code == 422
    assert "Ben's own" not in ada_client.get(f"/r/{outage.pk}/event/").content.decode()


def test_one_that_is_followed_already_stays_though_it_cannot_be_opened(
    ada_client: Client, ben: User, outage: Review, now: datetime
) -> None:
    his = begin_review(context="launch", title="Ben's own", by=ben, at=now)
    Review.objects.filter(pk=outage.pk).update(follows=his)
    assert describe(ada_client, outage, follows=str(his.pk)).status_code == 302
    assert Review.objects.get(pk=outage.pk).follows_id == his.pk


def test_what_is_known_to_the_day_keeps_its_day_in_another_zone(
    ada_client: Client, outage: Review
) -> None:
    day = TimelineEntry.objects.create(
        review=outage, text="x", precision="day", at=datetime(2026, 3, 14, tzinfo=UTC)
    )
    exact = TimelineEntry.objects.create(
        review=outage, text="y", at=datetime(2026, 3, 14, 12, tzinfo=UTC)
    )
    describe(ada_client, outage, zone="America/Los_Angeles")
    day.refresh_from_db()
    exact.refresh_from_db()
    assert day.at == datetime(2026, 3, 14, 7, tzinfo=UTC)
    assert exact.at == datetime(2026, 3, 14, 12, tzinfo=UTC)


def test_a_broken_zone_in_the_data_does_not_close_the_page(
    ada_client: Client, outage: Review
) -> None:
    Review.objects.filter(pk=outage.pk).update(zone="Gone/Zone")
    assert ada_client.get(f"/r/{outage.pk}/event/").status_code == 200
    assert ada_client.get(f"/r/{outage.pk}/evidence/").status_code in {200, 302}


def test_a_stranger_finds_nothing(ben_client: Client, guest_client: Client, outage: Review) -> None:
    for client in (ben_client, guest_client):
        assert client.get(f"/r/{outage.pk}/event/").status_code == 404
        assert describe(client, outage).status_code == 404


@pytest.mark.parametrize("context", ["personal", "career_step"])
def test_a_story_of_ones_own_has_questions_and_neither_times_nor_severity(
    ada_client: Client, ada: User, now: datetime, context: str
) -> None:
    story = begin_review(context=context, title="The step", by=ada, at=now)
    page = ada_client.get(f"/r/{story.pk}/event/")
    form = page.context["form"]
    assert page.context["missing"] == []
    assert not {"severity", "zone", "started_time"} & set(form.fields)
    answers = {f"answer_{n}": f"answer {n}" for n in range(len(form.questions))}
    answer = ada_client.post(
        f"/r/{story.pk}/event/description/", {"title": "The step", **answers, "day": "2026-03-01"}
    )
    assert answer.status_code == 302
    story.refresh_from_db()
    assert story.summary == "answer 0"
    assert list(Answer.objects.values_list("question", "text")) == [
        (question, f"answer {n}") for n, question in enumerate(form.questions) if n
    ]
    assert EventTime.objects.get().precision == Precision.DAY


def test_an_answer_can_be_taken_back(ada_client: Client, ada: User, now: datetime) -> None:
    story = begin_review(context="personal", title="The step", by=ada, at=now)
    url = f"/r/{story.pk}/event/description/"
    ada_client.post(url, {"title": "The step", "answer_1": "Something\x00 good"})
    assert Answer.objects.get().text == "Something good"
    ada_client.post(url, {"title": "The step", "answer_1": " "})
    assert Answer.objects.count() == 0


def test_a_whole_description_is_one_line_of_history(ada_client: Client, outage: Review) -> None:
    before = Review.objects.get(pk=outage.pk).activity_count
    describe(ada_client, outage, started_date="2026-03-14")
    assert Review.objects.get(pk=outage.pk).activity_count == before + 1


@pytest.mark.parametrize(("visibility", "alone"), [("private", True), ("team", False)])
def test_that_nobody_else_sees_it_is_said_only_when_it_is_so(
    ada_client: Client, outage: Review, visibility: str, alone: bool
) -> None:
    Review.objects.filter(pk=outage.pk).update(visibility=visibility)
    page = ada_client.get(f"/r/{outage.pk}/event/")
    assert page.context["alone"] is alone
    assert ("Nobody else sees this" in page.content.decode()) is alone
