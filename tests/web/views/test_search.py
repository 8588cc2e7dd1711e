"""The page with one box."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from mortem.web.models import ActionItem, Answer, Cause, Evidence, Lesson
from mortem.web.operations.parts import add_part

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from mortem.web.models import Review


EVIDENCE = {
    "name": "kite.log",
    "media_type": "text/plain",
    "size": 1,
    "sha256": "0" * 64,
    "added_at": datetime(2026, 3, 3, tzinfo=UTC),
}


def test_found_words_are_marked_and_lead_to_their_place(
    ada_client: Client, migration: Review, now: datetime
) -> None:
    cause = add_part(Cause, migration, by=None, at=now, text="No <b>backup</b> was restored")
    html = ada_client.get("/search/", {"q": "backup"}).content.decode()
    assert "No &lt;b&gt;<mark>backup</mark>&lt;/b&gt; was restored" in html
    assert f'href="/r/{migration.pk}/reveal/#cause-{cause.pk}"' in html
    assert 'value="backup"' in html


def test_a_found_title_is_marked_once(ada_client: Client, migration: Review) -> None:
    page = ada_client.get("/search/", {"q": "orders clus"})
    (one,) = page.context["found"]
    assert [text for text, marked in one["title"] if marked] == ["orders", "cluster"]
    assert (one["review"], one["body"], one["hits"]) == (migration, [], [])


def test_many_places_in_one_review_are_counted(
    ada_client: Client, outage: Review, now: datetime
) -> None:
    for _ in range(6):
        add_part(Lesson, outage, by=None, at=now, text="kite", kind="learned")
    (one,) = ada_client.get("/search/", {"q": "kite"}).context["found"]
    assert (len(one["hits"]), one["more"]) == (4, 2)
    assert one["hits"][0]["url"].startswith(f"/r/{outage.pk}/lessons/#lesson-")


@pytest.mark.parametrize(
    ("model", "values", "place"),
    [
        (ActionItem, {"text": "kite"}, "actions/#{id}"),
        (Answer, {"question": "What?", "text": "kite"}, "evidence/#answer-{id}"),
        (Cause, {"text": "kite"}, "causes/#cause-{id}"),
        (Evidence, EVIDENCE, "evidence/{id}/"),
    ],
)
def test_a_hit_leads_to_the_thing_itself(
    model: type[Any], values: dict[str, Any], place: str, ada_client: Client, outage: Review
) -> None:
    at = outage.created_at
    thing: Any = add_part(model, outage, by=None, at=at, **values)
    (one,) = ada_client.get("/search/", {"q": "kite"}).context["found"]
    assert [hit["url"] for hit in one["hits"]] == [f"/r/{outage.pk}/{place.format(id=thing.pk)}"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "Nothing to find yet"),
        ("kite", "Nothing has “kite”"),
        ('"<script>', "Nothing has “&quot;&lt;script&gt;”"),
    ],
)
def test_empty_places_teach(words: str, says: str, ada_client: Client) -> None:
    page = ada_client.get("/search/", {"q": words})
    assert page.status_code == 200
    assert says in page.content.decode()


def test_another_account_finds_nothing(
    ben_client: Client, migration: Review, now: datetime
) -> None:
    add_part(Cause, migration, by=None, at=now, text="No backup was restored")
    page = ben_client.get("/search/", {"q": "backup"})
    assert page.context["found"] == []
    assert not page.context["has_reviews"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_constant(
    count: int,
    ada_client: Client,
    migration: Review,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        add_part(Cause, migration, by=None, at=now, text="kite")
    with django_assert_num_queries(4):  # who it is (2), the words, their reviews
        ada_client.get("/search/", {"q": "kite"})
