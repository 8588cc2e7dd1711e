"""Handing over: one person facilitates, and it can always come back. And other names."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from mortem.core.errors import SomebodyWasFirst
from mortem.core.record import Mode, Role
from mortem.web.models import Activity, Participant, Review, User
from mortem.web.operations.participants import hand_over, join_review, remove_participant
from mortem.web.operations.users import name_user
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from datetime import datetime


@pytest.fixture
def me(migration: Review, ada: User) -> Participant:
    return seat_of(ada, migration)


@pytest.fixture
def jun(migration: Review, now: datetime) -> Participant:
    return guest(migration, "Jun", now)


def guest(review: Review, name: str, at: datetime, role: Role = Role.PARTICIPANT) -> Participant:
    return join_review(review, name=name, role=role, user=None, browser_key=name, at=at)


def roles(review: Review) -> dict[str, str]:
    return dict(review.participants.values_list("name", "role"))


def test_one_gives_and_the_other_gives_back(
    migration: Review, me: Participant, jun: Participant, now: datetime
) -> None:
    hand_over(jun, by=me, at=now)
    assert roles(migration) == {"Ada": "participant", "Jun": "facilitator"}
    hand_over(me, by=jun, at=now)
    assert roles(migration) == {"Ada": "facilitator", "Jun": "participant"}
    lines = Activity.objects.filter(review=migration, verb="facilitation.handed_over")
    assert [(line.actor, line.data["to"]) for line in lines.order_by("number")] == [
        (me, str(jun.pk)),
        (jun, str(me.pk)),
    ]


def test_the_keeper_stays_the_keeper_and_may_take_it_back(
    migration: Review, ada: User, me: Participant, jun: Participant, now: datetime
) -> None:
    hand_over(jun, by=me, at=now)
    migration.refresh_from_db()
    assert migration.keeper == ada
    hand_over(me, by=me, at=now)
    assert roles(migration) == {"Ada": "facilitator", "Jun": "participant"}


def test_only_whoever_facilitates_gives_it(
    migration: Review, me: Participant, jun: Participant, now: datetime
) -> None:
    kim = guest(migration, "Kim", now)
    for by in (jun, kim):
        with pytest.raises(SomebodyWasFirst):
            hand_over(kim, by=by, at=now)
    hand_over(jun, by=me, at=now)
    hand_over(kim, by=jun, at=now)
    with pytest.raises(SomebodyWasFirst):
        hand_over(jun, by=jun, at=now)
    assert roles(migration) == {"Ada": "participant", "Jun": "participant", "Kim": "facilitator"}


def test_nobody_who_left_or_only_reads_facilitates(
    migration: Review, me: Participant, jun: Participant, now: datetime
) -> None:
    reader = guest(migration, "Rae", now, Role.READER)
    remove_participant(jun, by=me, at=now)
    for to in (jun, reader, me):
        with pytest.raises(SomebodyWasFirst):
            hand_over(to, by=me, at=now)
    assert roles(migration)["Ada"] == "facilitator"


@pytest.mark.parametrize("mode", [Mode.NAMED, Mode.ANONYMOUS])
def test_every_room_is_told_of_another_name_and_not_whose_it_is(
    migration: Review, outage: Review, ada: User, now: datetime, mode: Mode
) -> None:
    later = now + timedelta(hours=1)
    for review in (migration, outage):
        Review.objects.filter(pk=review.pk).update(mode=mode)
        name_user(ada, ada.name, at=later)
    name_user(ada, "Grace", at=later)
    for review in (migration, outage):
        before, line = Activity.objects.filter(review=review).order_by("number")
        assert (line.verb, line.actor, line.data) == ("participant.named", None, {})
        assert line.at == (before.at if mode is Mode.ANONYMOUS else later)
        assert roles(review) == {"Grace": "facilitator"}
