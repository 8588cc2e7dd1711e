from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mortem.core.errors import AlreadyThere, BadInput, NotFound
from mortem.web.models import Owner, Review, Team, Token, User
from mortem.web.operations.owners import (
    CONFIRM_DAYS,
    ask_owner,
    claim_owner,
    confirm_owner,
    owner_named,
)
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.users import name_user
from mortem.web.queries.people import (
    address_book,
    named_owners,
    names_here,
    names_in_book,
    unreachable_owners,
)
from tests.web.guarding import a_signal, an_action, guest_in, join


def named(review: Review, who: str | User, now: datetime) -> Owner:
    owner = owner_named(review, who, at=now)
    assert owner is not None
    return owner


@pytest.mark.parametrize("name", ["", "  \t "])
def test_no_name_is_nobody(name: str, migration: Review, now: datetime) -> None:
    assert owner_named(migration, name, at=now) is None


def test_a_new_name_is_written_in_once_and_not_reached(migration: Review, now: datetime) -> None:
    one, other = named(migration, " Jun  Sato", now), named(migration, "Jun Sato", now)
    assert one == other
    assert (one.name, one.is_reachable) == ("Jun Sato", False)


def test_a_name_too_long(migration: Review, now: datetime) -> None:
    with pytest.raises(BadInput):
        owner_named(migration, "J" * 121, at=now)


class TestMe:
    def test_needs_no_address(self, migration: Review, ada: User, now: datetime) -> None:
        one, other = named(migration, ada, now), named(migration, ada, now)
        assert one == other
        assert (one.name, one.user, one.is_reachable) == ("Ada", ada, True)

    def test_takes_up_the_name_that_others_wrote(
        self, migration: Review, ada: User, now: datetime
    ) -> None:
        written = named(migration, "Somebody", now)
        Owner.objects.filter(pk=written.pk).update(name="Ada")
        assert named(migration, ada, now) == written

    def test_a_namesake_stays_another_person(
        self, migration: Review, ada: User, now: datetime
    ) -> None:
        other = Owner.objects.create(name="Ada", address="ada@else.example", keeper=ada)
        mine = named(migration, ada, now)
        assert (mine.name, mine == other) == ("Ada (2)", False)

    def test_without_a_name_yet(self, migration: Review, ada: User, now: datetime) -> None:
        ada.name = ""
        assert named(migration, ada, now).name == "Me"

    def test_telling_the_name_tells_it_wherever_one_was_only_me(
        self, migration: Review, ada: User, now: datetime
    ) -> None:
        ada.name = ""
        mine = named(migration, ada, now)
        team = Team.objects.create(name="Platform", created_at=now)
        there = begin_review(context="migration", title="Orders", by=ada, at=now, team=team)
        Owner.objects.create(name="Me", team=team)
        Owner.objects.create(name="Grace", team=team)
        ours = named(there, ada, now)
        other = Owner.objects.create(keeper=ada, name="Me (2)")
        assert (mine.name, ours.name) == ("Me", "Me (2)")
        name_user(ada, " Grace ", at=now)
        names = [Owner.objects.get(pk=one.pk).name for one in (mine, ours, other)]
        assert names == ["Grace", "Grace (2)", "Me (2)"]

    @pytest.mark.parametrize("name", ["Jun", "Me too", "Me"])
    def test_a_name_that_others_gave_stays(
        self, name: str, migration: Review, ada: User, now: datetime
    ) -> None:
        owner = named(migration, name, now)
        claim_owner(owner, by=ada, at=now)
        name_user(ada, "Me", at=now)
        owner.refresh_from_db()
        assert owner.name == name


def test_who_takes_part_with_an_account_is_reached_by_it(
    migration: Review, ben: User, now: datetime
) -> None:
    join(migration, ben)
    owner = named(migration, "Ben", now)
    assert (owner.user, owner.is_reachable) == (ben, True)


def test_a_guests_name_is_asked_for_an_address(migration: Review, now: datetime) -> None:
    guest_in(migration, name="Jun")
    assert named(migration, "Jun", now).is_reachable is False


