"""Making the rows of a piece: read, cover secrets, put in order of time, index.

Everything is written beside its place and renamed at the end, so a name stands only over a whole
file. What is broken off is removed. Memory stays bounded: rows go through in a stream.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mortem.core.evidence.masking import masked
from mortem.core.evidence.reading import Source, Unread
from mortem.core.private_words import LONGEST_SECRET
from mortem.web import vault
from mortem.web.rows.about import About
from mortem.web.rows.piece import HALF
from mortem.web.rows.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mortem.core.evidence.row import Row
    from mortem.web.rows.piece import Piece

LETTERS_A_ROW: Final = 2000
"""Characters of a row that are kept here; all of it stands in its source."""

_COLUMNS: Final = "moment, zone, precision, line, level, who, template, text"
_SCHEMA: Final = """
CREATE TABLE arriving.rows ({columns});
CREATE TABLE rows (id INTEGER PRIMARY KEY, {columns});
CREATE TABLE whos (id INTEGER PRIMARY KEY, name TEXT, number INTEGER);
CREATE TABLE templates (id INTEGER PRIMARY KEY, number INTEGER, first INTEGER);
CREATE TABLE about (said TEXT);
CREATE VIRTUAL TABLE words USING fts5 (text, marks, content='');
"""
# A row of level 3 is marked g0 to g3: whatever is asked from a level up is one mark.
_MARKED: Final = (
    "INSERT INTO words (rowid, text, marks)"
    " SELECT id, text, substr('g0 g1 g2 g3 g4 g5 g6 g7', 1, 3 * level + 2)"
    " || ' w' || who || ' t' || template FROM rows"
)
_SORTED: Final = (
    f"INSERT INTO rows ({_COLUMNS})"  # noqa: S608 - names of columns, no values
    f" SELECT {_COLUMNS} FROM arriving.rows ORDER BY moment, rowid"
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
_LOOK: Final = 100_000  # steps of SQLite between two looks whether to stop


class StoppedError(Exception):
    """Somebody does not want it any more."""


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
    db.executescript(_SCHEMA.format(columns=_COLUMNS))
    db.execute("BEGIN")
    tally = Tally()
    with vault.open_sealed(piece.sha256) as raw:
        source = Source(piece.name, raw)
        marks = ", ".join("?" * len(_COLUMNS.split(",")))
        rows = _told_of(_read(source, piece, tally), piece.size, told)
        db.executemany(
            f"INSERT INTO arriving.rows VALUES ({marks})",  # noqa: S608 - a row of question marks
            _written(rows, tally),
        )
    db.set_progress_handler(lambda: not told(-1), _LOOK)
    for number, step in enumerate(_STEPS):
        told(_READING + (1 - _READING) * number / len(_STEPS))
        db.execute(step)
    db.executemany("INSERT INTO whos VALUES (?, ?, ?)", tally.named())
    db.execute("INSERT INTO about VALUES (?)", [_about(source, tally, db).as_text()])
    db.execute("COMMIT")
    db.execute("DETACH arriving")


def _read(source: Source, piece: Piece, tally: Tally) -> Iterator[Row]:
    for row in source.rows(piece.answers):
        if isinstance(row, Unread):
            tally.unread += 1
        else:
            yield row


def _told_of(rows: Iterator[Row], size: int, told: Callable[[float], bool]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number % 1000 == 0 and not told(_READING * min(1.0, row.first / (size or 1))):
            raise StoppedError
        yield row


def _written(rows: Iterator[Row], tally: Tally) -> Iterator[tuple[Any, ...]]:
    """Yield rows as they are kept, their secrets covered."""
    for row in masked(
        row._replace(text=row.text[: LETTERS_A_ROW + LONGEST_SECRET]) for row in rows
    ):
        text = row.text[:LETTERS_A_ROW]
        yield (
            row.moment,
            row.zone,
            row.precision,
            row.line,
            tally.level(row.level),
            tally.who(row.who),
            tally.template(text),
            text,
        )
        tally.count(row)


def _about(source: Source, tally: Tally, db: sqlite3.Connection) -> About:
    first, last = db.execute("SELECT min(moment), max(moment) FROM rows").fetchone()
    return About(
        format=source.format.name if source.format else "",
        rows=tally.rows,
        unread=tally.unread,
        unknown=tally.unknown,
        dayless=tally.dayless,
        yearless=tally.yearless,
        first=first or 0,
        last=last or 0,
    )
