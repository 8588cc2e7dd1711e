"""Which actions somebody sees over all reviews, and in which order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from mortem.core.record import ActionState, Role, Verdict, Visibility
from mortem.web.access import readable_reviews
from mortem.web.models import ActionItem, Owner, Review
from mortem.web.operations.parts import delete_part
from mortem.web.operations.reviews import begin_review, delete_review
from mortem.web.operations.teams import make_team
from mortem.web.queries.actions import Chosen, Turn, actions_seen
from tests.web.conftest import seat_of
from tests.web.guarding import join

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import User

TODAY = date(2026, 3, 3)
DAY = timedelta(days=1)


def seen(user: User, **chosen: str) -> list[str]:
    found = actions_seen(user, reviews=readable_reviews(user), today=TODAY, chosen=Chosen(**chosen))
    return [row.text for row in found]


def put(review: Review, text: str, *, of: User | None = None, **values: Any) -> ActionItem:
    """Write an action; `of` is the account of its owner, without one somebody called Jun owns it."""
    owner = Owner.objects.filter(user=of).first() or Owner.objects.create(
        keeper=review.keeper, name=of.name if of else f"Jun {text}", user=of
    )
    given = {"state": ActionState.COMMITTED, "owner": owner}
    item: ActionItem = ActionItem.objects.create(review=review, text=text, **{**given, **values})
    return item


@pytest.fixture
def many(outage: Review, ada: User, ben: User, now: datetime) -> Review:
    """Return a look back with an action of every sort; Ben takes part, Ada runs it."""
    join(outage, ben, Role.PARTICIPANT)
    done = {"state": ActionState.DONE, "done_at": now}
    put(outage, "late", of=ben, due_date=TODAY - DAY)
    put(outage, "today", of=ben, due_date=TODAY)
    put(outage, "soon", of=ben, due_date=TODAY + DAY)
    put(outage, "undated", of=ben)
    put(outage, "to judge", of=ben, check_date=TODAY - 2 * DAY, **done)
    put(outage, "to judge later", of=ben, check_date=TODAY + 2 * DAY, **done)
    put(outage, "judged", of=ben, verdict=Verdict.HELD, **done)
    put(outage, "declined", of=ben, state=ActionState.DECLINED)
    put(outage, "idea", of=ben, state=ActionState.IDEA)
    put(outage, "hers, late", of=ada, due_date=TODAY - 9 * DAY)
    put(outage, "hers, soon", of=ada, due_date=TODAY + 9 * DAY)
    put(outage, "nobody reached", due_date=TODAY - 3 * DAY)
    return outage


@pytest.mark.usefixtures("many")
def test_what_needs_me_comes_first(ben: User) -> None:
    assert seen(ben) == [
        *("to judge", "late", "today", "soon", "to judge later", "undated"),
        *("hers, late", "nobody reached", "hers, soon"),
    ]


@pytest.mark.usefixtures("many")
def test_whoever_runs_a_review_sees_to_what_nobody_else_is_reached_for(ada: User) -> None:
    assert seen(ada, whose="mine") == ["hers, late", "nobody reached", "hers, soon"]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("overdue", {"late", "hers, late", "nobody reached"}),
        ("verdict", {"to judge"}),
        ("parked", {"idea"}),
        ("settled", {"judged", "declined"}),
    ],
)
@pytest.mark.usefixtures("many")
def test_states(state: str, expected: set[str], ben: User) -> None:
    found = seen(ben, state=state)
    assert (set(found), len(found)) == (expected, len(expected))


@pytest.mark.usefixtures("many")
def test_all_are_all_and_odd_words_narrow_nothing(ben: User) -> None:
    assert len(seen(ben, state="all")) == 12
    assert seen(ben, state="?", whose="?") == seen(ben)


@pytest.mark.usefixtures("many")
def test_each_says_whose_turn_it_is(ben: User) -> None:
    every = Chosen(state="all")
    found: list[Any] = [
        *actions_seen(ben, reviews=readable_reviews(ben), today=TODAY, chosen=every)
    ]
    turns = {row.text: Turn(row.turn) for row in found}
    assert [turns[text] for text in ("late", "soon", "hers, late", "hers, soon", "idea")] == [
        *(Turn.MINE_NOW, Turn.MINE_LATER, Turn.OTHERS_NOW, Turn.OTHERS_LATER, Turn.PARKED)
    ]
    assert turns["judged"] is turns["declined"] is Turn.SETTLED


def test_a_teams_are_those_of_reviews_that_are_open_to_it(
    outage: Review, migration: Review, ada: User, ben: User, now: datetime
) -> None:
    team = make_team("Platform", by=ada, at=now)
    Review.objects.filter(pk=outage.pk).update(team=team, visibility=Visibility.TEAM)
    Review.objects.filter(pk=migration.pk).update(team=team)
    put(outage, "ours", of=ada)
    put(migration, "hers", of=ada)
    assert (seen(ada, whose="team"), seen(ben)) == (["ours"], [])
    team.memberships.create(user=ben, joined_at=now)
    assert (seen(ben), seen(ben, whose="team"), seen(ben, whose="mine")) == (["ours"], ["ours"], [])


@pytest.mark.parametrize("context", ["promotion", "personal"])
def test_actions_of_a_personal_review_are_for_its_keeper_alone(
    context: str, ada: User, ben: User, now: datetime
) -> None:
    """Also when a mentor reads the review, and when it names the mentor as an owner."""
    own = begin_review(context=context, title="Staff", by=ada, at=now)
    join(own, ben, Role.PARTICIPANT)
    put(own, "hers", of=ada)
    put(own, "his", of=ben)
    assert readable_reviews(ben).get() == own
    assert (sorted(seen(ada)), seen(ben)) == (["hers", "his"], [])


def test_what_was_put_away_is_not_listed(outage: Review, ada: User, now: datetime) -> None:
    item = put(outage, "one", of=ada)
    put(outage, "two", of=ada)
    delete_part(item, by=seat_of(ada, outage), at=now)
    assert seen(ada) == ["two"]
    delete_review(outage, by=seat_of(ada, outage), at=now)
    assert seen(ada) == []
