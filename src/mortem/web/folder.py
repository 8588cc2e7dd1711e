"""The data folder: made, locked by one server at a time, backed up before it changes.

Uses nothing of Django, so that it can speak clearly before Django starts.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from mortem.core.errors import CannotStart
from mortem.web import env
from mortem.web.at_rest import is_sealed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

DATABASE = "mortem.sqlite3"
KEY = "secret.key"
EVIDENCE = "evidence"
BACKUPS = "backups"
_ROOM_TO_WORK = 20 * 1024 * 1024  # bytes that a start wants free


def prepare(data: Path) -> None:
    """Make the folder and, unless one is given, its lasting key. Raises CannotStart when that is not possible."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data / EVIDENCE).mkdir(mode=0o700, exist_ok=True)
        _check_room(data)
        if not env.text("MORTEM_SECRET_KEY"):
            _make_key(data / KEY)
    except OSError as error:
        raise _cannot_use(data, error) from error


def _check_room(data: Path) -> None:
    if shutil.disk_usage(data).free < _ROOM_TO_WORK:
        raise OSError(errno.ENOSPC, "no space")


def _make_key(path: Path) -> None:
    if path.exists():
        return
    if any(is_sealed(one) for one in (path.parent / EVIDENCE).glob("??/*")):
        raise CannotStart(
            "{key} is gone, and the evidence here opens with no other one.",
            key=path,
            hint="Bring it back from a backup, or give it as MORTEM_SECRET_KEY. To go on without this"
            f" evidence, move the folder {path.parent / EVIDENCE} away.",
        )
    fresh = path.with_suffix(".new")
    with open(fresh, "w", encoding="ascii", opener=_private) as file:
        file.write(secrets.token_urlsafe(48))
    fresh.rename(path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _cannot_use(data: Path, error: OSError) -> CannotStart:
    if error.errno == errno.ENOSPC:
        return CannotStart(
            "The disk that holds {data} is full.",
            data=data,
            hint="Free some space and start again: nothing was changed.",
        )
    return CannotStart(
        "{data} cannot be written: {why}.",
        data=data,
        why=(error.strerror or str(error)).lower(),
        hint="Choose another folder with --data, or mend its permissions.",
    )


@contextmanager
def locked(data: Path, words: str) -> Iterator[None]:
    """Hold the folder for this server. Raises CannotStart when another one holds it.

    The lock goes with the process, so a killed server leaves nothing to clean up.
    """
    with (data / "server.lock").open("a+", encoding="utf-8") as file:
        if not _take(file.fileno()):
            file.seek(0)
            raise CannotStart(
                "Mortem is already running on {data}{where}.",
                data=data,
                where=f": {words_there}" if (words_there := file.read().strip()) else "",
                hint="Open that one, stop it first, or choose another folder with --data.",
            )
        file.truncate(0)
        file.write(words)
        file.flush()
        yield
        file.truncate(0)


def _take(handle: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - there only on Windows

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415 - there everywhere else

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def back_up_database(data: Path, *, at: datetime, reason: str) -> Path | None:
    """Copy the SQLite file, also while it is in use. Returns the copy, or None without a file."""
    source = data / DATABASE
    if not source.exists():
        return None
    (data / BACKUPS).mkdir(mode=0o700, exist_ok=True)
    target = data / BACKUPS / f"{at:%Y%m%d-%H%M%S}-{reason}.sqlite3"
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as copy:
        old.backup(copy)
    target.chmod(0o600)
    return target
