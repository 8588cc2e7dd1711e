"""Showing a review: to whom, what for, until when; who opened it; and taking it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from mortem.core.errors import BadInput, NotFound
from mortem.core.record import Mode, Role
from mortem.web import access
from mortem.web.models import Membership, Opening, Participant, Review, Share, User
from mortem.web.operations.participants import remove_participant
from mortem.web.operations.plans import frame_review
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.shares import (
    find_share,
    join_by_share,
    let_back_in,
    note_opening,
    note_team_opening,
    open_room,
    revoke_share,
    token_of,
)
from mortem.web.operations.showing import (
    MOST_PEOPLE,
    Addressee,
    Purpose,
    show_by_link,
    show_to_people,
    show_to_team,
)
from mortem.web.operations.teams import make_team
from mortem.web.queries.shares import is_held, who_sees
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from datetime import datetime

WHY = Purpose(purpose="So that you can tell me what I do not see")


@pytest.fixture
def now() -> datetime:
    """Return the moment itself: who may read is asked of the real clock."""
    return timezone.now()


@pytest.fixture
def mine(ada: User, now: datetime) -> Review:
    """Return a review of Ada's own life."""
    return begin_review(context="career_step", title="Not promoted", by=ada, at=now)


@pytest.fixture
def me(mine: Review, ada: User) -> Participant:
    return seat_of(ada, mine)


def one(review: Review, by: Participant, at: datetime, why: Purpose = WHY) -> Share:
    (share,) = show_to_people(review, [Addressee("Noor", "noor@example.org")], why, by=by, at=at)
    return share


def come(share: Share, user: User | None, at: datetime, key: str = "") -> Participant:
    return join_by_share(share, name="Noor", user=user, browser_key=key, at=at)


def reads(user: User, review: Review) -> bool:
    """Tell whether an account may open a review, by each of the two ways that decide it."""
    client = Client()
    client.force_login(user)
    opens = client.get(f"/r/{review.pk}/report/").status_code == 200
    assert access.readable_reviews(user).filter(pk=review.pk).exists() is opens
    return opens


def test_a_person_reads_until_it_is_taken_back(
    mine: Review, me: Participant, ben: User, now: datetime
) -> None:
    share = one(mine, me, now)
    assert not reads(ben, mine)
    come(share, ben, now)
    assert reads(ben, mine)
    revoke_share(share, by=me, at=now)
    assert not reads(ben, mine)
    with pytest.raises(NotFound):
        find_share(token_of(share), at=now)


def test_a_person_reads_until_the_day_is_over(
    mine: Review, me: Participant, ben: User, now: datetime
) -> None:
    share = one(mine, me, now, Purpose(purpose="Advice", ends_at=now + timedelta(days=1)))
    come(share, ben, now)
    assert reads(ben, mine)
    Share.objects.update(expires_at=now)
    assert not reads(ben, mine)


def test_a_link_for_one_opens_for_one(
    mine: Review, me: Participant, ben: User, now: datetime
) -> None:
    share = one(mine, me, now)
    first = come(share, None, now, key="a-phone")
    assert come(share, None, now, key="a-phone") == first
    with pytest.raises(NotFound):
        come(share, ben, now)


def test_a_few_people_have_a_link_each(mine: Review, me: Participant, now: datetime) -> None:
    people = [Addressee("Noor"), Addressee("Jun", "jun@example.org")]
    noor, jun = show_to_people(mine, people, WHY, by=me, at=now)
    assert (noor.label, noor.address, jun.label, jun.address) == (
        "Noor",
        "",
        "Jun",
        "jun@example.org",
    )
    come(noor, None, now, key="noor")
    revoke_share(noor, by=me, at=now)
    assert find_share(token_of(jun), at=now) == jun


def test_the_team_reads_a_personal_review_only_when_it_is_shown_to_it(
    mine: Review, me: Participant, ada: User, ben: User, now: datetime
) -> None:
    team = make_team("Platform", by=ada, at=now)
    Membership.objects.create(team=team, user=ben, joined_at=now)
    assert not reads(ben, mine)
    share = show_to_team(mine, team, WHY, by=me, at=now)
    assert reads(ben, mine)
    assert share.role == Role.READER
    with pytest.raises(NotFound):
        find_share(token_of(share), at=now)  # a team needs no link, so none opens
    revoke_share(share, by=me, at=now)
    assert not reads(ben, mine)


