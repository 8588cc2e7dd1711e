from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mortem.core.errors import BadInput
from mortem.core.record import Mode
from mortem.web.models import Card, Participant, Review, User
from mortem.web.operations.plans import (
    describe_plan,
    extend_phase,
    frame_review,
    reword_failure,
    today_of,
)
from mortem.web.operations.reviews import begin_review, move_phase
from tests.web.conftest import seat_of


@pytest.fixture
def me(migration: Review, ada: User) -> Participant:
    return seat_of(ada, migration)


def test_the_sentence_follows_the_plans_day(
    migration: Review, me: Participant, now: datetime
) -> None:
    review = describe_plan(migration, by=me, at=now, plan_date=date(2026, 4, 1))
    assert review.failure_sentence == "It is 2 July. The migration failed. Why did it?"
    assert review.horizon_date == date(2026, 7, 2)
    review = describe_plan(review, by=me, at=now, plan_date=date(2026, 5, 1))
    assert review.horizon_date == date(2026, 8, 1)


def test_a_day_in_the_title_is_the_plans_day(ada: User, now: datetime) -> None:
    review = begin_review(context="migration", title="Move on 9 April", by=ada, at=now)
    review = describe_plan(review, by=seat_of(ada, review), at=now, success="All rows equal")
    assert (review.plan_date, review.success) == (date(2026, 4, 9), "All rows equal")


def test_a_sentence_of_ones_own_stays(migration: Review, me: Participant, now: datetime) -> None:
    day = date(2026, 9, 1)
    review = reword_failure(migration, sentence="Orders were lost.", horizon=day, by=me, at=now)
    review = describe_plan(review, by=me, at=now, plan_date=date(2026, 4, 1))
    assert (review.failure_sentence, review.horizon_date) == ("Orders were lost.", day)


def test_a_new_day_is_put_into_the_sentence(
    migration: Review, me: Participant, now: datetime
) -> None:
    review = describe_plan(migration, by=me, at=now, plan_date=date(2026, 4, 1))
    review = reword_failure(
        review, sentence=review.failure_sentence, horizon=date(2026, 8, 9), by=me, at=now
    )
    assert review.failure_sentence == "It is 9 August. The migration failed. Why did it?"


@pytest.mark.parametrize(
    ("sentence", "day", "field"),
    [
        ("It failed.", date(2026, 3, 2), "horizon_date"),
        ("  ", date(2026, 5, 2), "failure_sentence"),
        ("x" * 401, date(2026, 5, 2), "failure_sentence"),
    ],
)
def test_what_cannot_be_imagined_is_answered(  # noqa: PLR0917 - fixtures and cases
    migration: Review, me: Participant, now: datetime, sentence: str, day: date, field: str
) -> None:
    with pytest.raises(BadInput) as told:
        reword_failure(migration, sentence=sentence, horizon=day, by=me, at=now)
    assert told.value.field == field


@pytest.mark.parametrize("before", list(Mode))
@pytest.mark.parametrize("after", list(Mode))
def test_modes_move_towards_anonymous_only(
    migration: Review, me: Participant, now: datetime, before: Mode, after: Mode
) -> None:
    freer = [Mode.NAMED, Mode.ALIAS, Mode.ANONYMOUS]
    Review.objects.filter(pk=migration.pk).update(mode=before)
    if freer.index(after) < freer.index(before):
        with pytest.raises(BadInput) as told:
            frame_review(migration, minutes=45, mode=after, by=me, at=now)
        assert told.value.field == "mode"
    else:
        frame_review(migration, minutes=45, mode=after, by=me, at=now)
    migration.refresh_from_db()
    assert migration.mode == max(before, after, key=freer.index)


def test_a_mode_chosen_on_an_older_page_is_no_way_back(
    migration: Review, me: Participant, now: datetime
) -> None:
    seen_before = Review.objects.get(pk=migration.pk)
    frame_review(migration, minutes=15, mode=Mode.ANONYMOUS, by=me, at=now)
    with pytest.raises(BadInput):
        frame_review(seen_before, minutes=15, mode=Mode.ALIAS, by=me, at=now)
    migration.refresh_from_db()
    assert migration.mode == Mode.ANONYMOUS


@pytest.mark.parametrize("deleted", [False, True])
def test_the_mode_stays_as_promised_once_somebody_wrote(
    migration: Review, me: Participant, now: datetime, *, deleted: bool
) -> None:
    Card.objects.create(
        review=migration, text="Said", participant=me, deleted_at=now if deleted else None
    )
    with pytest.raises(BadInput):
        frame_review(migration, minutes=15, mode=Mode.ANONYMOUS, by=me, at=now)
    assert frame_review(migration, minutes=30, mode=Mode.NAMED, by=me, at=now).minutes == 30


def test_only_presets_are_offered(migration: Review, me: Participant, now: datetime) -> None:
    with pytest.raises(BadInput):
        frame_review(migration, minutes=7, mode=Mode.NAMED, by=me, at=now)


def test_writing_has_its_share_of_the_minutes_and_can_have_more(
    migration: Review, me: Participant, now: datetime
) -> None:
    for phase in ("imagine", "write"):
        move_phase(migration, to=phase, by=me, at=now)
    assert migration.phase_ends_at == now + timedelta(minutes=5)
    late = now + timedelta(minutes=9)
    extend_phase(migration, minutes=2, by=me, at=late)
    migration.refresh_from_db()
    assert migration.phase_ends_at == late + timedelta(minutes=2)


def test_nobody_is_hurried_alone(ada: User, now: datetime) -> None:
    goal = begin_review(context="personal_goal", title="Run a marathon", by=ada, at=now)
    for phase in ("imagine", "write"):
        move_phase(goal, to=phase, by=seat_of(ada, goal), at=now)
    assert goal.phase_ends_at is None


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Pacific/Auckland", 4), ("America/Los_Angeles", 3), ("No/Such", 3), ("../etc", 3)],
)
def test_today_is_where_the_review_was_begun(
    migration: Review, now: datetime, zone: str, day: int
) -> None:
    migration.zone = zone
    assert today_of(migration, now).day == day
