"""`mortem backup` and `mortem restore`: the whole data folder in one ZIP.

Needs nothing of Django: what is copied is a SQLite file, evidence as it lies there, encrypted, and the key.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from mortem import __version__
from mortem.cli import start
from mortem.core.errors import AlreadyThere, BadInput, Damaged, Locked, MortemError, NotFound
from mortem.web import at_rest, databases, env, folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.web.env import Keys

MANIFEST = "mortem-backup.json"
KEY = folder.KEY
_OWN = re.compile(
    rf"{re.escape(MANIFEST)}|{re.escape(folder.DATABASE)}|{re.escape(KEY)}"
    rf"|{folder.EVIDENCE}/([0-9a-f]{{2}})/(\1[0-9a-f]{{62}})"
)
_PIECE = 1024 * 1024
_LEFTOVERS = (f"{folder.DATABASE}-wal", f"{folder.DATABASE}-shm")


def backup(file: Path | None, *, data: Path | None, with_key: bool) -> None:
    """Pack the data folder, also while a server runs, and say what is in the archive."""
    place, now = start.choose_data(data), datetime.now(UTC)
    _check_there(place)
    target = file or place / folder.BACKUPS / f"mortem-{now:%Y%m%d-%H%M%S}.zip"
    if target.exists():
        raise AlreadyThere("“{name}” is there already.", name=target, hint="Choose another name.")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.part")
    try:
        packed = _pack(place, half, now, with_key=with_key)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    typer.echo("\n".join([str(target), *_about(packed)]))


def _check_there(place: Path) -> None:
    if not (place / folder.DATABASE).exists() and not _uses_postgres():
        raise NotFound(
            "There is nothing to back up in {data}.",
            data=place,
            hint="Name another folder with --data.",
        )


def _uses_postgres() -> bool:
    return databases.is_postgres(env.text("DATABASE_URL"))


def _pack(place: Path, target: Path, now: datetime, *, with_key: bool) -> set[str]:
    """Write the archive and return what kinds of things are in it."""
    packed: set[str] = set()
    private = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(private, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as box:
        facts = {"mortem": __version__, "at": now.isoformat(), "postgres": _uses_postgres()}
        box.writestr(MANIFEST, json.dumps(facts, indent=2) + "\n")
        if not _uses_postgres():
            _pack_database(place / folder.DATABASE, box)
            packed.add("database")
        for kept in sorted((place / folder.EVIDENCE).glob("??/*")):
            box.write(kept, f"{folder.EVIDENCE}/{kept.parent.name}/{kept.name}")
            packed.add("evidence")
        if with_key and (place / KEY).exists():
            box.write(place / KEY, KEY)
            packed.add("key")
    return packed


def _pack_database(source: Path, box: zipfile.ZipFile) -> None:
    """Copy the database page by page into a consistent file, whoever writes meanwhile."""
    with tempfile.TemporaryDirectory() as room:
        copy = Path(room) / folder.DATABASE
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
        box.write(copy, folder.DATABASE)


def _about(packed: set[str]) -> list[str]:
    lines = [_about_key(packed)]
    if "database" not in packed:
        lines.append(
            "The database is not in it, it lives in PostgreSQL. Back it up with: "
            'pg_dump --format=custom --file=mortem.dump "$DATABASE_URL"'
        )
    return lines


def _about_key(packed: set[str]) -> str:
    if env.text("MORTEM_SECRET_KEY"):
        return (
            "The key is MORTEM_SECRET_KEY, which is not in it: keep it as well. Without it, neither"
            " evidence nor the secrets of signals open after a restore."
        )
    if "key" in packed:
        return "The key is in it: keep this file as safe as the data itself."
    return (
        "The key is not in it: after a restore without it, no evidence opens, links that were sent"
        " stop working, and the secrets of signals must be written again."
    )


def restore(file: Path, *, data: Path | None, replace: bool) -> None:
    """Put a backup in place, all of it checked first. What was there is kept aside."""
    place = start.choose_data(data)
    folder.prepare(place)
    with folder.locked(place, "a restore is under way"):
        _check_empty(place, replace=replace)
        room = Path(tempfile.mkdtemp(prefix="restoring-", dir=place))
        try:
            with _opened(file) as box:
                _unpack(box, room)
            foreign = _check_evidence(room, env.keys(room if (room / KEY).exists() else place))
            aside = _put_aside(place)
            _move_in(room, place)
        finally:
            shutil.rmtree(room, ignore_errors=True)
    typer.echo(f"{place} is as it was in {file.name}.")
    if foreign:
        typer.echo(
            f"Evidence encrypted with a key that is not here, so far closed: {foreign}."
            " Name that key in MORTEM_OLD_SECRET_KEYS, or bring its secret.key."
        )
    if aside:
        typer.echo(f"What was there before is in {aside}.")
    if _uses_postgres():
        typer.echo("The database is PostgreSQL's to restore: pg_restore --clean --dbname …")


def _check_empty(place: Path, *, replace: bool) -> None:
    if not replace and any(_own_things(place)):
        raise AlreadyThere(
            "{data} holds reviews already.",
            data=place,
            hint="To put the backup in their place, add --replace; they are kept aside.",
        )


def _own_things(place: Path) -> Iterator[Path]:
    yield from (one for name in (folder.DATABASE, *_LEFTOVERS) if (one := place / name).exists())
    if any((place / folder.EVIDENCE).glob("??/*")):
        yield place / folder.EVIDENCE


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        box = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as broken:
        raise BadInput("file", "“{name}” is no backup of Mortem.", name=file) from broken
    names = box.namelist()
    if MANIFEST not in names or len(set(names)) < len(names) or not all(map(_OWN.fullmatch, names)):
        box.close()
        raise BadInput("file", "“{name}” is no backup of Mortem.", name=file)
    return box


def _unpack(box: zipfile.ZipFile, room: Path) -> None:
    """Write each file beside its place and check the database's pages."""
    for member in box.infolist():
        target = room / member.filename
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with box.open(member) as opened, target.open("xb") as written:
                _copy(opened, written, most=member.file_size)
        except (zipfile.BadZipFile, EOFError, ValueError) as broken:
            raise _damaged(member.filename) from broken
        target.chmod(0o400 if target.parent.parent.name == folder.EVIDENCE else 0o600)
    if (room / folder.DATABASE).exists():
        _check_database(room / folder.DATABASE)


