from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mortem.core.errors import NotFound, TooMany
from mortem.core.record import Role
from mortem.web.models import Participant, Review, Share, User
from mortem.web.operations.participants import remove_participant
from mortem.web.operations.shares import (
    close_room,
    code_of,
    find_code,
    find_share,
    join_by_share,
    let_back_in,
    open_room,
    revoke_share,
    token_of,
)
from mortem.web.operations.showing import Purpose, show_by_link
from mortem.web.queries.shares import open_shares
from mortem.web.tries import FROM_EVERYWHERE, PER_ADDRESS, PER_BUSY_ADDRESS, Tries, network
from tests.web.conftest import seat_of


@pytest.fixture
def me(migration: Review, ada: User) -> Participant:
    return seat_of(ada, migration)


@pytest.fixture
def room(migration: Review, me: Participant, now: datetime) -> Share:
    return open_room(migration, by=me, at=now)


def reading_link(review: Review, me: Participant, now: datetime, *, days: int = 14) -> Share:
    why = Purpose(purpose="So that Noor can advise me", ends_at=now + timedelta(days=days))
    return show_by_link(review, why, by=me, at=now)


def test_the_database_holds_hashes_only(room: Share) -> None:
    kept = " ".join(map(str, Share.objects.values_list().get()))
    assert token_of(room) not in kept
    assert code_of(room) not in kept
    assert len(code_of(room)) == 6


def test_the_link_and_the_letters_open_the_same_room(room: Share, now: datetime) -> None:
    code = code_of(room)
    assert find_share(token_of(room), at=now) == room
    assert find_code(f" {code[:3].lower()}-{code[3:].lower()} ", at=now) == room


def test_a_room_opens_once(room: Share, me: Participant, now: datetime) -> None:
    assert open_room(room.review, by=me, at=now) == room


@pytest.mark.parametrize("token", ["", "guessed", "x" * 5000])
@pytest.mark.usefixtures("room")
def test_a_guessed_link_opens_nothing(now: datetime, token: str) -> None:
    with pytest.raises(NotFound):
        find_share(token, at=now)


def test_expired_revoked_and_closed_look_the_same(
    room: Share, me: Participant, now: datetime
) -> None:
    reading = reading_link(room.review, me, now)
    told = set()
    with pytest.raises(NotFound) as error:
        find_share(token_of(room), at=now + timedelta(days=8))
    told.add(str(error.value))
    revoke_share(reading, by=me, at=now)
    with pytest.raises(NotFound) as error:
        find_share(token_of(reading), at=now)
    told.add(str(error.value))
    close_room(room.review, by=me, at=now)
    with pytest.raises(NotFound) as error:
        find_code(code_of(room), at=now)
    told.add(str(error.value))
    assert len(told) == 1
    assert list(open_shares(room.review, at=now)) == []


def test_closing_the_door_leaves_readers_their_link(
    room: Share, me: Participant, now: datetime
) -> None:
    reading = reading_link(room.review, me, now, days=500)
    close_room(room.review, by=me, at=now)
    assert find_share(token_of(reading), at=now + timedelta(days=400)) == reading


def come_in(share: Share, now: datetime, *, key: str = "jun", user: User | None = None):  # type: ignore[no-untyped-def] # noqa: ANN201
    return join_by_share(share, name="Jun", user=user, browser_key=key, at=now)


def test_a_guest_takes_one_seat(room: Share, now: datetime) -> None:
    first, again = come_in(room, now), come_in(room, now)
    assert first == again
    assert (first.role, first.user, first.name) == (Role.PARTICIPANT, None, "Jun")


def test_a_reader_who_is_asked_in_may_take_part(
    room: Share, me: Participant, now: datetime
) -> None:
    reading = reading_link(room.review, me, now)
    assert come_in(reading, now).role == Role.READER
    assert come_in(room, now).role == Role.PARTICIPANT
    assert come_in(reading, now).role == Role.PARTICIPANT


def test_whoever_was_asked_to_leave_does_not_come_back_by_the_link(
    room: Share, me: Participant, ben: User, now: datetime
) -> None:
    for user in (None, ben):
        jun = come_in(room, now, user=user)
        remove_participant(jun, by=me, at=now)
        with pytest.raises(NotFound):
            come_in(room, now, user=user)
        let_back_in(jun, by=me, at=now)
        assert come_in(room, now, user=user) == jun


def test_guesses_are_limited_per_address_and_altogether() -> None:
    tries = Tries("Too many.", "Wait.")
    for _ in range(PER_ADDRESS):
        tries.check("10.0.0.1")
        tries.count("10.0.0.1")
    with pytest.raises(TooMany):
        tries.check("10.0.0.1")
    tries.check("10.0.0.2")
    for number in range(FROM_EVERYWHERE):
        tries.count(f"10.1.0.{number}")
    with pytest.raises(TooMany):
        tries.check("10.0.0.2")
    tries.forget()
    tries.check("10.0.0.1")


def test_who_comes_in_earns_the_others_at_that_address_a_try() -> None:
    tries = Tries("Too many.", "Wait.")
    for _ in range(PER_ADDRESS + 5):
        tries.count("10.0.0.1")
    with pytest.raises(TooMany):
        tries.check("10.0.0.1")
    for _ in range(6):
        tries.welcome("10.0.0.1")
    tries.check("10.0.0.1")
    for _ in range(500):
        tries.welcome("10.0.0.1")
    for _ in range(PER_BUSY_ADDRESS - PER_ADDRESS - 5):
        tries.check("10.0.0.1")
        tries.count("10.0.0.1")
    with pytest.raises(TooMany):
        tries.check("10.0.0.1")


def test_right_letters_never_raise_the_limit_on_everybody() -> None:
    tries = Tries("Too many.", "Wait.")
    for number in range(FROM_EVERYWHERE):
        tries.welcome("10.0.0.1")
        tries.count(f"10.1.0.{number}")
    with pytest.raises(TooMany):
        tries.check("10.0.0.1")


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}-{}", "{} {}", "{}. {}.", "({}) \u200b{}"])
def test_however_the_letters_are_typed(room: Share, now: datetime, typed: str) -> None:
    code = code_of(room)
    halves = [code] if typed.count("{}") == 1 else [code[:3], code[3:]]
    wide = "".join(chr(ord(letter) - 0x41 + 0xFF21) for letter in code)
    for letters in (typed.format(*halves), typed.format(*halves).lower(), wide):
        assert find_code(letters, at=now) == room


def test_one_household_is_one_guesser() -> None:
    assert network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2:ffff::1")
    assert network("192.0.2.1") != network("192.0.2.2")
    assert network("") == "nowhere"
