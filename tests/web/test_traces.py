"""Anonymous rows lie in their table in the order of their random identifiers, whoever came when."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mortem.core.record import Asked, Mode, Role
from mortem.web import traces
from mortem.web.jobs.housekeeping import keep_house
from mortem.web.models import Card, Confidence, Participant, Rating, Review, User
from mortem.web.operations.cards import add_card
from mortem.web.operations.confidences import say_confidence
from mortem.web.operations.participants import join_review
from mortem.web.operations.plans import frame_review
from mortem.web.operations.ratings import Given, rate_causes
from tests.web.anonymity.dump import is_sqlite
from tests.web.conftest import seat_of
from tests.web.guarding import bring, some_causes

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Ben", "Cem", "Dana", "Eli", "Fay", "Gil", "Hana", "Ida")


@pytest.fixture
def people(migration: Review, ada: User) -> dict[str, Participant]:
    """Return the guests of an anonymous review of an hour."""
    now = timezone.now()
    frame_review(migration, minutes=60, mode=Mode.ANONYMOUS, by=seat_of(ada, migration), at=now)
    return {
        name: join_review(
            migration, name="", role=Role.PARTICIPANT, user=None, browser_key=name, at=now
        )
        for name in NAMES
    }


def as_they_lie(model: Any) -> tuple[list[Any], int]:
    """Return a table's keys as they lie there, and by how many transactions they were written."""
    table = model._meta.db_table
    place, born = ("rowid", "0") if is_sqlite() else ("ctid", "xmin::text")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {born} FROM {table} ORDER BY {place}")  # noqa: S608 - our words
        rows = cursor.fetchall()
    return [key for key, _born in rows], len({one for _key, one in rows})


def say_card(review: Review, me: Participant, key: str) -> None:
    add_card(review, text=f"Reason of {key}", by=me, browser_key=key, at=timezone.now())


def say_ratings(review: Review, me: Participant, key: str) -> None:
    given = {cause: Given(50, 3) for cause in review.causes.values_list("pk", flat=True)}
    rate_causes(review, given, by=me, browser_key=key, at=timezone.now())


def say_how_sure(review: Review, me: Participant, key: str) -> None:
    now = timezone.now()
    say_confidence(review, moment=Asked.BEFORE, percent=70, by=me, browser_key=key, at=now)


@pytest.mark.parametrize(
    ("model", "phase", "say"),
    [
        (Card, "write", say_card),
        (Rating, "rate", say_ratings),
        (Confidence, "imagine", say_how_sure),
    ],
)
def test_rows_lie_in_the_order_of_their_identifiers(
    migration: Review,
    people: dict[str, Participant],
    model: Any,
    phase: str,
    say: Callable[[Review, Participant, str], None],
) -> None:
    some_causes(migration)
    bring(migration, phase)
    for name, seat in people.items():
        say(migration, seat, name)
        keys, transactions = as_they_lie(model)
        assert keys == sorted(keys)
        assert transactions == 1
    assert model.objects.count() == len(people) * (3 if model is Rating else 1)


def test_named_cards_stay_where_they_are(migration: Review, ada: User) -> None:
    bring(migration, "write")
    me = seat_of(ada, migration)
    cards = [
        add_card(migration, text=f"{n}", by=me, browser_key="", at=timezone.now()) for n in range(9)
    ]
    keys, _transactions = as_they_lie(Card)
    assert [str(key).replace("-", "") for key in keys] == [card.pk.hex for card in cards]


def test_turned_cards_stay_where_they_are_when_a_late_one_comes(
    migration: Review, people: dict[str, Participant]
) -> None:
    """Somebody may be grouping them, whose change must not be lost."""
    bring(migration, "write")
    for name, seat in people.items():
        say_card(migration, seat, name)
    bring(migration, "reveal")
    before = turned()
    say_card(migration, people["Ben"], "Ben")
    assert turned().items() >= before.items()
    assert len(before) == len(people)


def turned() -> dict[Any, Any]:
    """Return the place of each turned card in its table."""
    place = "rowid" if is_sqlite() else "ctid::text"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {place} FROM web_card WHERE revealed")  # noqa: S608 - our words
        return dict(cursor.fetchall())


def test_nothing_is_swept_before_the_commit_nor_after_a_refusal(
    migration: Review, people: dict[str, Participant], monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(migration, "write")
    swept: list[str] = []
    monkeypatch.setattr(traces, "sweep", lambda table, *, ended: swept.append(f"{table} {ended}"))
    with transaction.atomic():
        say_card(migration, people["Ben"], "Ben")
        assert swept == []
    assert swept == ["web_card False"]
    with transaction.atomic():
        say_card(migration, people["Cem"], "Cem")
        transaction.set_rollback(True)
    assert swept == ["web_card False"]
    bring(migration, "reveal")
    assert swept == ["web_card False", "web_card True"]


@pytest.mark.skipif("not is_sqlite()", reason="a reader holds SQLite's journal")
def test_who_reads_for_long_only_delays_the_sweep(
    migration: Review,
    people: dict[str, Participant],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(traces, "_WAIT", 10)
    bring(migration, "write")
    path = connection.settings_dict["NAME"]
    journal = Path(f"{path}-wal")
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM web_card").fetchone()
        say_card(migration, people["Ben"], "Ben")
        assert [record.getMessage() for record in caplog.records] == [
            "Traces in web_card are left for the next sweep: somebody reads there."
        ]
        reader.execute("COMMIT")
    assert Card.objects.count() == 1
    keep_house(at=timezone.now())
    assert journal.read_bytes() == b""


@pytest.mark.skipif("is_sqlite()", reason="a reader holds PostgreSQL's table")
def test_who_holds_the_table_only_delays_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "_WAIT", 10)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM web_card")
        assert not traces.sweep("web_card", ended=True)
        other.rollback()
        assert traces.sweep("web_card", ended=True)
    finally:
        other.close()
