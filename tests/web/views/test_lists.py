"""The pages that list reviews and lessons, and what was put away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mortem.web.models import Lesson, Review
from mortem.web.operations.parts import add_part
from mortem.web.operations.reviews import begin_review

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from mortem.web.models import User


def test_reviews_are_listed_and_narrowed(
    ada_client: Client, migration: Review, outage: Review
) -> None:
    rows = ada_client.get("/reviews/").context["rows"]
    assert {row["review"] for row in rows} == {migration, outage}
    page = ada_client.get("/reviews/?way=back")
    assert [(row["review"], row["context"], row["phase"]) for row in page.context["rows"]] == [
        (outage, "Incident", "Event")
    ]
    assert '<option value="back" selected>' in page.content.decode()


@pytest.mark.parametrize(
    ("query", "says"),
    [("", "No review yet"), ("?way=back", "Nothing of that kind"), ("?page=7", "Nothing of that")],
)
def test_empty_lists_teach(query: str, says: str, ada_client: Client) -> None:
    page = ada_client.get(f"/reviews/{query}")
    assert says in page.content.decode()


@pytest.mark.parametrize(
    "query", ["?page=x", "?page=-1", "?page=99999999999", "?way=%00&context='"]
)
def test_odd_addresses_do_no_harm(query: str, ada_client: Client) -> None:
    assert ada_client.get(f"/reviews/{query}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_constant(
    count: int,
    ada: User,
    ada_client: Client,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        begin_review(context="launch", title="Launch", by=ada, at=now)
    with django_assert_num_queries(4):  # who it is (2), the list, whether there are teams
        ada_client.get("/reviews/")


def test_lessons_are_read_by_kind(ada_client: Client, outage: Review, now: datetime) -> None:
    add_part(Lesson, outage, by=None, at=now, text="It was night", kind="lucky")
    assert ada_client.get("/lessons/").context["taught"] == []
    Review.objects.filter(pk=outage.pk).update(phase="published")
    (one,) = ada_client.get("/lessons/").context["taught"]
    assert [(str(word), texts) for word, texts in one["kinds"]] == [
        ("Where we were lucky", ["It was night"])
    ]
    assert ada_client.get("/lessons/?context=bug").context["taught"] == []


def test_a_review_is_put_away_and_brought_back(ada_client: Client, migration: Review) -> None:
    ask = ada_client.get(f"/r/{migration.pk}/deletion/")
    assert (ask.status_code, Review.objects.get().deleted_at) == (200, None)
    assert ada_client.post(f"/r/{migration.pk}/deletion/").headers["Location"] == "/put-away/"
    assert ada_client.get("/reviews/").context["rows"] == []
    assert ada_client.get(f"/r/{migration.pk}/").status_code == 404
    (row,) = ada_client.get("/put-away/").context["rows"]
    assert row["review"] == migration
    back = ada_client.post(f"/r/{migration.pk}/restoration/")
    assert back.headers["Location"] == f"/r/{migration.pk}/"
    assert ada_client.get(f"/r/{migration.pk}/").status_code == 302


def test_only_whoever_runs_it_may_put_it_away_or_bring_it_back(
    ben_client: Client, ada_client: Client, migration: Review
) -> None:
    assert ben_client.post(f"/r/{migration.pk}/deletion/").status_code == 404
    ada_client.post(f"/r/{migration.pk}/deletion/")
    assert ben_client.get("/put-away/").context["rows"] == []
    assert ben_client.post(f"/r/{migration.pk}/restoration/").status_code == 404
