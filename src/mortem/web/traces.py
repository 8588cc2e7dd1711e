"""What writing leaves behind in a database file besides the rows: the order in which they came.

A table gives its rows back without an order, but its file keeps one: rows lie where there was
room when they arrived, old versions and deleted ones stay until something is written over them,
and a journal lists every change in turn. Who knows when each person was typing could read from
that order who wrote what. So what is anonymous is laid anew at every change, as a whole and in
the order of its random identifiers, and what the change leaves behind is swept (METHOD P5).
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.utils import OperationalError

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

_WAIT = 2000  # milliseconds that sweeping waits for readers before it leaves it to the next one
_log = logging.getLogger(__name__)


def lay_anew(rows: QuerySet[Any], *, ended: bool = False) -> None:
    """Write rows once more, in the order of their identifiers, and sweep after the commit.

    `ended` says that nothing more is kept secret about these rows: their table is then rewritten.
    Belongs into the transaction that changed them. Everybody who changes such rows has to take
    the review's row first (`append_activity`, `hold`): a change that comes in between is lost.
    """
    ordered, params = rows.order_by("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        # As the database gives them, without making objects of them: there may be thousands.
        cursor.execute(ordered, params)
        same = cursor.fetchall()
        rows.all().delete()
        cursor.executemany(_insert(rows.model), same)
    sweep_after(rows.model, ended=ended)


def _insert(model: type[Model]) -> str:
    """Return the statement that puts a row of this model in, its columns as a query gives them."""
    names = [str(field.column) for field in model._meta.concrete_fields]  # noqa: SLF001
    columns = ", ".join(map(connection.ops.quote_name, names))
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    marks = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names


def sweep_after(model: type[Model], *, ended: bool) -> None:
    """Sweep once this transaction is committed; only then is there anything to sweep."""
    table = model._meta.db_table  # noqa: SLF001 - Django's own way to a table's name
    transaction.on_commit(lambda: sweep(table, ended=ended), robust=True)


def sweep(table: str, *, ended: bool) -> bool:
    """Remove what earlier versions of a table's rows left in the database's files.

    Tells whether it could: somebody who reads for long may be in the way, and the next
    sweep does it then. SQLite zeroes what is deleted (`secure_delete`) but its journal keeps
    each change in turn: it is emptied. PostgreSQL keeps old versions in the table: they are
    vacuumed, and when all has `ended` the table moves to a new file.
    """
    swept = _empty_journal() if connection.vendor == "sqlite" else _vacuum(table, full=ended)
    if not swept:
        _log.warning("Traces in %s are left for the next sweep: somebody reads there.", table)
    return swept


def _empty_journal() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {_WAIT}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _left, _moved = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {int(before)}")
    return not busy


def _vacuum(table: str, *, full: bool) -> bool:
    """Vacuum, which takes place outside any transaction; another one under way will do, too."""
    how = "VACUUM (FULL)" if full else "VACUUM (SKIP_LOCKED)"
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {_WAIT}")
            try:
                cursor.execute(f"{how} {connection.ops.quote_name(table)}")
            finally:
                cursor.execute("RESET lock_timeout")
    except OperationalError:
        return False
    return True
