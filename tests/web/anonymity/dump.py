"""Everything that is stored, as whoever carries the machine away has it."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from mortem.cli import backup
from mortem.web import at_rest, folder
from mortem.web.env import Keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.anonymity.room import Room

Row = dict[str, Any]
PLACE, BORN = "~place", "~born"  # where a row lies in its table; which transaction wrote it


@dataclass(slots=True)
class Dump:
    """All tables row by row, all files byte by byte, and all that was ever said to the outside."""

    rows: dict[str, list[Row]]
    raw: dict[str, bytes]
    said: dict[str, str] = field(default_factory=dict)


def dump(room: Room, log: str = "") -> Dump:
    """Take everything now; a new surface of the product is added to what is `said` here."""
    return Dump(
        rows=tables(),
        raw={
            **(_files_of_sqlite() if is_sqlite() else _files_of_postgres()),
            **_files_in(settings.DATA),
        },
        said={"log": log, **_said(room)},
    )


def tables() -> dict[str, list[Row]]:
    """Return every table that there is, row by row as they lie."""
    return _rows_of_sqlite(connection) if is_sqlite() else _rows_of_postgres()


def backups() -> dict[str, Dump]:
    """Return what the two kinds of backup hold: each of them is another dump."""
    if not is_sqlite():
        return {}
    found = {}
    with tempfile.TemporaryDirectory() as room:
        place = Path(room)
        source, target = connection.settings_dict["NAME"], place / folder.DATABASE
        with closing(sqlite3.connect(source)) as base, closing(sqlite3.connect(target)) as copy:
            base.backup(copy)
        before = folder.back_up_database(place, at=datetime.now(UTC), reason="before-upgrade")
        assert before is not None
        found["a copy before an upgrade"] = _of_file(before)
        packed = place / "packed.zip"
        backup._pack(place, packed, datetime.now(UTC), with_key=True)
        found["mortem backup"] = dump_of_backup(packed, place / "out")
    return found


def dump_of_folder(data: Path, log: str) -> Dump:
    """Return all that lies in the data folder of a product that runs, or ran, and what it said."""
    raw = _files_in(data)
    with closing(sqlite3.connect(data / folder.DATABASE)) as base:
        return Dump(_rows_of_sqlite(base), raw, {"log": log})


def dump_of_backup(packed: Path, room: Path) -> Dump:
    """Return what a ZIP of `mortem backup` holds."""
    with zipfile.ZipFile(packed) as box:
        box.extractall(room)
    return dump_of_folder(room, "")


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _of_file(path: Path) -> Dump:
    with closing(sqlite3.connect(path)) as base:
        return Dump(_rows_of_sqlite(base), {path.name: path.read_bytes()})


def _rows_of_sqlite(base: Any) -> dict[str, list[Row]]:
    """Return every table in the order of its file; those under the search index, too."""
    with closing(base.cursor()) as cursor:
        cursor.execute("SELECT name FROM pragma_table_list WHERE type <> 'view' AND NOT wr")
        names = [name for (name,) in cursor.fetchall()]
        return {name: _read(cursor, "SELECT rowid, * FROM", name) for name in names}


def _rows_of_postgres() -> dict[str, list[Row]]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        select = f'SELECT xmin::text::bigint AS "{BORN}", * FROM'
        return {name: _read(cursor, select, name) for name in names}


def _read(cursor: Any, select: str, table: str) -> list[Row]:
    cursor.execute(f'{select} "{table}"')
    names = [column[0] for column in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    return [row | {PLACE: place} for place, row in enumerate(rows)]  # as a whole table is read


def _files_of_sqlite() -> dict[str, bytes]:
    base = Path(connection.settings_dict["NAME"])
    files = [base.with_name(base.name + ending) for ending in ("", "-wal", "-shm", "-journal")]
    return {one.name: one.read_bytes() for one in files if one.exists()}


def _files_of_postgres() -> dict[str, bytes]:
    """Return the file of every table and index of this database; pages are written out first."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        home = Path(cursor.fetchone()[0])
        cursor.execute(
            "SELECT relname, pg_relation_filepath(oid) FROM pg_class"
            " WHERE relkind IN ('r', 'i', 't') AND relname NOT LIKE 'pg\\_%%' OR relname IN"
            " (SELECT 'pg_toast_' || oid FROM pg_class WHERE relname LIKE 'web\\_%%')"
        )
        paths = {name: home / path for name, path in cursor.fetchall() if path}
    log = home.parent / "log"
    found = {name: path.read_bytes() for name, path in paths.items() if path.exists()}
    return found | ({"the log of PostgreSQL": log.read_bytes()} if log.exists() else {})


def ahead_of_postgres() -> tuple[str, int]:
    """Return the file that PostgreSQL's write-ahead log goes to now, and how far it is filled."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pg_walfile_name_offset(pg_current_wal_insert_lsn())")
        name, filled = cursor.fetchone()
        return str(name), int(filled)


def written_ahead(since: tuple[str, int]) -> Dump:
    """Return what PostgreSQL has written ahead since a place in its log."""
    (first, start), (last, _end) = since, ahead_of_postgres()
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        place = Path(cursor.fetchone()[0]) / "pg_wal"
    files = sorted(one for one in place.iterdir() if first <= one.name <= last)
    return Dump({}, {"pg_wal": b"".join(one.read_bytes() for one in files)[start:]})


def _files_in(place: Path) -> dict[str, bytes]:
    """Return every file of a data folder: keys, backups, whatever lies there; evidence opened with the key beside it."""
    beside = place / folder.KEY
    keys = Keys(settings.SECRET_KEY, (beside.read_text(),) if beside.exists() else ())
    found = {}
    for one in sorted(one for one in place.rglob("*") if one.is_file()):
        with at_rest.opened(one.open("rb"), keys) as file:
            found[os.path.relpath(one, place)] = file.read()
    return found


def _said(room: Room) -> dict[str, str]:
    """Return what the product tells its facilitator and programs, as text."""
    return dict(_answers(room))


def _answers(room: Room) -> Iterator[tuple[str, str]]:
    client, key = room.browsers["Ada"], room.review.pk
    for form in ("md", "json", "html", "note"):
        yield f"export {form}", client.get(f"{room.url}export/{form}/").content.decode()
    for path in (f"/api/reviews/{key}", f"/api/reviews/{key}/activity"):
        yield path, client.get(path).content.decode()
    for path in ("pulse/?seen=0&at=write", "invite/", "report/"):
        yield path, client.get(f"{room.url}{path}").content.decode()
