"""Nobody can tell who wrote a card from all that is stored, whenever it is taken (METHOD P5).

Each dump is looked at by itself: whoever takes one after another has watched the room, and
may learn from what was added meanwhile (privacy.md says so).
"""

from __future__ import annotations

import io
import logging
import os
import time
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid1

import pytest
from django.db import connection
from django.utils import timezone

from mortem.web import traces
from mortem.web.logs import Discreet
from mortem.web.models import Activity, Card, Cause, Participant
from mortem.web.queries.cards import card_key
from tests.web.anonymity import attack as ways
from tests.web.anonymity.attack import STRATEGIES, attack
from tests.web.anonymity.dump import (
    Dump,
    ahead_of_postgres,
    backups,
    dump,
    is_sqlite,
    written_ahead,
)
from tests.web.anonymity.room import EACH, WRITERS, Room, Watched, furnish, turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from mortem.web.models import Review, User
    from tests.web.anonymity.attack import Strategy

pytestmark = pytest.mark.django_db(transaction=True)
READ_AT_MOST = 120.0  # seconds for which another test holds a transaction open
DURING, BEFORE, AFTER = "during", "before", "after"  # the writing; the reveal; the reveal


class Taken(NamedTuple):
    """A dump, and what was known and true when it was taken."""

    dump: Dump
    watched: Watched
    truth: dict[str, str]


@pytest.fixture
def room(migration: Review, ada: User, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Return a furnished room; every identifier is the same at each run."""
    monkeypatch.setattr(os, "urandom", Random(7).randbytes)
    return furnish(migration, ada)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Return what the product's own log says, at its most talkative."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Discreet("{levelname} {name}: {message}", style="{"))
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    logging.getLogger("django.request").setLevel(logging.DEBUG)
    return said


def play(room: Room) -> Iterator[str]:
    """Write, reword, take back, say done and turn; stop at each stage."""
    order = turns(room)
    for place, who in enumerate(order, start=1):
        room.write(who)
        if place == len(order) // 2:
            yield DURING
    for who in WRITERS:
        room.meddle(who)
        room.done(who)
    yield BEFORE
    room.turn()
    yield AFTER


def take(room: Room, log: str = "") -> Taken:
    watched = copy(room.watched)
    watched.strokes = list(watched.strokes)
    return Taken(dump(room, log + "\n".join(room.log)), watched, dict(room.truth))


def at_stage(room: Room, wanted: str) -> Taken:
    for stage in play(room):
        if stage == wanted:
            return take(room)
    raise AssertionError(wanted)


def all_but(*left_out: Strategy) -> list[Strategy]:
    return [one for one in STRATEGIES if one not in left_out]


def test_no_dump_joins_a_card_to_its_writer(room: Room, log: io.StringIO) -> None:
    clues = {}
    for stage in play(room):
        taken = take(room, log.getvalue())
        strategies = STRATEGIES if stage == AFTER else all_but(ways.by_seized_key)
        for name, one in {"all": taken.dump, **backups()}.items():
            clues[stage, name] = attack(strategies, one, taken.watched, taken.truth)
    assert {where: found for where, found in clues.items() if found} == {}
    assert len(clues) == (9 if is_sqlite() else 3)
    assert len(taken.truth) == EACH * len(WRITERS)


def test_the_attack_had_something_to_read(room: Room) -> None:
    """Each card is found in tables, in raw bytes and in what is told once the cards are turned."""
    taken = at_stage(room, AFTER)
    tables = dict(ways.carriers(taken.dump, taken.truth))
    assert {len(tables[name]) for name in ("web_card", "web_cause", "web_searchentry")} == {36}
    raw = b"".join(taken.dump.raw.values())
    assert [text for text in taken.truth if text.encode() not in raw] == []
    assert [text for text in taken.truth if text not in taken.dump.said["export json"]] == []


def test_a_seized_browser_tells_its_cards_until_the_reveal_and_no_longer(room: Room) -> None:
    known = {}
    for stage in play(room):
        taken = take(room)
        (join,) = ways.by_seized_key(taken.dump, taken.watched, sorted(taken.truth))
        known[stage] = (len(join.writers), join.hits(taken.truth))
    assert known == {DURING: (18, 18), BEFORE: (36, 36), AFTER: (0, 0)}


def test_what_was_taken_back_or_reworded_is_gone_with_the_reveal(room: Room) -> None:
    """Or, while somebody reads for long, with a later sweep; privacy.md says so."""
    taken = at_stage(room, AFTER)
    assert len(room.taken_back) == 2 * len(WRITERS)
    deadline = time.monotonic() + READ_AT_MOST
    left = still_there(room, taken.dump)
    while left and not is_sqlite() and time.monotonic() < deadline:
        time.sleep(1)  # the tests beside this one, in the same server, hold transactions open
        traces.sweep("web_card", ended=True)
        left = still_there(room, dump(room))
    assert left == []


def still_there(room: Room, found: Dump) -> list[tuple[str, str]]:
    """Return which words that were taken back lie in which file."""
    return [
        (text, name)
        for text in room.taken_back
        for name, raw in found.raw.items()
        if text.encode() in raw
    ]


@pytest.mark.skipif("is_sqlite()", reason="PostgreSQL's own write-ahead log")
def test_what_postgresql_writes_ahead_still_tells_the_order(room: Room) -> None:
    """Its log lies outside what we can sweep; privacy.md says so, and for how long."""
    start = ahead_of_postgres()
    taken = at_stage(room, DURING)
    ahead = written_ahead(start)
    assert attack([ways.by_bytes], ahead, taken.watched, taken.truth) != []


# ── Planted leaks: each strategy finds the one that it is there for ───────────────────────


@contextmanager
def beside_the_cards(columns: str) -> Iterator[None]:
    """Keep a table of our own about cards; the product knows nothing of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE planted (said text, {columns})")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE planted")


