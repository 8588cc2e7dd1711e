"""A database without a file: it is today's, whole, and nobody else's."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from mortem.core.errors import CannotStart, Damaged
from mortem.web import search
from mortem.web.models import Review, User
from mortem.web.operations.reviews import begin_review
from mortem.web.sealed import memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.backends.sqlite3.base import DatabaseWrapper


@pytest.fixture
def base(ada: User) -> Iterator[DatabaseWrapper]:
    """Return an empty one in which Ada is known."""
    made = memory.blank()
    with memory.speaking_to(made):
        memory.introduce(ada)
    yield made
    memory.close(made)


def test_it_is_spoken_to_only_inside(base: DatabaseWrapper, ada: User, now: datetime) -> None:
    outer = connections["default"]
    with memory.speaking_to(base):
        assert connection.vendor == "sqlite"
        review = begin_review(context="personal", title="Mine", by=ada, at=now)
        assert [hit.review for hit in search.find("mine", reviews=Review.objects.all())] == [
            review.pk
        ]
    assert connections["default"] is outer
    assert Review.objects.count() == 0


def test_an_error_inside_leads_back_out(base: DatabaseWrapper) -> None:
    outer = connections["default"]
    with pytest.raises(ZeroDivisionError), memory.speaking_to(base):
        _ = 1 / 0
    assert connections["default"] is outer


def test_what_it_holds_is_kept_as_bytes(base: DatabaseWrapper, ada: User, now: datetime) -> None:
    before = memory.changes_in(base)
    with memory.speaking_to(base):
        begin_review(context="personal", title="Mine", by=ada, at=now)
    assert memory.changes_in(base) > before
    again = memory.load(memory.image_of(base))
    with memory.speaking_to(again):
        assert memory.only_review().title == "Mine"
    memory.close(again)


def test_its_owner_is_called_there_as_they_are_called_now(base: DatabaseWrapper, ada: User) -> None:
    ada.name = "Ada Maria"
    with memory.speaking_to(base):
        memory.introduce(ada)
        assert [(one.pk, one.name) for one in User.objects.all()] == [(ada.pk, "Ada Maria")]


def test_nothing_of_it_goes_to_a_disk(base: DatabaseWrapper) -> None:
    with base.cursor() as cursor:
        said = {}
        for name in ("temp_store", "journal_mode", "secure_delete"):
            cursor.execute(f"PRAGMA {name}")
            said[name] = cursor.fetchone()[0]
        cursor.execute("PRAGMA database_list")
        files = [file for _number, _name, file in cursor.fetchall()]
    assert said == {"temp_store": 2, "journal_mode": "memory", "secure_delete": 1}
    assert files == ["x"]  # what SQLite calls bytes in memory
    assert not Path("x").exists()


def test_one_from_an_earlier_mortem_is_brought_up_to_date(ada: User, now: datetime) -> None:
    old = memory.blank()
    with memory.speaking_to(old):
        MigrationExecutor(old).migrate([("web", "0008_accounts")])
    again = memory.load(memory.image_of(old))
    with memory.speaking_to(again):
        memory.introduce(ada)
        begin_review(context="personal", title="Mine", by=ada, at=now)
        assert memory.only_review().participants.get().share is None
    for one in (old, again):
        memory.close(one)


def test_one_from_a_later_mortem_is_left_alone(base: DatabaseWrapper) -> None:
    with base.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('web', '9999_later', '2031-01-01')"
        )
    with pytest.raises(CannotStart):
        memory.load(memory.image_of(base))


@pytest.mark.parametrize("image", [b"no database", b"SQLite format 3\0" + b"\0" * 5000])
@pytest.mark.django_db
def test_bytes_that_are_no_database_are_told(image: bytes) -> None:
    with pytest.raises(Damaged):
        memory.load(image)


def test_a_database_without_a_review_is_none(base: DatabaseWrapper) -> None:
    with memory.speaking_to(base), pytest.raises(Damaged):
        memory.only_review()


@pytest.mark.django_db
def test_once_closed_its_memory_is_let_go() -> None:
    made = memory.blank()
    raw = made.connection
    memory.close(made)
    memory.close(made)
    with pytest.raises(sqlite3.ProgrammingError):
        raw.execute("SELECT 1")