def test_somebody_elses_team_is_no_addressee(
    mine: Review, me: Participant, ben: User, now: datetime
) -> None:
    with pytest.raises(BadInput) as told:
        show_to_team(mine, make_team("Theirs", by=ben, at=now), WHY, by=me, at=now)
    assert told.value.field == "team"


@pytest.mark.parametrize(
    ("field", "people", "why"),
    [
        ("purpose", [Addressee("Noor")], Purpose(purpose="  ")),
        ("people", [Addressee("Noor", "no address")], WHY),
        ("people", [Addressee("  ")], WHY),
        ("people", [], WHY),
        ("people", [Addressee("Noor")] * (MOST_PEOPLE + 1), WHY),
    ],
)
def test_what_is_missing_is_asked_for(
    field: str, people: list[Addressee], why: Purpose, me: Participant, now: datetime
) -> None:
    with pytest.raises(BadInput) as told:
        show_to_people(me.review, people, why, by=me, at=now)
    assert (told.value.field, Share.objects.count()) == (field, 0)


def test_a_link_for_everybody_ends_on_a_day_to_come(
    mine: Review, me: Participant, now: datetime
) -> None:
    for ends in (None, now):
        with pytest.raises(BadInput) as told:
            show_by_link(mine, Purpose(purpose="Advice", ends_at=ends), by=me, at=now)
        assert told.value.field == "until"


def test_who_sees_it_since_when_what_for_and_who_opened_it(
    mine: Review, me: Participant, ada: User, ben: User, now: datetime
) -> None:
    team = make_team("Platform", by=ada, at=now)
    share, team_share = one(mine, me, now), show_to_team(mine, team, WHY, by=me, at=now)
    come(share, ben, now)
    later = now + timedelta(hours=3)
    note_opening(mine.participants.get(user=ben), at=later)
    note_team_opening(team_share, ada, at=later)
    seen = who_sees(mine, at=now)
    assert [person.name for person in seen.people] == ["Ada"]
    told = {row.share: [(who.name, who.opened_at) for who in row.readers] for row in seen.shown}
    assert told == {share: [("Noor", later)], team_share: [("Ada", later)]}
    revoke_share(share, by=me, at=later)
    seen = who_sees(mine, at=later)
    assert [row.share for row in seen.shown] == [team_share]
    assert [(row.share, len(row.readers)) for row in seen.ended] == [(share, 1)]


def test_in_an_anonymous_review_nobody_is_seen_to_open_it(
    migration: Review, ada: User, now: datetime
) -> None:
    me = seat_of(ada, migration)
    frame_review(migration, minutes=15, mode=Mode.ANONYMOUS, by=me, at=now)
    reading = one(migration, me, now)
    writing = one(migration, me, now, Purpose(purpose="Think along", role=Role.PARTICIPANT))
    assert come(reading, None, now, key="reads").share == reading
    assert (
        writing.role == Role.READER
    )  # to take part is what the room is for: no seat there hangs on a share
    came = come(writing, None, now, key="writes")
    assert came.role == Role.READER
    revoke_share(writing, by=me, at=now)
    assert not Participant.objects.filter(is_held(now), pk=came.pk).exists()
    assert Opening.objects.count() == 0


def test_whoever_was_shown_something_once_can_be_shown_it_again(
    mine: Review, me: Participant, ben: User, now: datetime
) -> None:
    first = one(mine, me, now)
    seat = come(first, ben, now)
    revoke_share(first, by=me, at=now)
    second = one(mine, me, now)
    assert come(second, ben, now) == seat
    assert reads(ben, mine)
    remove_participant(seat, by=me, at=now)
    with pytest.raises(NotFound):
        come(second, ben, now)


def test_a_seat_of_their_own_outlasts_a_link(
    migration: Review, ada: User, ben: User, now: datetime
) -> None:
    me = seat_of(ada, migration)
    room, reading = open_room(migration, by=me, at=now), one(migration, me, now)
    assert come(room, ben, now).share is None
    come(reading, ben, now)
    revoke_share(reading, by=me, at=now)
    assert reads(ben, migration)


def test_whoever_is_let_back_in_stays(
    mine: Review, me: Participant, ben: User, now: datetime
) -> None:
    share = one(mine, me, now)
    seat = come(share, ben, now)
    revoke_share(share, by=me, at=now)
    let_back_in(seat, by=me, at=now)
    assert reads(ben, mine)