def put(*values: str | int) -> None:
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO planted VALUES ({marks})", values)  # noqa: S608 - only marks


def rows_of(room: Room) -> dict[str, Card]:
    return {card.text: card for card in Card.everything.filter(review=room.review)}


@contextmanager
def a_time(room: Room) -> Iterator[None]:
    with beside_the_cards("at text"):
        room.on_a_card = lambda text, _who: put(text, timezone.now().isoformat())
        yield


@contextmanager
def a_number(room: Room) -> Iterator[None]:
    with beside_the_cards("number integer"):
        room.on_a_card = lambda text, _who: put(text, len(room.truth))
        yield


@contextmanager
def an_identifier_with_a_clock(room: Room) -> Iterator[None]:
    with beside_the_cards("key char(32)"):
        room.on_a_card = lambda text, _who: put(text, uuid1().hex)
        yield


@contextmanager
def a_time_of_the_seat(room: Room) -> Iterator[None]:
    """A seat's “last seen”, written with the card that it was seen with."""

    def seen(text: str, who: str) -> None:
        now = datetime.now(UTC)
        (seat,) = [key for key, name in room.watched.seats.items() if name == who]
        Participant.objects.filter(pk=seat).update(joined_at=now)
        put(text, now.isoformat())

    with beside_the_cards("at text"):
        room.on_a_card = seen
        yield


@contextmanager
def rows_as_they_came(_room: Room) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(traces, "lay_anew", lambda rows: traces.sweep_after(rows.model, ended=False))
        yield


@contextmanager
def nothing_swept(_room: Room) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(traces, "sweep", lambda *_table, **_ended: True)
        yield


@contextmanager
def dead_rows_as_they_came(room: Room) -> Iterator[None]:
    with rows_as_they_came(room), nothing_swept(room):
        yield


@contextmanager
def rows_that_were_deleted(room: Room) -> Iterator[None]:
    """Rows that lie in order and go with the reveal."""

    def clear() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM planted")
        traces.sweep("web_card", ended=True)

    with beside_the_cards("kept integer"):
        room.on_a_card = lambda text, _who: put(text, 0)
        room.on_the_reveal = clear
        yield


@contextmanager
def rows_that_were_not_zeroed(room: Room) -> Iterator[None]:
    with rows_that_were_deleted(room), connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = OFF")
        try:
            yield
        finally:
            cursor.execute("PRAGMA secure_delete = ON")


@contextmanager
def an_order_that_was_kept(room: Room) -> Iterator[None]:
    def unshuffle() -> None:
        for place, text in enumerate(room.truth):
            Card.objects.filter(review=room.review, text=text).update(position=place)
            Cause.objects.filter(review=room.review, text=text).update(position=place)

    room.on_the_reveal = unshuffle
    yield


@contextmanager
def a_writer_that_was_kept(room: Room) -> Iterator[None]:
    def name() -> None:
        seats = {who: seat for seat, who in room.watched.seats.items()}
        for text, card in rows_of(room).items():
            Card.objects.filter(pk=card.pk).update(participant=seats[room.truth[text]])

    room.on_the_reveal = name
    yield


