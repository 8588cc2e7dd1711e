"""Moments of the timeline: facts, accounts, the lines they rest on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from mortem.web import vault
from mortem.web.models import Citation, EventTime, Evidence, Review, TimelineEntry
from mortem.web.operations.evidence import add_evidence
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import User

FACT = {"date": "2026-03-14", "time": "02:13", "text": "The disk was full", "kind": "fact"}


@pytest.fixture
def outage(outage: Review) -> Review:
    """Return the look back of an event in Berlin, once it has reached its evidence."""
    Review.objects.filter(pk=outage.pk).update(phase="evidence", zone="Europe/Berlin")
    outage.refresh_from_db()
    return outage


@pytest.fixture
def log(outage: Review, ada: User, now: datetime) -> Evidence:
    sealed = vault.seal([b"first\n2026-03-14T01:13:07Z full\n2026-03-14 02:14 again\n"], limit=999)
    brought = [("db.log", "text/plain", sealed)]
    return add_evidence(outage, brought=brought, by=seat_of(ada, outage), at=now)[0]


def add(client: Client, review: Review, **more: Any) -> Any:
    return client.post(f"/r/{review.pk}/entries/", {**FACT, **more})


def test_a_fact_belongs_to_nobody(ada_client: Client, outage: Review) -> None:
    assert add(ada_client, outage, attributed_to="Jun").status_code == 302
    entry = TimelineEntry.objects.get()
    assert (entry.at, entry.kind, entry.attributed_to) == (
        datetime(2026, 3, 14, 1, 13, tzinfo=UTC),
        "fact",
        "",
    )


def test_two_accounts_may_disagree(ada_client: Client, outage: Review) -> None:
    add(ada_client, outage, kind="account", attributed_to="Jun", text="It was the disk")
    add(ada_client, outage, kind="account", attributed_to="Mara", text="It was the network")
    assert list(TimelineEntry.objects.values_list("attributed_to", "text")) == [
        ("Jun", "It was the disk"),
        ("Mara", "It was the network"),
    ]


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"text": ""}, ["text"]),
        ({"text": "x" * 4001}, ["text"]),
        ({"date": ""}, ["date"]),
        ({"date": "", "time": ""}, ["date"]),
        ({"kind": "rumour"}, ["kind"]),
        ({"kind": "account"}, ["attributed_to"]),
        ({"first_line": "3"}, ["evidence"]),
        ({"evidence": "5b1f3f3c-0000-4000-8000-000000000000"}, ["evidence"]),
        ({"evidence": "nonsense"}, ["evidence"]),
        ({"first_line": "0"}, ["first_line"]),
        ({"first_line": "9" * 30}, ["first_line"]),
    ],
)
def test_what_is_missing_is_asked_and_nothing_typed_is_lost(
    ada_client: Client, outage: Review, typed: dict[str, str], fields: list[str]
) -> None:
    answer = add(ada_client, outage, **typed)
    assert answer.status_code == 422
    form = answer.context["entry"]
    assert sorted(form.errors) == fields
    assert form["time"].value() == typed.get("time", "02:13")
    assert TimelineEntry.objects.count() == 0


def test_an_entry_leads_back_to_its_lines(
    ada_client: Client, outage: Review, log: Evidence
) -> None:
    cited = {"evidence": str(log.pk), "first_line": "2", "last_line": "3"}
    assert add(ada_client, outage, **cited).status_code == 302
    citation = Citation.objects.get()
    assert (citation.first_line, citation.last_line) == (2, 3)
    page = ada_client.get(f"/r/{outage.pk}/evidence/").content.decode()
    assert f"/r/{outage.pk}/evidence/{log.pk}/?line=2#L2" in page


def test_lines_that_end_before_they_begin_are_asked_about(
    ada_client: Client, outage: Review, log: Evidence
) -> None:
    answer = add(ada_client, outage, evidence=str(log.pk), first_line="3", last_line="2")
    assert answer.context["entry"].errors["last_line"] == [
        "The lines end (2) before they begin (3)."
    ]


def test_a_line_that_names_its_zone_brings_its_time(
    ada_client: Client, outage: Review, log: Evidence
) -> None:
    page = ada_client.get(f"/r/{outage.pk}/evidence/", {"cite": str(log.pk), "line": "2"})
    form = page.context["entry"]
    assert (str(form["date"].value()), form["time"].value()) == ("2026-03-14", "02:13:07")
    assert page.context["asks_zone"] is False


def test_a_line_without_a_zone_is_asked_about(
    ada_client: Client, outage: Review, log: Evidence
) -> None:
    page = ada_client.get(f"/r/{outage.pk}/evidence/", {"cite": str(log.pk), "line": "3"})
    assert page.context["entry"]["time"].value() == "02:14"
    assert page.context["asks_zone"] is True


@pytest.mark.parametrize("line", ["0", "99", "-1", "x", "9" * 40, ""])
def test_a_line_that_is_not_there_brings_nothing(
    ada_client: Client, outage: Review, log: Evidence, line: str
) -> None:
    page = ada_client.get(f"/r/{outage.pk}/evidence/", {"cite": str(log.pk), "line": line})
    assert page.status_code == 200
    assert page.context["entry"]["text"].value() == ""


def test_the_day_of_the_last_moment_is_kept_and_no_time_is_guessed(
    ada_client: Client, outage: Review
) -> None:
    add(ada_client, outage, time="00:30")
    form = ada_client.get(f"/r/{outage.pk}/evidence/").context["entry"]
    assert str(form["date"].value()) == "2026-03-14"
    assert form["time"].value() is None


def test_a_moment_is_changed_and_keeps_the_citations_that_stay_ticked(
    ada_client: Client, outage: Review, log: Evidence
) -> None:
    add(ada_client, outage, evidence=str(log.pk), first_line="1")
    entry = TimelineEntry.objects.get()
    page = ada_client.get(f"/r/{outage.pk}/evidence/", {"edit": entry.pk})
    assert page.context["edited"]["time"].value() == "02:13"
    kept = [str(c.pk) for c in entry.citations.all()]
    url = f"/r/{outage.pk}/entries/{entry.pk}/"
    told = {**FACT, "time": "02:20", "keep": kept, "evidence": str(log.pk), "first_line": "2"}
    assert ada_client.post(url, told).status_code == 302
    assert list(entry.citations.values_list("first_line", flat=True)) == [1, 2]
    ada_client.post(url, {**FACT, "time": "02:20"})
    entry.refresh_from_db()
    assert entry.at == datetime(2026, 3, 14, 1, 20, tzinfo=UTC)
    assert entry.citations.count() == 0


def test_a_moment_taken_off_comes_back(ada_client: Client, outage: Review) -> None:
    add(ada_client, outage)
    entry = TimelineEntry.objects.get()
    page = ada_client.post(f"/r/{outage.pk}/entries/{entry.pk}/deletion/", follow=True)
    assert TimelineEntry.objects.count() == 0
    assert ada_client.post(f"/r/{outage.pk}/entries/{entry.pk}/").status_code == 404
    ada_client.post(page.context["undo"]["url"])
    assert TimelineEntry.objects.get() == entry


def test_a_story_that_begins_when_it_was_noticed_is_asked_to_begin_before(
    ada_client: Client, outage: Review
) -> None:
    at = datetime(2026, 3, 14, 1, 13, tzinfo=UTC)
    EventTime.objects.create(review=outage, moment="detected", at=at)
    add(ada_client, outage)
    assert ada_client.get(f"/r/{outage.pk}/evidence/").context["begins_late"] is True
    add(ada_client, outage, time="01:00")
    assert ada_client.get(f"/r/{outage.pk}/evidence/").context["begins_late"] is False


def test_how_long_it_took_is_told_from_the_five_times(ada_client: Client, outage: Review) -> None:
    for moment, minute in (("started", 10), ("detected", 18)):
        at = datetime(2026, 3, 14, 1, minute, tzinfo=UTC)
        EventTime.objects.create(review=outage, moment=moment, at=at)
    page = ada_client.get(f"/r/{outage.pk}/evidence/")
    assert page.context["lengths"] == [("until somebody noticed", "8 min")]


def test_the_picture_is_drawn_when_it_is_asked_for(ada_client: Client, outage: Review) -> None:
    evidence, picture = f"/r/{outage.pk}/evidence/", f"/r/{outage.pk}/evidence/picture/"
    assert picture not in ada_client.get(evidence).content.decode()
    add(ada_client, outage)
    page = ada_client.get(evidence).content.decode()
    assert (page.count(f'hx-get="{picture}"'), page.count("<svg role")) == (1, 0)
    drawn = ada_client.get(picture)
    assert [item.text for day in drawn.context["picture"]["items"] for item in day.items] == [
        "The disk was full"
    ]


def test_nobody_draws_the_timeline_of_strangers(ben_client: Client, outage: Review) -> None:
    assert ben_client.get(f"/r/{outage.pk}/evidence/picture/").status_code == 404
