"""Looking at the rows of one piece: counts, stretches of time, pages, kinds of lines.

Rows are numbered in the order of time, so that a stretch of time is a stretch of numbers, and
whatever is asked is one expression of the index over such a stretch.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from contextlib import closing, contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from mortem.web.rows.about import about_in
from mortem.web.rows.asked import GRAVE
from mortem.web.rows.contents import File, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mortem.web.rows.about import About
    from mortem.web.rows.asked import Asked
    from mortem.web.rows.piece import Piece

MOST_FOLDED: Final = 100_000
"""So many rows from the beginning of what was asked are folded."""
MOST_KINDS: Final = 100
_MOST_NEW: Final = 2_000
_AROUND: Final = 6

_KEPT: Final = (
    "rows.id, moment, zone, precision, inside, line, begins, ends, level, coalesce(whos.name, ''),"
    " template, text FROM rows JOIN files ON files.id = file LEFT JOIN whos ON whos.id = who"
)


class Kept(NamedTuple):
    """A row as it is kept; `id` is its place in the order of time, from 1.

    `inside` is the path of its file in a package, `first` and `last` are bytes of that file unpacked.
    """

    id: int
    moment: int
    zone: str
    precision: str
    inside: str
    line: int
    first: int
    last: int
    level: int
    who: str
    template: int
    text: str


class Stretch(NamedTuple):
    """A stretch of time with how many rows it has, how many grave ones, and a new kind of line in it."""

    since: int
    until: int
    rows: int
    grave: int
    new: Kept | None


class Kind(NamedTuple):
    """Rows that say the same: how many there are, and the first of them."""

    rows: int
    first: Kept


class Store:
    """The rows of one piece, open for reading."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.about: About = about_in(db)

    def span(self, asked: Asked) -> tuple[int, int]:
        """Return the numbers of the first and the last row in a stretch of time; none when they cross."""
        low = 1 if asked.since is None else self._first_at(asked.since)
        high = self.about.rows if asked.until is None else self._first_at(asked.until) - 1
        return low, high

    def page(
        self, asked: Asked, *, size: int, after: int = 0, before: int = 0
    ) -> tuple[list[Kept], bool]:
        """Return rows after a row, or those before one, in order, and whether there are more that way."""
        low, high = self.span(asked)
        low, high = max(low, after + 1), min(high, before - 1) if before else high
        match, turn = asked.match(), " DESC" if before else ""
        if match:
            ids = "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
            asks: list[object] = [match, low, high]
        else:
            ids, asks = "SELECT id FROM rows WHERE id BETWEEN ? AND ?", [low, high]
        found = self._db.execute(f"{ids} ORDER BY 1{turn} LIMIT ?", [*asks, size + 1]).fetchall()
        rows = self.rows([number for (number,) in found[:size]])
        return rows, len(found) > size

    def rows_before(self, moment: int) -> int:
        """Return how many rows are earlier than a moment."""
        return self._first_at(moment) - 1

    def just_before(self, number: int) -> int:
        """Return the row after which a page begins that shows what is around a row."""
        return max(0, number - _AROUND)

    def rows(self, ids: Sequence[int]) -> list[Kept]:
        """Return rows by their numbers, in the order of time."""
        marks = ", ".join("?" * len(ids))
        query = f"SELECT {_KEPT} WHERE rows.id IN ({marks}) ORDER BY rows.id"
        return [Kept(*row) for row in self._db.execute(query, ids)]

    def stretches(self, asked: Asked, edges: Sequence[int]) -> list[Stretch]:
        """Return what lies between each two edges, moments in order."""
        low, high = self.span(asked)
        ids = [min(max(self._first_at(edge), low), high + 1) for edge in edges]
        new = {} if asked.is_narrow else self._new(ids)
        counts = self._counts(asked.parts(), ids)
        is_grave = asked.level >= GRAVE
        graves = counts if is_grave else self._counts(asked.parts(at_least=GRAVE), ids)
        return [
            Stretch(since, until, rows, grave, new.get(n))
            for n, ((since, until), rows, grave) in enumerate(
                zip(pairwise(edges), counts, graves, strict=True)
            )
        ]

    def first_seen(self, asked: Asked, *, most: int) -> list[Kept]:
        """Return lines of kinds that were not seen before a stretch of time, in order."""
        query = "SELECT first FROM templates WHERE id > 0 AND first BETWEEN ? AND ? ORDER BY first LIMIT ?"
        found = self._db.execute(query, [*self.span(asked), most])
        return self.rows([number for (number,) in found])

    def folded(self, asked: Asked) -> list[Kind]:
        """Return the kinds of what was asked, the rarest first, so that noise sinks."""
        match = asked.match()
        ids = "SELECT id FROM rows WHERE id BETWEEN ? AND ? LIMIT ?"
        asks: list[object] = [*self.span(asked), MOST_FOLDED]
        if match:
            ids = "SELECT rowid AS id FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?"
            asks.insert(0, match)
        grouped = self._db.execute(
            f"SELECT count(*), min(rows.id) FROM ({ids}) AS found JOIN rows ON rows.id = found.id"  # noqa: S608
            " GROUP BY template ORDER BY 1, 2 LIMIT ?",
            [*asks, MOST_KINDS],
        ).fetchall()
        firsts = {row.id: row for row in self.rows([first for _, first in grouped])}
        return [Kind(number, firsts[first]) for number, first in grouped]

    def whos(self, *, most: int) -> list[tuple[int, str, int]]:
        """Return who speaks most: number, name, how often."""
        query = "SELECT id, name, number FROM whos ORDER BY number DESC, id LIMIT ?"
        return self._db.execute(query, [most]).fetchall()

    def files(self, *, most: int) -> list[File]:
        """Return what is in the piece, in its order, those first of which there are rows."""
        query = "SELECT * FROM files ORDER BY rows = 0, id LIMIT ?"
        return [
            File(
                *(number, inside, form, bool(is_text), rows, unread, bool(asks)),
                Trouble(*told) if (told := json.loads(trouble)) else None,
            )
            for number, inside, form, is_text, rows, unread, asks, trouble in self._db.execute(
                query, [most]
            )
        ]

    def _first_at(self, moment: int) -> int:
        query = "SELECT id FROM rows WHERE moment >= ? ORDER BY moment, id LIMIT 1"
        found = self._db.execute(query, [moment]).fetchone()
        return found[0] if found else self.about.rows + 1

    def _counts(self, parts: tuple[str, str], ids: Sequence[int]) -> list[int]:
        return [self._count(parts, low, high - 1) for low, high in pairwise(ids)]

    def _count(self, parts: tuple[str, str], low: int, high: int) -> int:
        wanted, unwanted = parts
        number = self._matches(wanted, low, high)
        if unwanted and number:
            both = f"({wanted}) AND ({unwanted})" if wanted else unwanted
            number -= self._matches(both, low, high)
        return number

    def _matches(self, match: str, low: int, high: int) -> int:
        if low > high or not match:
            return max(0, high - low + 1)
        query = "SELECT count(*) FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
        number: int = self._db.execute(query, [match, low, high]).fetchone()[0]
        return number

    def _new(self, ids: Sequence[int]) -> dict[int, Kept]:
        """Return the gravest new kind of line in each stretch but the very first, in which all is new."""
        asked = (
            "SELECT first, level FROM templates JOIN rows ON rows.id = first"
            " WHERE templates.id > 0 AND first BETWEEN ? AND ? ORDER BY level DESC, first LIMIT ?"
        )
        beginning = next((end for end in ids if end > 1), 1)
        found: dict[int, int] = {}
        for first, _ in self._db.execute(asked, [beginning, ids[-1] - 1, _MOST_NEW]):
            found.setdefault(bisect_right(ids, first) - 1, first)
        rows = {row.id: row for row in self.rows(list(found.values()))}
        return {place: rows[first] for place, first in found.items()}


@contextmanager
def opened(piece: Piece) -> Iterator[Store | None]:
    """Open the rows of a piece; None while they are not there."""
    place = piece.place
    if not place.exists():
        yield None
        return
    address = f"file:{quote(str(place))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as db:
        try:
            store = Store(db)
        except sqlite3.DatabaseError:  # a disk that lost something; it can be read again
            place.unlink(missing_ok=True)
            yield None
        else:
            yield store
