"""One number out of a database that the operator has named, by a query that can only read."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings

from mortem.core.errors import CannotRead
from mortem.web import databases
from mortem.web.aside import Aside

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS: Final = 5
LONGEST_VALUE: Final = 10_000  # bytes of one value; a query could make one of any length
LONGEST_PATTERN: Final = 200  # bytes of what LIKE compares with; it is no step of its own
OWN_TABLES: Final = ("web_card", "web_review")
_STEPS_BETWEEN_LOOKS: Final = 100  # one step may compare whole values
# What a connection does when the other side is gone without a word; times of it in seconds.
_ALIVE: Final[dict[str, Any]] = {
    "connect_timeout": SECONDS,
    "keepalives": 1,
    "keepalives_idle": SECONDS,
    "keepalives_interval": 1,
    "keepalives_count": 5,
    "tcp_user_timeout": SECONDS * 1000,
}
_READS: Final = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
_queries = Aside("query", most=8)


async def first_number(name: str, query: str) -> float:
    """Return the number in the first column of a query's only row.

    Raises CannotRead when there is no such connection, when the query cannot be run or may
    not be, or when what it gives is not one number.
    """
    url = settings.SQL_CONNECTIONS.get(name)
    if url is None:
        raise CannotRead("There is no connection “{name}” here.", name=name[:40])
    ask = _postgres if databases.is_postgres(url) else _sqlite
    return _one_number(await _queries.run(partial(ask, url, query)))


def _one_number(rows: Sequence[Sequence[Any]]) -> float:
    if len(rows) != 1:
        raise CannotRead(
            "The query gives {many}, not one row.",
            many="several rows" if rows else "no row",
            hint="Count, sum or take the newest: SELECT count(*) …, or … LIMIT 1.",
        )
    value = rows[0][0]
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise CannotRead(
            "The query gives no number but “{value}”.", value=str(value)[:40]
        ) from None


def _sqlite(url: str, query: str) -> Sequence[Sequence[Any]]:
    path = Path(unquote(urlsplit(url).path))
    if _is_own_file(path):
        raise _own()
    try:
        with closing(
            sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=SECONDS)
        ) as there:
            _refuse_own_tables(there.execute("SELECT name FROM sqlite_master").fetchall())
            there.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
            there.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
            there.set_authorizer(_authorize)
            ends = time.monotonic() + SECONDS
            there.set_progress_handler(lambda: time.monotonic() > ends, _STEPS_BETWEEN_LOOKS)
            return there.execute(query).fetchmany(2)
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise _refused(error) from None


def _authorize(action: int, first: str | None, second: str | None, *_where: str | None) -> int:
    loads = action == sqlite3.SQLITE_FUNCTION and "load_extension" in {first, second}
    return sqlite3.SQLITE_OK if action in _READS and not loads else sqlite3.SQLITE_DENY


def _is_own_file(path: Path) -> bool:
    own = settings.DATABASES["default"]["NAME"]
    try:
        return path.samefile(own)
    except OSError:
        return False


def _postgres(url: str, query: str) -> Sequence[Sequence[Any]]:
    import psycopg  # noqa: PLC0415 - there only where PostgreSQL is used

    limits = f"-c statement_timeout={SECONDS * 1000} -c lock_timeout=1000"
    try:
        with psycopg.connect(url, options=limits, **_ALIVE) as there:
            there.read_only = True
            role = there.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if (found := role.fetchone()) is None or found[0]:
                raise CannotRead("Its role may do everything; name one that may only read.")
            _refuse_own_tables(there.execute("SELECT tablename FROM pg_tables").fetchall())
            with there.cursor(name="mortem_reading") as cursor:
                cursor.execute(query.encode())
                rows = cursor.fetchmany(2)
            there.rollback()  # older servers let a reading transaction make large objects
            return rows
    except psycopg.Error as error:
        raise _refused(error) from None


def _refuse_own_tables(names: Sequence[Sequence[Any]]) -> None:
    """Know Mortem's own database by what is in it: a link, a copy and another name lead to it too."""
    if set(OWN_TABLES) <= {row[0] for row in names}:
        raise _own()


def _own() -> CannotRead:
    return CannotRead("This is Mortem's own database; what people wrote is nobody's measure.")


def _refused(error: Exception) -> CannotRead:
    """Say what the database said, in one short line; it may know nothing but the query."""
    return CannotRead("The database says: {why}.", why=str(error).strip().partition("\n")[0][:200])