class TestConfirming:
    @pytest.fixture
    def jun(self, migration: Review, now: datetime) -> Owner:
        return named(migration, "Jun", now)

    def test_by_the_link_and_only_once(self, jun: Owner, now: datetime) -> None:
        token = ask_owner(jun, " jun@example.org ", at=now)
        assert (jun.address, jun.is_reachable) == ("jun@example.org", False)
        confirmed = confirm_owner(token, at=now)
        assert (confirmed.pk, confirmed.is_reachable) == (jun.pk, True)
        with pytest.raises(NotFound):
            confirm_owner(token, at=now)

    def test_within_two_weeks(self, jun: Owner, now: datetime) -> None:
        token = ask_owner(jun, "jun@example.org", at=now)
        with pytest.raises(NotFound):
            confirm_owner(token, at=now + timedelta(days=CONFIRM_DAYS))

    def test_asking_again_ends_the_first_link(self, jun: Owner, now: datetime) -> None:
        first = ask_owner(jun, "jun@example.org", at=now)
        ask_owner(jun, "jun@elsewhere.example", at=now)
        with pytest.raises(NotFound):
            confirm_owner(first, at=now)

    def test_only_a_hash_is_kept(self, jun: Owner, now: datetime) -> None:
        token = ask_owner(jun, "jun@example.org", at=now)
        assert token not in str(Token.objects.values().get())

    @pytest.mark.parametrize("address", ["", "jun", "jun@", "a b@example.org", "j\x00@example.org"])
    def test_no_address(self, address: str, jun: Owner, now: datetime) -> None:
        with pytest.raises(BadInput):
            ask_owner(jun, address, at=now)
        jun.refresh_from_db()
        assert jun.address == ""

    def test_nobody_redirects_another_ones_messages(
        self, jun: Owner, ada: User, ben: User, now: datetime
    ) -> None:
        claim_owner(jun, by=ben, at=now)
        with pytest.raises(AlreadyThere):
            ask_owner(jun, "thief@example.org", at=now)
        with pytest.raises(AlreadyThere):
            claim_owner(jun, by=ada, at=now)
        claim_owner(jun, by=ben, at=now)
        jun.refresh_from_db()
        assert (jun.user, jun.address) == (ben, "")


class TestBook:
    def test_of_a_person_and_of_a_team_are_apart(
        self, migration: Review, ada: User, now: datetime
    ) -> None:
        team = Team.objects.create(name="Orders", created_at=now)
        shared = begin_review(context="launch", title="Launch it", by=ada, at=now, team=team)
        named(shared, "Mara", now)
        named(migration, "Jun", now)
        books = [[o.name for o in address_book(one)] for one in (migration, shared)]
        assert books == [["Jun"], ["Mara"]]

    def test_without_a_keeper_there_is_none(self, migration: Review, now: datetime) -> None:
        team = Team.objects.create(name="Orders", created_at=now)
        Owner.objects.create(name="Mara", team=team)
        migration.keeper = None
        assert list(address_book(migration)) == []
        assert named(migration, "Mara", now).team is None

    def test_opens_for_those_whose_it_is(
        self, migration: Review, ada: User, ben: User, now: datetime
    ) -> None:
        named(migration, "Somebody from another review", now)
        names = [names_in_book(migration, who) for who in (ada, ben, None)]
        assert names == [["Somebody from another review"], [], []]

    def test_opens_for_the_team(self, ada: User, ben: User, now: datetime) -> None:
        team = Team.objects.create(name="Orders", created_at=now)
        team.members.add(ben, through_defaults={"joined_at": now})
        shared = begin_review(context="launch", title="Launch it", by=ada, at=now, team=team)
        named(shared, "Mara", now)
        assert [names_in_book(shared, who) for who in (ada, ben)] == [[], ["Mara"]]


def test_the_names_around_are_the_people_and_the_owners(migration: Review) -> None:
    guest_in(migration, name="Jun")
    an_action(migration, owner="Mara")
    assert names_here(migration) == ["Ada", "Jun", "Mara"]
    assert names_here(migration, without=migration.keeper) == ["Jun", "Mara"]


def test_who_is_named_here_and_not_reached(migration: Review, outage: Review) -> None:
    an_action(migration, owner="Mara")
    a_signal(migration, owner="Jun")
    an_action(outage, owner="Tom")
    assert [o.name for o in named_owners(migration)] == ["Jun", "Mara"]
    assert [o.name for o in unreachable_owners(migration)] == ["Jun", "Mara"]
    assert [o.name for o in unreachable_owners(outage)] == ["Tom"]