@contextmanager
def a_key_that_was_kept(room: Room) -> Iterator[None]:
    def keep() -> None:
        for text, card in rows_of(room).items():
            key = card_key(room.watched.keys[room.truth[text]], card.pk)
            Card.objects.filter(pk=card.pk).update(key_hash=key)

    room.on_the_reveal = keep
    yield


@contextmanager
def an_actor_in_the_history(room: Room) -> Iterator[None]:
    def tell(text: str, who: str) -> None:
        (seat,) = [key for key, name in room.watched.seats.items() if name == who]
        line = Activity.objects.filter(review=room.review, verb="card.added").last()
        assert line is not None
        line.actor_id, line.data = seat, {"id": str(room.card(text))}
        line.save()

    room.on_a_card = tell
    yield


@contextmanager
def a_log_of_addresses(room: Room) -> Iterator[None]:
    """What many servers write by default, once an address names a card."""

    def note(text: str, who: str) -> None:
        address = room.watched.addresses[who]
        room.log.append(f'{address} "POST {room.url}cards/{room.card(text)}/ HTTP/1.1" 302')

    room.on_a_card = note
    yield


@contextmanager
def a_log_in_order(room: Room) -> Iterator[None]:
    room.on_a_card = lambda text, _who: room.log.append(f"ERROR {room.url}cards/{room.card(text)}/")
    yield


class Leak(NamedTuple):
    """What is planted, the strategy that must find it, in which dump, on which databases."""

    plant: Callable[[Room], AbstractContextManager[None]]
    strategy: Strategy
    stage: str
    on: str = "sqlite postgresql"


LEAKS = (
    Leak(a_time, ways.by_time, AFTER),
    Leak(a_number, ways.by_number, AFTER),
    Leak(an_identifier_with_a_clock, ways.by_identifier, AFTER),
    Leak(a_time_of_the_seat, ways.by_last_seen, AFTER),
    Leak(rows_as_they_came, ways.by_place, DURING),
    Leak(rows_as_they_came, ways.by_hidden_identifier, DURING),
    Leak(rows_as_they_came, ways.by_transaction, DURING, on="postgresql"),
    Leak(rows_as_they_came, ways.by_shared_transaction, DURING, on="postgresql"),
    Leak(nothing_swept, ways.by_bytes, DURING, on="sqlite"),
    Leak(rows_that_were_not_zeroed, ways.by_bytes, AFTER, on="sqlite"),
    Leak(nothing_swept, ways.by_hidden_identifier, DURING, on="postgresql"),
    Leak(dead_rows_as_they_came, ways.by_old_versions, BEFORE, on="postgresql"),
    Leak(dead_rows_as_they_came, ways.by_bytes, AFTER, on="postgresql"),
    Leak(an_order_that_was_kept, ways.by_what_is_told, AFTER),
    Leak(a_writer_that_was_kept, ways.by_reference, AFTER),
    Leak(a_key_that_was_kept, ways.by_seized_key, AFTER),
    Leak(an_actor_in_the_history, ways.by_history, BEFORE),
    Leak(a_log_of_addresses, ways.by_log, BEFORE),
    Leak(a_log_in_order, ways.by_log, BEFORE),
)


def name_of(leak: Leak) -> str:
    return f"{leak.plant.__name__}-{leak.strategy.__name__}-{leak.stage}"


@pytest.mark.parametrize("leak", LEAKS, ids=name_of)
def test_a_planted_leak_is_found(room: Room, leak: Leak) -> None:
    if connection.vendor not in leak.on:
        pytest.skip(f"a leak of {leak.on}")
    with leak.plant(room):
        taken = at_stage(room, leak.stage)
    assert attack([leak.strategy], taken.dump, taken.watched, taken.truth) != []


@pytest.mark.skipif("not is_sqlite()", reason="SQLite's free space")
def test_what_is_deleted_leaves_no_order_in_free_space(room: Room) -> None:
    """The same rows as in the leak above, deleted as the product deletes."""
    with rows_that_were_deleted(room):
        taken = at_stage(room, AFTER)
    assert attack([ways.by_bytes], taken.dump, taken.watched, taken.truth) == []


def test_each_strategy_finds_a_leak() -> None:
    assert {leak.strategy for leak in LEAKS} == set(STRATEGIES)
