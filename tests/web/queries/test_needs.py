"""What needs somebody today, and what does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from mortem.core.record import ActionState, Disposition, Pace, Role, Verdict
from mortem.web.access import readable_reviews
from mortem.web.models import ActionItem, Cause, Owner, Participant, Review, Signal
from mortem.web.operations.parts import add_part
from mortem.web.operations.reviews import begin_review, delete_review
from mortem.web.queries.needs import Need, NeedKind, needs

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

    from mortem.web.models import User

TODAY = date(2026, 3, 3)
DAY = timedelta(days=1)

Found = list[Need]


def of(user: User, kind: NeedKind) -> Found:
    found = needs(user, reviews=readable_reviews(user), today=TODAY)
    return [need for need in found if need.kind is kind]


def put_in(review: Review, phase: str) -> Review:
    review.phase = phase
    review.save(update_fields=["phase"])
    return review


@pytest.fixture
def watched(migration: Review) -> Review:
    """Return the look ahead while its plan runs."""
    return put_in(migration, "watch")


@pytest.fixture
def signal(watched: Review, now: datetime) -> Callable[..., Signal]:
    def add(**values: Any) -> Signal:
        return add_part(
            Signal,
            watched,
            by=None,
            at=now,
            **{"question": "Row counts?", "next_date": TODAY} | values,
        )

    return add


@pytest.fixture
def action(outage: Review, now: datetime) -> Callable[..., ActionItem]:
    def add(**values: Any) -> ActionItem:
        return add_part(ActionItem, outage, by=None, at=now, **{"text": "Renew it"} | values)

    return add


@pytest.fixture
def ben_takes_part(migration: Review, outage: Review, ben: User, now: datetime) -> User:
    for review in (migration, outage):
        Participant.objects.create(
            review=review, user=ben, name="Ben", role=Role.PARTICIPANT, joined_at=now
        )
    return ben


def test_a_new_account_needs_nothing(ben: User) -> None:
    assert needs(ben, reviews=readable_reviews(ben), today=TODAY) == []


@pytest.mark.parametrize("phase", ["plan", "imagine", "reveal", "protect"])
def test_a_review_under_way(phase: str, migration: Review, ada: User) -> None:
    put_in(migration, phase)
    (need,) = of(ada, NeedKind.UNDERWAY)
    assert (need.review, need.text, need.phase) == (migration.pk, migration.title, phase)


@pytest.mark.parametrize("phase", ["write", "rate"])
def test_ones_turn_until_one_says_done(phase: str, migration: Review, ada: User) -> None:
    put_in(migration, phase)
    assert [need.review for need in of(ada, NeedKind.TURN)] == [migration.pk]
    migration.participants.update(done_phase=phase)
    assert of(ada, NeedKind.TURN) == []
    assert [need.review for need in of(ada, NeedKind.UNDERWAY)] == [migration.pk]


def test_it_is_ones_turn_to_write_ones_account(outage: Review, ada: User) -> None:
    put_in(outage, "accounts")
    (need,) = of(ada, NeedKind.TURN)
    assert (need.review, need.phase) == (outage.pk, "accounts")


@pytest.mark.parametrize("phase", ["watch", "closed"])
def test_a_review_at_rest_asks_nothing(phase: str, migration: Review, ada: User) -> None:
    put_in(migration, phase)
    assert needs(ada, reviews=readable_reviews(ada), today=TODAY) == []


def test_a_step_that_ends_on_a_day_says_which(migration: Review, ada: User) -> None:
    ends = datetime(2099, 3, 5, 23, 30, tzinfo=UTC)
    Review.objects.filter(pk=migration.pk).update(
        phase="write", pace=Pace.DAYS, phase_ends_at=ends, zone="Europe/Berlin"
    )
    assert [need.day for need in of(ada, NeedKind.TURN)] == [date(2099, 3, 6)]
    Review.objects.filter(pk=migration.pk).update(pace=Pace.LIVE)
    assert [need.day for need in of(ada, NeedKind.TURN)] == [None]


def test_ones_turn_comes_first(migration: Review, ada: User, now: datetime) -> None:
    put_in(migration, "write")
    begin_review(context="launch", title="A newer one", by=ada, at=now + DAY)
    found = needs(ada, reviews=readable_reviews(ada), today=TODAY)
    assert [need.kind for need in found] == [NeedKind.TURN, NeedKind.UNDERWAY]


@pytest.mark.parametrize("days", [0, 1, 40])
def test_a_check_in_is_due(days: int, signal: Callable[..., Signal], ada: User) -> None:
    due = signal(next_date=TODAY - days * DAY)
    (need,) = of(ada, NeedKind.CHECK_IN)
    assert (need.text, need.day, need.phase) == ("Row counts?", due.next_date, "watch")
    assert need.anchor == str(due.pk)


@pytest.mark.parametrize(
    "values",
    [
        {"next_date": TODAY + DAY},
        {"next_date": None},
        {"snoozed_until_date": TODAY + DAY},
    ],
)
def test_a_check_in_is_not_due(
    values: dict[str, Any], signal: Callable[..., Signal], ada: User
) -> None:
    signal(**values)
    assert of(ada, NeedKind.CHECK_IN) == []


def test_a_snooze_ends(signal: Callable[..., Signal], ada: User) -> None:
    signal(snoozed_until_date=TODAY)
    assert len(of(ada, NeedKind.CHECK_IN)) == 1


def test_a_closed_review_asks_for_no_check_in(
    signal: Callable[..., Signal], watched: Review, ada: User
) -> None:
    signal()
    put_in(watched, "closed")
    assert of(ada, NeedKind.CHECK_IN) == []


@pytest.mark.parametrize("days", [-30, 0, 3])
def test_an_action_is_due_soon_or_was(
    days: int, action: Callable[..., ActionItem], ada: User
) -> None:
    action(state=ActionState.COMMITTED, due_date=TODAY + days * DAY)
    assert [need.text for need in of(ada, NeedKind.ACTION)] == ["Renew it"]


@pytest.mark.parametrize(
    "values",
    [
        {"state": ActionState.COMMITTED, "due_date": TODAY + 4 * DAY},
        {"state": ActionState.COMMITTED, "due_date": None},
        {"state": ActionState.IDEA, "due_date": TODAY},
        {"state": ActionState.DONE, "due_date": TODAY},
        {"state": ActionState.DECLINED, "due_date": TODAY},
    ],
)
def test_an_action_is_not_due(
    values: dict[str, Any], action: Callable[..., ActionItem], ada: User
) -> None:
    action(**values)
    assert of(ada, NeedKind.ACTION) == []


def test_a_verdict_is_due_once(action: Callable[..., ActionItem], ada: User) -> None:
    item = action(state=ActionState.DONE, check_date=TODAY)
    action(state=ActionState.DONE, check_date=TODAY + DAY)
    assert [need.anchor for need in of(ada, NeedKind.VERDICT)] == [str(item.pk)]
    ActionItem.objects.filter(pk=item.pk).update(verdict=Verdict.HELD)
    assert of(ada, NeedKind.VERDICT) == []


def test_what_is_somebody_elses_does_not_need_me(
    action: Callable[..., ActionItem], ben_takes_part: User, ada: User
) -> None:
    jun = Owner.objects.create(keeper=ada, name="Jun")
    his = Owner.objects.create(keeper=ada, name="Ben", user=ben_takes_part)
    action(text="for Jun", state=ActionState.COMMITTED, due_date=TODAY, owner=jun)
    action(text="for Ben", state=ActionState.COMMITTED, due_date=TODAY, owner=his)
    assert [(need.text, need.who) for need in of(ada, NeedKind.ACTION)] == [("for Jun", "Jun")]
    assert [(need.text, need.who) for need in of(ben_takes_part, NeedKind.ACTION)] == [
        ("for Ben", "")
    ]


def test_a_stranger_is_asked_nothing_even_as_an_owner(
    action: Callable[..., ActionItem], ben: User, ada: User
) -> None:
    his = Owner.objects.create(keeper=ada, name="Ben", user=ben)
    action(state=ActionState.COMMITTED, due_date=TODAY, owner=his)
    assert needs(ben, reviews=readable_reviews(ben), today=TODAY) == []


def test_top_risks_without_an_answer(watched: Review, ada: User, now: datetime) -> None:
    jun = Owner.objects.create(keeper=ada, name="Jun")
    top = {"disposition": Disposition.TOP}
    answered, _bare = (
        add_part(Cause, watched, by=None, at=now, text=text, **top) for text in ("one", "two")
    )
    add_part(Cause, watched, by=None, at=now, text="three")
    assert [need.count for need in of(ada, NeedKind.RISK)] == [2]
    promised = {"text": "do", "state": ActionState.COMMITTED, "owner": jun, "cause": answered}
    add_part(ActionItem, watched, by=None, at=now, **promised)
    assert [need.count for need in of(ada, NeedKind.RISK)] == [2]
    seen = {"question": "see?", "owner": jun, "cause": answered}
    add_part(Signal, watched, by=None, at=now, **seen)
    assert [need.count for need in of(ada, NeedKind.RISK)] == [1]


def test_only_whoever_runs_the_review_is_asked_for_answers(
    watched: Review, ben_takes_part: User, now: datetime
) -> None:
    add_part(Cause, watched, by=None, at=now, text="one", disposition=Disposition.TOP)
    assert of(ben_takes_part, NeedKind.RISK) == []


def test_a_deleted_review_asks_nothing(migration: Review, ada: User, now: datetime) -> None:
    delete_review(migration, by=migration.participants.get(), at=now)
    assert needs(ada, reviews=readable_reviews(ada), today=TODAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_constant(
    count: int,
    ada: User,
    signal: Callable[..., Signal],
    action: Callable[..., ActionItem],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        signal()
        action(state=ActionState.COMMITTED, due_date=TODAY)
        action(state=ActionState.DONE, check_date=TODAY)
        begin_review(context="launch", title="Another", by=ada, at=ada.created_at)
    with django_assert_num_queries(5):
        needs(ada, reviews=readable_reviews(ada), today=TODAY)
