"""`mortem doctor`: the state of everything that should be running, without changing anything."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import typer

from mortem.cli import desk, start
from mortem.web import env, folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mortem.web.queries.doctor import Finding

EXIT_WELL, EXIT_ILL = 0, 1
_MARKS: Final = {"well": "✓", "look": "!", "ill": "✗"}
_LITTLE: Final = 500 * 1024 * 1024  # bytes
_OLD: Final = timedelta(days=7)


def doctor(*, data: Path | None) -> int:
    """Print one line for each thing and what would mend it; return 1 where something is ill."""
    place = start.choose_data(data)
    missing = _missing(place)
    if missing:  # a start would make it anew, and hide that it is gone
        typer.echo("\n".join(f"{_MARKS['ill']} {words}\n    {mends}" for words, mends in missing))
        return EXIT_ILL
    start.set_up(place)
    found = list(_all(place, datetime.now(UTC)))
    for one in found:
        typer.echo(f"{_MARKS[one.health]} {one.words}")
        if one.help:
            typer.echo(f"    {one.help}")
    return EXIT_ILL if any(one.health == "ill" for one in found) else EXIT_WELL


def _missing(place: Path) -> list[tuple[str, str]]:
    """Return what a data folder lacks, and what mends it; looks, and makes nothing."""
    if not place.is_dir():
        return [
            (f"There is no data folder {place}.", "Is it the right one? mortem serve makes one.")
        ]
    found = []
    if not (place / "secret.key").exists() and not env.text("MORTEM_SECRET_KEY"):
        mends = "Bring back the one that this data came with: a new one opens no sealed secret."
        found.append((f"{place} has no secret.key.", mends))
    if not env.text("DATABASE_URL") and not (place / folder.DATABASE).exists():
        found.append(
            (f"{place} has no database.", "mortem serve makes one; mortem restore brings one.")
        )
    return found


def _all(place: Path, at: datetime) -> Iterator[Finding]:
    from mortem.web.queries.doctor import findings  # noqa: PLC0415 - needs Django

    yield _room(place)
    yield _server(place)
    schema = _schema()
    yield schema
    if schema.health != "well":  # a database of another version tells nothing more
        return
    yield _backup(place, at)
    yield from findings(at=at)


def _finding(health: str, words: str, mends: str = "") -> Finding:
    from mortem.web.queries.doctor import Finding, Health  # noqa: PLC0415 - needs Django

    return Finding(Health(health), words, mends)


def _room(place: Path) -> Finding:
    free = shutil.disk_usage(place).free
    said = f"Everything is in {place}; {free // 1024**2} MB are free."
    return _finding("look" if free < _LITTLE else "well", said)


def _server(place: Path) -> Finding:
    where = desk.running_at(place)
    if where:
        return _finding("well", f"Mortem serves at {where}.")
    return _finding("look", "No server runs on this folder.", "Start one: mortem serve")


def _schema() -> Finding:
    from django.db import DatabaseError, connection  # noqa: PLC0415 - needs set_up
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        said = f"The database ({kind}) cannot be opened: {str(error).partition(chr(10))[0]}."
        return _finding("ill", said, "Is it running, and is DATABASE_URL right?")
    known, applied = set(executor.loader.graph.nodes), set(executor.recorder.applied_migrations())
    if any(app == "web" for app, _name in applied - known):
        said = f"The database ({kind}) was last used by a newer Mortem."
        return _finding(
            "ill", said, "Install that version again, or restore a backup made by this one."
        )
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        said = f"The database ({kind}) is {len(waiting)} steps behind this version."
        return _finding("look", said, "The next start brings it up to date: mortem serve")
    return _finding("well", f"The database ({kind}) is up to date.")


def _backup(place: Path, at: datetime) -> Finding:
    if env.text("DATABASE_URL"):
        return _finding(
            "well", "Backups of PostgreSQL are its operator's: pg_dump, or mortem backup."
        )
    files = (place / folder.BACKUPS).glob("*")
    newest = max((file.stat().st_mtime for file in files), default=0.0)
    if not newest:
        return _finding("look", "There is no backup yet.", "Make one: mortem backup")
    made = datetime.fromtimestamp(newest, UTC)
    said = f"The newest backup is of {made:%Y-%m-%d %H:%M} UTC."
    if at - made > _OLD:
        return _finding("look", said, "Make one: mortem backup")
    return _finding("well", said)
