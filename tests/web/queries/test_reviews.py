"""Lists of reviews."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from mortem.web.access import readable_reviews
from mortem.web.models import Membership, Team
from mortem.web.operations.reviews import begin_review, delete_review, describe_review
from mortem.web.queries.pages import PAGE
from mortem.web.queries.reviews import Filter, list_reviews, put_away

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django import DjangoAssertNumQueries

    from mortem.web.models import Review, User


EVERYTHING = Filter()


EVERYTHING = Filter()


def titles(user: User, number: int = 1, chosen: Filter = EVERYTHING) -> list[str]:
    page = list_reviews(readable_reviews(user), chosen=chosen, user=user, number=number)
    return [review.title for review in page.rows]


@pytest.fixture
def all_three(migration: Review, outage: Review, ada: User, now: datetime) -> list[Review]:
    outage.closed_at = now
    outage.save(update_fields=["closed_at"])
    goal = begin_review(context="personal_goal", title="Run", by=ada, at=now + timedelta(minutes=1))
    return [migration, outage, goal]


MIGRATION, OUTAGE = "Move orders to the new cluster", "Checkout was down"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, ["Run", OUTAGE, MIGRATION]),
        ({"way": "ahead"}, ["Run", MIGRATION]),
        ({"way": "back"}, [OUTAGE]),
        ({"context": "migration"}, [MIGRATION]),
        ({"state": "open"}, ["Run", MIGRATION]),
        ({"state": "closed"}, [OUTAGE]),
        ({"whose": "mine"}, ["Run", OUTAGE, MIGRATION]),
        ({"whose": "team"}, []),
        ({"way": "sideways", "state": "?", "whose": "?"}, ["Run", OUTAGE, MIGRATION]),
        ({"way": "back", "state": "open"}, []),
    ],
)
@pytest.mark.usefixtures("all_three")
def test_narrowing(chosen: dict[str, str], expected: list[str], ada: User) -> None:
    assert sorted(titles(ada, chosen=Filter(**chosen))) == sorted(expected)
    assert titles(ada, chosen=Filter(**chosen))[:1] == expected[:1]


@pytest.mark.usefixtures("all_three")
def test_a_stranger_lists_nothing(ben: User) -> None:
    assert titles(ben) == []


def test_a_team_reads_what_is_opened_to_it(
    migration: Review, ada: User, ben: User, now: datetime
) -> None:
    team = Team.objects.create(name="Platform", created_at=now)
    Membership.objects.create(team=team, user=ben, joined_at=now)
    me = migration.participants.get(user=ada)
    describe_review(migration, by=me, at=now, team=team)
    assert titles(ben) == []
    describe_review(migration, by=me, at=now, visibility="team")
    assert titles(ben) == titles(ben, chosen=Filter(whose="team")) == [MIGRATION]
    assert titles(ben, chosen=Filter(whose="mine")) == []


def test_a_personal_review_is_no_teams_even_when_the_row_says_so(
    ada: User, ben: User, now: datetime
) -> None:
    team = Team.objects.create(name="Platform", created_at=now)
    Membership.objects.create(team=team, user=ben, joined_at=now)
    begin_review(context="personal", title="Mine", by=ada, at=now, visibility="team", team=team)
    assert titles(ben) == []
    assert titles(ada) == ["Mine"]


def test_pages(ada: User, now: datetime) -> None:
    for minute in range(PAGE + 1):
        at = now + timedelta(minutes=minute)
        begin_review(context="launch", title=f"Launch {minute}", by=ada, at=at)
    first = list_reviews(readable_reviews(ada), chosen=Filter(), user=ada)
    last = list_reviews(readable_reviews(ada), chosen=Filter(), user=ada, number=2)
    assert (len(first.rows), first.has_next, first.has_previous) == (PAGE, True, False)
    assert (titles(ada, 2), last.has_next, last.has_previous) == (["Launch 0"], False, True)
    assert titles(ada, -4) == titles(ada, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_one_query(
    count: int, ada: User, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        begin_review(context="launch", title="Launch", by=ada, at=now)
    with django_assert_num_queries(1):
        page = list_reviews(readable_reviews(ada), chosen=Filter(), user=ada)
        assert [review.team for review in page.rows] == [None] * count


def test_what_was_put_away_shows_to_whoever_ran_it(
    migration: Review, ada: User, ben: User, now: datetime
) -> None:
    assert list(put_away(ada)) == []
    delete_review(migration, by=migration.participants.get(), at=now)
    assert list(put_away(ada)) == [migration]
    assert list(put_away(ben)) == []
