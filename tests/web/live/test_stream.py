"""Whoever follows a review is told what changed, and nobody else."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from mortem.core.record import Role
from mortem.web.live.stream import MOST_OF_ONE
from mortem.web.models import Membership
from mortem.web.operations.cards import add_card
from mortem.web.operations.causes import add_cause
from mortem.web.operations.participants import mark_done, remove_participant
from mortem.web.operations.reviews import delete_review, move_phase
from mortem.web.operations.shares import revoke_share, token_of
from mortem.web.operations.showing import Purpose, show_by_link, show_to_team
from mortem.web.operations.teams import make_team
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import bring, guest_in, guest_seat, join
from tests.web.live.conftest import Heard, until

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import Participant, Review, User
    from tests.web.live.conftest import Served, Stream


def following(served: Served, client: Client, review: Review, **asked: Any) -> Stream:
    """Open a stream as the page of the present phase does, rendered now."""
    review.refresh_from_db()
    given: dict[str, Any] = {
        "page": review.phase,
        "follow": review.phase,
        "after": review.activity_count,
        **asked,
    }
    stream = served.stream(client, review.pk, **given)
    assert stream.next("hello").data["now"] > 0
    return stream


def write(review: Review, by: Participant, text: str = "Nobody restored a backup") -> None:
    add_card(review, text=text, by=by, browser_key="ada", at=timezone.now())


def test_a_card_shows_to_others_as_a_number(served: Served, migration: Review, ada: User) -> None:
    guest = guest_in(migration)
    bring(migration, "write")
    stream = following(served, guest, migration)
    write(migration, seat_of(ada, migration))
    heard = stream.next()
    assert set(heard.data) == {"put", "from", "people"}
    assert set(heard.data["put"]) == {"card-count"}
    assert "One card so far, from all of us." in heard.data["put"]["card-count"]
    assert heard.number == heard.data["from"] + 1


def test_who_is_done_shows_as_dots(served: Served, migration: Review, ada_client: Client) -> None:
    guest_in(migration)
    bring(migration, "write")
    stream = following(served, ada_client, migration)
    mark_done(guest_seat(migration), phase="write", done=True, at=timezone.now())
    heard = stream.next()
    assert set(heard.data["put"]) == {"dots"}
    assert "1 of 2 are done" in heard.data["put"]["dots"]


def test_a_page_goes_along_when_the_review_moves_on(
    served: Served, migration: Review, ada: User
) -> None:
    guest = guest_in(migration)
    bring(migration, "write")
    stream = following(served, guest, migration)
    staying = following(served, guest, migration, follow="")
    move_phase(migration, to="reveal", by=seat_of(ada, migration), at=timezone.now())
    assert stream.next().data["go"] == f"/r/{migration.pk}/reveal/"
    assert "go" not in staying.next().data


def test_a_page_that_was_open_too_long_goes_along_at_once(
    served: Served, migration: Review
) -> None:
    guest = guest_in(migration)
    bring(migration, "write")
    stream = following(served, guest, migration, page="imagine", follow="imagine")
    assert stream.next().data["go"] == f"/r/{migration.pk}/write/"


def test_a_page_of_ones_own_is_told_that_something_changed(
    served: Served, outage: Review, ada: User, ada_client: Client
) -> None:
    stream = following(served, ada_client, outage, page="page", follow="")
    add_cause(outage, text="The disk was full", by=seat_of(ada, outage), at=timezone.now())
    assert stream.next().data["stale"] is True


def test_strangers_and_other_hosts_get_no_stream(
    served: Served, migration: Review, ben_client: Client, guest_client: Client
) -> None:
    assert served.stream(ben_client, migration.pk).status == 404
    assert served.stream(guest_client, migration.pk).status == 404
    assert served.stream(ben_client, uuid4()).status == 404


def test_one_seat_does_not_take_the_place_of_others(
    served: Served, migration: Review, ada_client: Client
) -> None:
    guest = guest_in(migration)
    for _ in range(MOST_OF_ONE):
        assert served.stream(guest, migration.pk).status == 200
    assert served.stream(guest, migration.pk).status == 503
    assert served.stream(ada_client, migration.pk).status == 200


def test_whoever_is_asked_to_leave_hears_no_more(
    served: Served, migration: Review, ada: User
) -> None:
    guest = guest_in(migration)
    bring(migration, "write")
    stream = following(served, guest, migration)
    remove_participant(guest_seat(migration), by=seat_of(ada, migration), at=timezone.now())
    write(migration, seat_of(ada, migration))
    assert stream.rest()[-1] == Heard("gone", None, {})
    assert served.stream(guest, migration.pk).status == 404


@pytest.mark.parametrize("audience", ["link", "team"])
def test_what_is_taken_back_closes_the_page_that_is_open(
    audience: str, served: Served, migration: Review, ada: User, ben: User
) -> None:
    me, now, client = seat_of(ada, migration), timezone.now(), signed_in(ben)
    why = Purpose(purpose="Advice", ends_at=now + timedelta(days=1))
    if audience == "team":
        team = make_team("Platform", by=ada, at=now)
        Membership.objects.create(team=team, user=ben, joined_at=now)
        share = show_to_team(migration, team, why, by=me, at=now)
    else:
        share = show_by_link(migration, why, by=me, at=now)
        client.post(f"/join/{token_of(share)}/", {"name": "Ben"})
    bring(migration, "write")
    stream = following(served, client, migration)
    revoke_share(share, by=me, at=timezone.now())
    assert stream.rest()[-1] == Heard("gone", None, {})
    assert served.stream(client, migration.pk).status == 404


def test_a_review_that_is_put_away_ends_its_streams(
    served: Served, migration: Review, ada: User, ada_client: Client
) -> None:
    stream = following(served, ada_client, migration)
    delete_review(migration, by=seat_of(ada, migration), at=timezone.now())
    assert stream.rest()[-1] == Heard("gone", None, {})


def test_readers_follow_without_taking_part(
    served: Served, migration: Review, ada: User, ben: User
) -> None:
    join(migration, ben)
    reader = guest_in(migration, role=Role.READER)
    bring(migration, "write")
    stream = following(served, reader, migration)
    write(migration, seat_of(ada, migration))
    assert set(stream.next().data["put"]) == {"card-count"}


def test_whoever_comes_back_gets_just_what_they_lack(
    served: Served, migration: Review, ada: User
) -> None:
    guest = guest_in(migration)
    bring(migration, "write")
    first = following(served, guest, migration)
    me = seat_of(ada, migration)
    numbers = []
    for text in ("One", "Two", "Three"):
        write(migration, me, text)
        numbers.append(first.next().number)
    back = served.stream(guest, migration.pk, page="write", follow="write", last=str(numbers[0]))
    assert [back.next().number, back.next().number] == numbers[1:]
    knows_all = served.stream(guest, migration.pk, page="write", follow="write", after=numbers[2])
    knows_all.next("hello")
    write(migration, me, "Four")
    assert knows_all.next().data["from"] == numbers[2]
    assert [one.event for one in knows_all.heard] == ["hello", "change"]


def test_what_is_too_long_ago_is_fetched_afresh(
    served: Served, migration: Review, ada: User
) -> None:
    guest = guest_in(migration)
    bring(migration, "write")
    long_ago = migration.activity_count
    write(migration, seat_of(ada, migration))
    stream = served.stream(guest, migration.pk, page="write", follow="write", after=long_ago)
    migration.refresh_from_db()
    assert stream.next("fresh").number == migration.activity_count


def test_the_numbers_lead_on_without_a_gap_while_twenty_write(
    served: Served, migration: Review, ada: User
) -> None:
    guest = guest_in(migration)
    bring(migration, "write")
    stream = following(served, guest, migration)
    migration.refresh_from_db()
    start = migration.activity_count
    me = seat_of(ada, migration)

    def one(place: int) -> None:
        for turn in range(3):
            write(migration, me, f"Reason {place}.{turn}")
        connection.close()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(20)]
    for thread in threads:
        thread.start()
    chain, last = [start], ""
    while chain[-1] < start + 60:
        try:
            heard = stream.next()
        except EOFError:
            stream = served.stream(guest, migration.pk, page="write", follow="write", last=last)
            continue
        assert heard.event == "change"
        assert heard.data["from"] == chain[-1]
        assert heard.number is not None
        chain.append(heard.number)
        last = str(heard.number)
        if len(chain) % 3 == 0:
            stream.close()  # the network is lost, and found again
            stream = served.stream(guest, migration.pk, page="write", follow="write", last=last)
    for thread in threads:
        thread.join()
    assert "60 cards so far" in heard.data["put"]["card-count"]
    assert chain == sorted(chain)


def test_a_server_that_stops_ends_its_streams(
    served: Served, migration: Review, ada_client: Client
) -> None:
    from mortem.web.asgi import tail

    stream = following(served, ada_client, migration)
    until(lambda: any(room.followers() for room in tail.rooms.values()))
    loop = tail._loop
    assert loop is not None
    import asyncio

    asyncio.run_coroutine_threadsafe(tail.stop(), loop).result(10)
    assert stream.rest() == []