def _copy(opened: IO[bytes], written: IO[bytes], *, most: int) -> None:
    while piece := opened.read(_PIECE):
        most -= len(piece)
        if most < 0:
            raise ValueError(most)
        written.write(piece)


def _check_evidence(room: Path, keys: Keys) -> int:
    """Check that evidence is what its name says; return how many pieces none of the keys opens."""
    foreign = 0
    for kept in (room / folder.EVIDENCE).glob("??/*"):
        try:
            with at_rest.opened(kept.open("rb"), keys) as plain:
                digest = hashlib.file_digest(plain, "sha256").hexdigest()
        except Locked:
            foreign += 1
            continue
        except Damaged as changed:
            raise _damaged(kept.relative_to(room).as_posix()) from changed
        if digest != kept.name:
            raise _damaged(kept.relative_to(room).as_posix())
    return foreign


def _check_database(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as copy:
            answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError:
        answer = ""
    if answer != "ok":
        raise _damaged(path.name)


def _damaged(name: str) -> MortemError:
    return MortemError(
        "“{name}” in this backup is damaged.",
        name=name,
        hint="Nothing was changed. Use another backup.",
    )


def _put_aside(place: Path) -> Path | None:
    """Move what is there into a folder of its own, beside the rest; the key is copied."""
    there = list(_own_things(place))
    if not there:
        return None
    aside = place / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    aside.mkdir(mode=0o700)
    for one in there:
        one.rename(aside / one.name)
    if (place / KEY).exists():
        shutil.copy2(place / KEY, aside / KEY)
    return aside


def _move_in(room: Path, place: Path) -> None:
    (room / MANIFEST).unlink()
    if (room / folder.EVIDENCE).exists():  # only half-arrived files can be in the old one now
        shutil.rmtree(place / folder.EVIDENCE, ignore_errors=True)
    else:
        (place / folder.EVIDENCE).mkdir(mode=0o700, exist_ok=True)
    for one in sorted(room.iterdir()):
        one.replace(place / one.name)
