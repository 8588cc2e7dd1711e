"""Erasing oneself: what goes, and what stays without the name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from mortem.core.record import EntryKind, Role
from mortem.web import search, vault
from mortem.web.models import (
    ActionItem,
    CalendarFeed,
    Delivery,
    Evidence,
    Flip,
    Letterbox,
    Membership,
    Owner,
    Participant,
    Review,
    Signal,
    Team,
    TimelineEntry,
    Token,
    User,
)
from mortem.web.operations.calendars import begin_feed
from mortem.web.operations.erasure import erase_user, own_reviews
from mortem.web.operations.letterboxes import want_reminders
from mortem.web.operations.looks_asked import ask_for, link_token
from mortem.web.operations.parts import add_part
from mortem.web.operations.reviews import begin_review, describe_review
from mortem.web.operations.users import issue_sign_in
from tests.web.watching import watched_signal

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

LINK_TIME = timedelta(days=14)


@pytest.fixture
def shared(outage: Review, ben: User, now: datetime) -> Review:
    """Return a look back that Ben takes part in too."""
    Participant.objects.create(
        review=outage, user=ben, name="Ben", role=Role.PARTICIPANT, joined_at=now
    )
    return outage


def names(review: Review) -> list[str]:
    return sorted(review.participants.values_list("name", flat=True))


@pytest.mark.usefixtures("migration")
def test_what_nobody_else_can_open_goes(ada: User, now: datetime) -> None:
    erase_user(ada, at=now)
    assert (User.objects.count(), Review.objects.count(), Team.objects.count()) == (0, 0, 0)
    assert search.find("orders", reviews=Review.objects.all()) == []


def test_a_shared_review_stays_without_the_name(
    ada: User, ben: User, shared: Review, now: datetime
) -> None:
    entry = TimelineEntry.objects.create(
        review=shared, at=now, text="It looked fine", kind=EntryKind.ACCOUNT, attributed_to="Ada"
    )
    search.put(entry)
    erase_user(ada, at=now)
    shared.refresh_from_db()
    entry.refresh_from_db()
    assert (names(shared), shared.keeper, entry.attributed_to) == (
        ["Ben", "Somebody"],
        ben,
        "Somebody",
    )
    assert search.find("ada", reviews=Review.objects.all()) == []
    told = shared.activity.get(verb="participant.named")
    assert (told.actor, told.data) == (None, {})
    assert shared.activity.count() == shared.activity_count


def test_a_personal_review_goes_even_when_it_was_shared(
    ada: User, ben: User, now: datetime
) -> None:
    mine = begin_review(context="personal", title="Mine", by=ada, at=now)
    Participant.objects.create(review=mine, user=ben, name="Ben", role=Role.READER, joined_at=now)
    erase_user(ada, at=now)
    assert not Review.objects.filter(pk=mine.pk).exists()


def test_a_guests_seat_keeps_a_review(ada: User, migration: Review, now: datetime) -> None:
    Participant.objects.create(
        review=migration, name="Guest", key_hash="x", role=Role.PARTICIPANT, joined_at=now
    )
    assert list(own_reviews(ada)) == []


@pytest.mark.parametrize(("others", "going"), [(0, 1), (1, 0)])
def test_a_team_keeps_a_review_while_it_has_others(
    others: int, going: int, ada: User, ben: User, migration: Review
) -> None:
    now = migration.created_at
    team = Team.objects.create(name="Platform", created_at=now)
    for user in (ada, ben)[: 1 + others]:
        Membership.objects.create(team=team, user=user, joined_at=now)
    me = migration.participants.get()
    describe_review(migration, by=me, at=now, visibility="team", team=team)
    assert own_reviews(ada).count() == going
    erase_user(ada, at=now)
    assert Team.objects.count() == others


def test_somebody_elses_review_stays(ada: User, ben: User, now: datetime) -> None:
    theirs = begin_review(context="personal", title="By Ben", by=ben, at=now)
    erase_user(ada, at=now)
    assert list(Review.objects.all()) == [theirs]


def test_owners_lose_the_name_and_keep_the_work(
    ada: User, ben: User, shared: Review, now: datetime
) -> None:
    me = Owner.objects.create(
        keeper=ada, name="Ada", user=ada, address="ada@example.org", confirmed_at=now
    )
    jun = Owner.objects.create(keeper=ada, name="Jun")
    Owner.objects.create(keeper=ada, name="Unused")
    items = [
        add_part(ActionItem, shared, by=None, at=now, text=owner.name, owner=owner)
        for owner in (me, jun)
    ]
    erase_user(ada, at=now)
    kept: list[Any] = list(Owner.objects.order_by("name").values_list("name", "address", "keeper"))
    assert kept == [("Jun", "", ben.pk), ("Somebody", "", ben.pk)]
    names_now = [ActionItem.objects.get(pk=item.pk).owner for item in items]
    assert [owner and owner.name for owner in names_now] == ["Somebody", "Jun"]


def test_whoever_takes_a_review_over_runs_it(
    ada: User, ben: User, shared: Review, now: datetime
) -> None:
    erase_user(ada, at=now)
    assert shared.participants.get(user=ben).role == Role.FACILITATOR


def test_a_review_with_guests_only_keeps_its_owners(
    ada: User, migration: Review, now: datetime
) -> None:
    Participant.objects.create(
        review=migration, name="Guest", key_hash="x", role=Role.PARTICIPANT, joined_at=now
    )
    jun = Owner.objects.create(keeper=ada, name="Jun")
    item = add_part(ActionItem, migration, by=None, at=now, text="do", owner=jun)
    erase_user(ada, at=now)
    assert str(ActionItem.objects.get(pk=item.pk).owner) == "Jun"
    migration.refresh_from_db()
    assert migration.keeper is None


def test_two_erased_people_are_one_somebody_in_a_book(
    ada: User, ben: User, shared: Review, now: datetime
) -> None:
    cleo = User.objects.create(name="Cleo", created_at=now)
    owners = [Owner.objects.create(keeper=ben, name=u.name, user=u) for u in (ada, cleo)]
    item = add_part(ActionItem, shared, by=None, at=now, text="do", owner=owners[1])
    erase_user(ada, at=now)
    erase_user(cleo, at=now)
    assert ActionItem.objects.get(pk=item.pk).owner == Owner.objects.get(name="Somebody")


def test_links_go_with_the_account(ada: User, now: datetime) -> None:
    issue_sign_in(ada, at=now)
    begin_feed(ada, at=now)
    erase_user(ada, at=now)
    assert (Token.objects.count(), CalendarFeed.objects.count()) == (0, 0)


def test_where_reminders_went_goes_with_the_account(ada: User, ben: User, now: datetime) -> None:
    User.objects.filter(pk=ben.pk).update(address="ben@example.org")
    ada.address, ada.address_confirmed_at = "Ada@example.org", now
    ada.save()
    for address in ("ada@example.org", "ben@example.org"):
        want_reminders(address, wanted=False, at=now)
    erase_user(ada, at=now)
    assert Letterbox.objects.get().address == "ben@example.org"


@pytest.mark.django_db(transaction=True)
def test_the_bytes_of_evidence_go_unless_somebody_else_brought_them(
    ada: User, ben: User, migration: Review, now: datetime
) -> None:
    own, both = (vault.seal([words], limit=100) for words in (b"mine", b"ours"))
    theirs = begin_review(context="bug", title="By Ben", by=ben, at=now)
    for review, sealed in ((migration, own), (migration, both), (theirs, both)):
        values = {"size": sealed.size, "sha256": sealed.sha256, "media_type": "text/plain"}
        add_part(Evidence, review, by=None, at=now, name="a.log", added_at=now, **values)
    erase_user(ada, at=now)
    kept = [path.name for path in (vault._folder()).rglob("*") if path.is_file()]
    assert kept == [both.sha256]


def test_links_in_their_letters_open_nothing_and_what_waits_is_not_sent(
    migration: Review, ben: User, guest_client: Client, now: datetime
) -> None:
    at = timezone.now()
    owner = Owner.objects.create(name="Ben", keeper=migration.keeper, user=ben)
    migration.participants.create(user=ben, name="Ben", role="participant", joined_at=now)
    watch = watched_signal(migration, "pushed", at=at)
    Signal.objects.update(owner=owner, next_date=at.date())
    signal = Signal.objects.get()
    for number, when in enumerate(({"sent_at": at}, {"next_at": at}), start=1):
        flip = Flip.objects.create(watch=watch, number=number, at=at, was="quiet", state="tripped")
        told = {"flip": flip, "owner": owner, "expires_at": at + LINK_TIME, "hash": f"{number}"}
        Delivery.objects.create(**told, **when)
    (asked,) = ask_for([signal], address="ben@example.org", since=at, at=at)
    assert guest_client.get(f"/check-in/{link_token(asked)}/").status_code == 200
    erase_user(ben, at=at)
    assert guest_client.get(f"/check-in/{link_token(asked)}/").status_code == 404
    (left,) = Delivery.objects.all()
    assert left.expires_at == left.sent_at
