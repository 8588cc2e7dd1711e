"""Programs see what their account sees, in JSON, and hear errors in one shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mortem.core.record import Role
from mortem.web.models import Review
from mortem.web.operations.cards import add_card
from mortem.web.operations.examples import load_examples
from mortem.web.operations.reviews import begin_review
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from mortem.web.models import User


def post(client: Client, document: Any, **headers: Any) -> HttpResponse:
    raw = document if isinstance(document, (str, bytes)) else json.dumps(document)
    return client.post("/api/reviews", raw, content_type="application/json", **headers)  # type: ignore[return-value]


def test_nobody_enters_without_an_account(guest_client: Client, outage: Review) -> None:
    for path in ("reviews", f"reviews/{outage.pk}", f"reviews/{outage.pk}/activity", "search"):
        answer = guest_client.get(f"/api/{path}")
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "not_signed_in"


def test_the_list_has_ones_own(
    ada_client: Client, ben_client: Client, outage: Review, migration: Review
) -> None:
    titles = {row["title"] for row in ada_client.get("/api/reviews").json()["reviews"]}
    assert titles == {outage.title, migration.title}
    assert ben_client.get("/api/reviews").json() == {"reviews": [], "next": None}


def test_the_list_comes_in_pages(ada: User, ada_client: Client, now: datetime) -> None:
    counts = []
    for number in (1, 51):
        while Review.objects.count() < number:
            begin_review(context="incident", title="x", by=ada, at=now)
        with CaptureQueriesContext(connection) as seen:
            first = ada_client.get("/api/reviews").json()
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert (len(first["reviews"]), first["next"]) == (50, 2)
    second = ada_client.get("/api/reviews?page=2").json()
    assert (len(second["reviews"]), second["next"]) == (1, None)


def test_one_review_is_its_json_form(ada_client: Client, outage: Review) -> None:
    answer = ada_client.get(f"/api/reviews/{outage.pk}")
    assert answer.content == ada_client.get(f"/r/{outage.pk}/export/json/").content


def test_a_strangers_review_is_not_there(ben_client: Client, outage: Review) -> None:
    for path in (f"reviews/{outage.pk}", f"reviews/{outage.pk}/activity"):
        answer = ben_client.get(f"/api/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_document_is_brought_in_once(ada: User, ada_client: Client, now: datetime) -> None:
    back = load_examples(by=ada, at=now)[1]
    back.evidence.all().delete()
    raw = ada_client.get(f"/r/{back.pk}/export/json/").content
    Review.objects.all().delete()
    answer = post(ada_client, raw)
    assert (answer.status_code, json.loads(answer.content)["id"]) == (201, str(back.pk))
    again = post(ada_client, raw)
    assert (again.status_code, json.loads(again.content)["code"]) == (409, "already_there")


@pytest.mark.parametrize(
    ("raw", "status", "line"),
    [("{", 422, 1), ('{"format": "mortem-review",\n "version": 9}', 422, 2), ("[]", 422, 1)],
)
def test_a_broken_document_is_told_with_its_place(
    ada_client: Client, raw: str, status: int, line: int
) -> None:
    answer = post(ada_client, raw)
    problem = json.loads(answer.content)
    assert (answer.status_code, problem["code"], problem["line"]) == (status, "bad_document", line)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_post_needs_its_proof_of_origin(ada: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    answer = post(strict, "{}")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (403, "not_allowed")


def test_history_comes_after_a_number(ada_client: Client, outage: Review) -> None:
    lines = ada_client.get(f"/api/reviews/{outage.pk}/activity").json()
    assert [(line["number"], line["verb"]) for line in lines] == [(1, "review.begun")]
    assert ada_client.get(f"/api/reviews/{outage.pk}/activity?after=1").json() == []
    bad = ada_client.get(f"/api/reviews/{outage.pk}/activity?after=x")
    assert (bad.status_code, bad.json()["field"]) == (422, "after")


def test_words_are_found_in_ones_own(
    ada_client: Client, ben_client: Client, outage: Review
) -> None:
    found = ada_client.get("/api/search?q=checkout").json()
    assert [(hit["review"], hit["noun"]) for hit in found] == [(str(outage.pk), "review")]
    assert "".join(p["text"] for p in found[0]["excerpt"] if p["found"]) == "Checkout"
    assert ben_client.get("/api/search?q=checkout").json() == []


def test_what_needs_one_is_listed(ada_client: Client, outage: Review) -> None:
    rows = ada_client.get("/api/needs").json()
    assert [(row["kind"], row["review"]) for row in rows] == [("underway", str(outage.pk))]


def test_silent_cards_are_in_no_answer(
    ada: User, ada_client: Client, migration: Review, now: datetime
) -> None:
    Review.objects.filter(pk=migration.pk).update(phase="write")
    migration.refresh_from_db()
    me = seat_of(ada, migration)
    assert me.role == Role.FACILITATOR
    add_card(migration, text="zebra", by=me, browser_key="a" * 32, at=now)
    paths = (f"reviews/{migration.pk}", f"reviews/{migration.pk}/activity", "search?q=zebra")
    for path in (*paths, "reviews", "needs"):
        assert b"zebra" not in ada_client.get(f"/api/{path}").content


def test_the_description_is_served_without_a_page(ada_client: Client) -> None:
    described = ada_client.get("/api/openapi.json").json()
    assert sorted(described["paths"]) == [
        "/api/needs",
        "/api/reviews",
        "/api/reviews/{review_id}",
        "/api/reviews/{review_id}/activity",
        "/api/reviews/{review_id}/integrity",
        "/api/search",
    ]
    assert ada_client.get("/api/docs").status_code == 404
