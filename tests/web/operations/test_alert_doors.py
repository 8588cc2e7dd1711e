"""What comes in by a door: which review it goes to, who stands behind it, and what ends it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from mortem.core.alerts import read_alert
from mortem.core.errors import BadInput, NotFound
from mortem.core.record import Role, Visibility
from mortem.web import vault
from mortem.web.models import Activity, AlertDoor, Evidence, Review, Team, Trouble
from mortem.web.operations.alert_doors import (
    MOST,
    MOST_BYTES,
    MOST_NEW,
    end_door,
    make_door,
    take_alert,
)
from mortem.web.operations.erasure import erase_user
from mortem.web.operations.evidence import delete_evidence
from mortem.web.operations.participants import hand_over, remove_participant
from mortem.web.operations.purging import purge
from mortem.web.operations.reviews import delete_review
from mortem.web.operations.teams import leave_team, make_team
from mortem.web.queries import alert_doors as queries
from mortem.web.queries.alert_doors import find_door
from tests.web.conftest import seat_of
from tests.web.guarding import join

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import User
    from mortem.web.operations.alert_doors import Taken

HOUR = timedelta(hours=1)


@pytest.fixture
def door(ada: User, now: datetime) -> AlertDoor:
    return find_door(make_door(ada, "Shop", by=ada, at=now))


@pytest.fixture
def platform(ada: User, ben: User, now: datetime) -> Team:
    """Return a team that Ada made and Ben is in."""
    team = make_team("Platform", by=ada, at=now)
    team.memberships.create(user=ben, joined_at=now + HOUR)
    return team


def take(door: AlertDoor, at: datetime, **said: Any) -> Taken:
    body = json.dumps({"title": "Till slow", **said}).encode()
    return take_alert(door, read_alert(body), vault.seal([body], limit=MOST_BYTES), at=at)


def test_the_first_alert_begins_a_look_back(door: AlertDoor, ada: User, now: datetime) -> None:
    review, is_new, evidence = take(door, now, started_at="2026-03-03T13:40:00Z")
    assert is_new
    assert (review.context, review.title, review.phase) == ("incident", "Till slow", "event")
    assert (review.keeper, review.visibility) == (ada, Visibility.PRIVATE)
    assert seat_of(ada, review).role == Role.FACILITATOR
    (begun,) = review.event_times.all()
    assert (begun.moment, begun.at) == ("started", now - HOUR / 3)
    assert evidence is not None
    assert evidence.name == "Shop 2026-03-03 14.00.00 UTC.json"
    with vault.open_sealed(evidence.sha256) as kept:
        assert json.load(kept)["started_at"] == "2026-03-03T13:40:00Z"
    verbs = list(Activity.objects.filter(review=review).values_list("verb", flat=True))
    assert verbs == ["review.begun", "review.described", "evidence.added"]


def test_what_follows_feeds_it_and_the_same_twice_adds_nothing(
    door: AlertDoor, now: datetime
) -> None:
    first = take(door, now, key="till")
    again = take(door, now + HOUR, key="till")
    resolved = take(door, now + 30 * HOUR, key="till", status="resolved")
    other = take(door, now + 30 * HOUR, key="stock")
    assert (again.review, again.is_new, again.evidence) == (first.review, False, None)
    assert (resolved.review, resolved.is_new) == (first.review, False)
    assert (other.review == first.review, other.is_new) == (False, True)
    assert first.review.evidence.count() == 2


def test_bytes_that_somebody_put_away_stay_away(door: AlertDoor, ada: User, now: datetime) -> None:
    review, _is_new, evidence = take(door, now, key="till")
    assert evidence is not None
    delete_evidence(evidence, by=seat_of(ada, review), at=now)
    assert take(door, now, key="till").evidence is None
    assert review.evidence.count() == 0


def test_without_a_key_six_hours_part_two_troubles(door: AlertDoor, now: datetime) -> None:
    first = take(door, now).review
    late = now + 5 * HOUR
    assert take(door, late, n=1).review == first
    assert take(door, late + 5 * HOUR, n=2).review == first
    assert take(door, late + 11 * HOUR, n=3).review != first


def test_the_same_words_by_another_door_are_another_trouble(
    door: AlertDoor, ada: User, now: datetime
) -> None:
    other = find_door(make_door(ada, "Stock", by=ada, at=now))
    assert take(door, now, key="till").review != take(other, now, key="till").review


@pytest.mark.parametrize("phase", ["published", "closed"])
def test_a_review_that_is_done_is_left_alone(phase: str, door: AlertDoor, now: datetime) -> None:
    done = take(door, now, key="till").review
    Review.objects.filter(pk=done.pk).update(phase=phase)
    following = take(door, now, key="till", n=1)
    assert (following.is_new, following.review == done) == (True, False)
    assert done.evidence.count() == 1
    assert take(door, now, key="till", n=2).review == following.review


def test_a_review_that_is_put_away_or_purged_is_left_alone(
    door: AlertDoor, ada: User, now: datetime
) -> None:
    gone = take(door, now, key="till").review
    delete_review(gone, by=seat_of(ada, gone), at=now)
    following = take(door, now, key="till").review
    assert following != gone
    purge(Review.objects.filter(pk=following.pk))
    assert not Trouble.objects.exists()
    assert take(door, now, key="till").is_new


def test_a_door_writes_only_where_its_person_may(
    door: AlertDoor, ada: User, ben: User, now: datetime
) -> None:
    review = take(door, now, key="till").review
    me, his = seat_of(ada, review), join(review, ben, Role.PARTICIPANT)
    hand_over(his, by=me, at=now)
    assert take(door, now, key="till", n=1).review == review
    me.refresh_from_db()
    remove_participant(me, by=his, at=now)
    assert take(door, now, key="till", n=2).review != review


def test_a_full_review_is_left_alone(
    door: AlertDoor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_PIECES", 2)
    reviews = [take(door, now, key="till", n=n).review for n in range(3)]
    assert (reviews[0] == reviews[1], reviews[1] == reviews[2]) == (True, False)


def test_a_storm_of_troubles_is_one_event_in_the_end(door: AlertDoor, now: datetime) -> None:
    taken = [take(door, now, key=n) for n in range(MOST_NEW + 5)]
    assert [one.is_new for one in taken] == [True] * MOST_NEW + [False] * 5
    assert Review.objects.count() == MOST_NEW
    assert Evidence.objects.count() == MOST_NEW + 5
    assert take(door, now + 2 * HOUR, key="later").is_new


def test_an_alert_without_words_is_called_after_its_door(door: AlertDoor, now: datetime) -> None:
    assert take(door, now, title="").review.title == "An alert: Shop"


def test_a_teams_door_begins_what_the_team_reads(
    platform: Team, ada: User, ben: User, now: datetime
) -> None:
    door = find_door(make_door(platform, "Shop", by=ben, at=now))
    review = take(door, now, key="till").review
    assert (review.visibility, review.team, review.keeper) == (Visibility.TEAM, platform, ben)
    leave_team(platform, by=ben)
    following = take(door, now, key="till").review
    assert (following != review, following.keeper) == (True, ada)
    leave_team(platform, by=ada)
    assert not AlertDoor.objects.exists()


def test_erasing_somebody_takes_their_doors_and_leaves_the_teams(
    door: AlertDoor, platform: Team, ada: User, ben: User, now: datetime
) -> None:
    shared = find_door(make_door(platform, "Shop", by=ada, at=now))
    take(door, now)
    take(shared, now)
    erase_user(ada, at=now)
    (left,) = AlertDoor.objects.all()
    assert (left, left.made_by) == (shared, None)
    assert take(left, now, key="till").review.keeper == ben


def test_five_doors_are_enough_and_each_has_a_name(ada: User, now: datetime) -> None:
    for bad in ("", " ", "\u200b", "x" * 81):
        with pytest.raises(BadInput):
            make_door(ada, bad, by=ada, at=now)
    for number in range(MOST):
        make_door(ada, f"Shop {number}", by=ada, at=now + number * HOUR)
    named = [door.name for door in queries.doors_of(ada)]
    assert named == [f"Shop {number}" for number in range(MOST)]
    with pytest.raises(BadInput, match="5 are the most"):
        make_door(ada, "One more", by=ada, at=now)


def test_a_door_that_has_ended_takes_nothing(door: AlertDoor, now: datetime) -> None:
    end_door(door)
    with pytest.raises(NotFound):
        take(door, now)
    assert not Review.objects.exists()


def test_of_an_address_only_its_hash_is_kept(ada: User, now: datetime) -> None:
    token = make_door(ada, "Shop", by=ada, at=now)
    assert token not in str(AlertDoor.objects.values().get())
    assert find_door(token).name == "Shop"
    ada.is_active = False
    ada.save()
    for wrong in (token, token[:-1], ""):
        with pytest.raises(NotFound):
            find_door(wrong)
