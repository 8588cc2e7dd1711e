"""A database of its own for one review, in memory: no file, no journal, no temporary file.

While a thread is inside `speaking_to`, everything in it that speaks with the database speaks
with that one: pages, operations, search and exports work there as they are.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django.db import DatabaseError, connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from mortem.core.errors import CannotStart, Damaged
from mortem.web.models import Review, User

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALIAS = "default"
_START = "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
_SETTINGS = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ":memory:",
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": _START},
}


@contextmanager
def speaking_to(base: DatabaseWrapper) -> Iterator[None]:
    """Let this thread speak with `base` instead of the database; one thread at a time."""
    outer = connections[_ALIAS]
    connections[_ALIAS] = base
    try:
        yield
    finally:
        connections[_ALIAS] = outer


def blank() -> DatabaseWrapper:
    """Return an empty database with today's tables."""
    base = _new()
    _raw(base).deserialize(_blank_image())
    return base


def load(image: bytes) -> DatabaseWrapper:
    """Return the database that `image_of` was made from, brought up to date.

    Raises Damaged for bytes that are none, CannotStart for those of a newer Mortem.
    """
    base = _new()
    try:
        _raw(base).deserialize(image)
        _bring_up_to_date(base)
    except (sqlite3.DatabaseError, DatabaseError) as error:
        close(base)
        raise Damaged(
            "What was sealed is no review of Mortem.", hint="Use another copy of it."
        ) from error
    except CannotStart:
        close(base)
        raise
    return base


def image_of(base: DatabaseWrapper) -> bytes:
    """Return the whole database as bytes."""
    return _raw(base).serialize()


def changes_in(base: DatabaseWrapper) -> int:
    """Return how many rows were ever written, so that two numbers tell whether anything was."""
    return _raw(base).total_changes


def close(base: DatabaseWrapper) -> None:
    """Let go of the memory. Django itself keeps databases without a file open for ever."""
    if base.connection is not None:
        _raw(base).close()
        base.connection = None


def introduce(user: User) -> None:
    """Let the owner be known here, as they are called now."""
    kept = {field.attname: getattr(user, field.attname) for field in user._meta.concrete_fields}  # noqa: SLF001
    known = User.objects.filter(pk=user.pk)
    if not known.update(**{name: value for name, value in kept.items() if name != "id"}):
        User(**kept).save(force_insert=True)


def only_review() -> Review:
    """Return the review that this database is about. Raises Damaged when there is not just one."""
    found = list(Review.objects.all()[:2])
    if len(found) != 1:
        raise Damaged("What was sealed is not one review.", hint="Use another copy of it.")
    return found[0]


def _new() -> DatabaseWrapper:
    # The handler's own way to fill in what Django expects of every database.
    settings = connections.configure_settings({_ALIAS: {**_SETTINGS}})[_ALIAS]
    base = DatabaseWrapper(settings, alias=_ALIAS)
    base.inc_thread_sharing()  # pages are made in several threads, one of them at a time here
    base.ensure_connection()
    return base


def _raw(base: DatabaseWrapper) -> sqlite3.Connection:
    return cast("sqlite3.Connection", base.connection)


@cache
def _blank_image() -> bytes:
    base = _new()
    _bring_up_to_date(base)
    _raw(base).execute("VACUUM")
    image = image_of(base)
    close(base)
    return image


def _bring_up_to_date(base: DatabaseWrapper) -> None:
    with speaking_to(base):
        executor = MigrationExecutor(base)
        newer = set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes)
        if newer:
            raise CannotStart(
                "This review was sealed by a newer Mortem.",
                hint="Open it with that version, or a later one.",
            )
        targets: Any = executor.loader.graph.leaf_nodes()
        if executor.migration_plan(targets):
            executor.migrate(targets)
