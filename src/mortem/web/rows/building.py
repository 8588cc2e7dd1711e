"""Making the rows of a piece: read, cover secrets, put in order of time, index.

Everything is written beside its place and renamed at the end, so a name stands only over a whole
file. What is broken off is removed. Memory stays bounded: rows go through in a stream.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mortem.web import vault
from mortem.web.rows.about import About
from mortem.web.rows.contents import COLUMNS, Contents, StoppedError
from mortem.web.rows.piece import HALF
from mortem.web.rows.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mortem.web.rows.contents import File
    from mortem.web.rows.piece import Piece

_SCHEMA: Final = """
CREATE TABLE arriving.rows ({columns});
CREATE TABLE rows (id INTEGER PRIMARY KEY, {columns});
CREATE TABLE whos (id INTEGER PRIMARY KEY, name TEXT, number INTEGER);
CREATE TABLE templates (id INTEGER PRIMARY KEY, number INTEGER, first INTEGER);
CREATE TABLE files (id INTEGER PRIMARY KEY, inside TEXT, format TEXT, is_text INTEGER,
    rows INTEGER, unread INTEGER, asks INTEGER, trouble TEXT);
CREATE TABLE about (said TEXT);
CREATE VIRTUAL TABLE words USING fts5 (text, marks, content='');
"""
# A row of level 3 is marked g0 to g3: whatever is asked from a level up is one mark.
_MARKED: Final = (
    "INSERT INTO words (rowid, text, marks)"
    " SELECT id, text, substr('g0 g1 g2 g3 g4 g5 g6 g7', 1, 3 * level + 2)"
    " || ' w' || who || ' t' || template || {file} FROM rows"
)
_FILE_MARKED: Final = "' f' || file"  # where there are several
_SORTED: Final = (
    f"INSERT INTO rows ({COLUMNS})"  # noqa: S608 - names of columns, no values
    f" SELECT {COLUMNS} FROM arriving.rows ORDER BY moment, rowid"
)
# In the order of time, numbered without gaps: a stretch of time is a stretch of numbers.
_STEPS: Final = (
    _SORTED,
    _MARKED,
    "CREATE INDEX moments ON rows (moment)",
    "INSERT INTO templates SELECT template, count(*), min(id) FROM rows GROUP BY template",
    "CREATE INDEX firsts ON templates (first)",
)
_READING: Final = 0.8  # share of the time that reading takes, the rest is for the steps
_MOST_FORMATS: Final = 4
_MOST_TROUBLES: Final = 3
_LOOK: Final = 100_000  # steps of SQLite between two looks whether to stop


def build(piece: Piece, place: Path, *, told: Callable[[float], bool]) -> None:
    """Make the rows of a piece at `place`.

    `told` hears how far it is, 0 to 1, and says whether to go on. Raises StoppedError when it says no.
    """
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half, sorting = _beside(place), _beside(place)
    try:
        with closing(sqlite3.connect(half, isolation_level=None)) as db:
            _fill(db, piece, sorting, told)
        _flush(half)
        half.replace(place)
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise StoppedError from error
        raise
    finally:
        for path in (half, sorting):
            path.unlink(missing_ok=True)


def _beside(place: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=HALF, dir=place.parent)
    os.close(handle)
    return Path(name)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _fill(
    db: sqlite3.Connection, piece: Piece, sorting: Path, told: Callable[[float], bool]
) -> None:
    db.execute("ATTACH ? AS arriving", [str(sorting)])
    for schema in ("main", "arriving"):
        db.execute(f"PRAGMA {schema}.journal_mode = OFF")
        db.execute(f"PRAGMA {schema}.synchronous = OFF")
    db.executescript(_SCHEMA.format(columns=COLUMNS))
    db.execute("BEGIN")
    tally = Tally()
    contents = Contents(piece, tally, lambda share: told(_READING * share))
    marks = ", ".join("?" * len(COLUMNS.split(",")))
    with vault.open_sealed(piece.sha256) as raw:
        db.executemany(
            f"INSERT INTO arriving.rows VALUES ({marks})",  # noqa: S608 - a row of question marks
            contents.rows(raw),
        )
    db.set_progress_handler(lambda: not told(-1), _LOOK)
    for number, step in enumerate(_STEPS):
        told(_READING + (1 - _READING) * number / len(_STEPS))
        db.execute(step.format(file=_FILE_MARKED if len(contents.files) > 1 else "''"))
    db.executemany("INSERT INTO whos VALUES (?, ?, ?)", tally.named())
    db.executemany(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(*one[:-1], json.dumps(one.trouble)) for one in contents.files],
    )
    db.execute("INSERT INTO about VALUES (?)", [_about(contents.files, tally, db).as_text()])
    db.execute("COMMIT")
    db.execute("DETACH arriving")


def _about(files: Sequence[File], tally: Tally, db: sqlite3.Connection) -> About:
    first, last = db.execute("SELECT min(moment), max(moment) FROM rows").fetchone()
    troubles = [one.trouble for one in files if one.trouble]
    return About(
        format=_formats(files),
        rows=tally.rows,
        unread=tally.unread,
        unknown=tally.unknown,
        dayless=tally.dayless,
        yearless=tally.yearless,
        first=first or 0,
        last=last or 0,
        files=len(files),
        asking=sum(one.asks for one in files),
        troubled=len(troubles),
        troubles=tuple(troubles[:_MOST_TROUBLES]),
    )


def _formats(files: Sequence[File]) -> str:
    """Return the names of formats, those of most files first."""
    found = Counter(one.format for one in files if one.format).most_common()
    named = [name for name, _ in found[:_MOST_FORMATS]]
    return ", ".join(named + ["…"] * (len(found) > _MOST_FORMATS))
