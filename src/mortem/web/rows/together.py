"""The rows of several pieces as if they were one, in the order of time.

Only pieces whose every row has its instant come together: clocks that are not settled agree with
nobody's. A row's number here holds its number in its piece and which piece that is.
"""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

from mortem.web.rows.about import About
from mortem.web.rows.store import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mortem.web.rows.asked import Asked
    from mortem.web.rows.store import Kept, Store


class Together:
    """At least one store, each with rows, all on settled clocks."""

    def __init__(self, stores: Sequence[Store]) -> None:
        self._stores = stores
        abouts = [store.about for store in stores]
        self.about = About(
            format="",
            rows=sum(about.rows for about in abouts),
            unread=sum(about.unread for about in abouts),
            unknown=0,
            dayless=0,
            yearless=None,
            first=min(about.first for about in abouts),
            last=max(about.last for about in abouts),
        )

    def place_of(self, number: int) -> tuple[int, int]:
        """Return which piece a row is of, counted from 0, and its number there."""
        local, piece = divmod(number, len(self._stores))
        return piece, local

    def page(
        self, asked: Asked, *, size: int, after: int = 0, before: int = 0
    ) -> tuple[list[Kept], bool]:
        """Return rows after a row, or those before one, in order, and whether there are more that way."""
        found: list[list[Kept]] = []
        for piece, store in enumerate(self._stores):
            begin = self._not_after(after, piece) if after else 0
            end = self._earlier(before, piece) + 1 if before else 0
            if before and end == 1:
                continue  # nothing of it comes before
            rows, _ = store.page(asked, size=size + 1, after=begin, before=end)
            found.append([self._numbered(row, piece) for row in rows])
        rows = list(merge(*found, key=lambda row: (row.moment, row.id % len(self._stores))))
        kept = rows[-size:] if before else rows[:size]
        return kept, len(rows) > size

    def stretches(self, asked: Asked, edges: Sequence[int]) -> list[Stretch]:
        """Return what lies between each two edges, of all pieces; the gravest of what was new."""
        several = [store.stretches(asked, edges) for store in self._stores]
        return [self._sum(parts) for parts in zip(*several, strict=True)]

    def first_seen(self, asked: Asked, *, most: int) -> list[Kept]:
        """Return lines of kinds that their piece had not said before a stretch of time, in order."""
        found: list[Iterator[Kept]] = [
            iter([self._numbered(row, piece) for row in store.first_seen(asked, most=most)])
            for piece, store in enumerate(self._stores)
        ]
        return list(islice(merge(*found, key=lambda row: row.moment), most))

    def just_before(self, number: int) -> int:
        """Return the row after which a page begins that shows what is around a row."""
        piece, local = self.place_of(number)
        begin = self._stores[piece].just_before(local)
        return begin * len(self._stores) + piece if begin else 0

    def _not_after(self, number: int, piece: int) -> int:
        """Return how many rows of a piece a page has behind it that begins after a row."""
        return self._earlier(number, piece) + (self.place_of(number)[0] == piece)

    def _earlier(self, number: int, piece: int) -> int:
        """Return how many rows of a piece come before a row of any piece.

        Of rows at the same moment, those of earlier pieces come first.
        """
        of, local = self.place_of(number)
        if of == piece:
            return max(0, local - 1)
        found = self._stores[of].rows([local])
        if not found:
            return 0
        moment = found[0].moment
        return self._stores[piece].rows_before(moment + 1 if piece < of else moment)

    def _numbered(self, row: Kept, piece: int) -> Kept:
        return row._replace(id=row.id * len(self._stores) + piece, template=0)

    def _sum(self, parts: Iterable[Stretch]) -> Stretch:
        known = list(parts)
        new = [part.new for part in known if part.new]
        return Stretch(
            known[0].since,
            known[0].until,
            sum(part.rows for part in known),
            sum(part.grave for part in known),
            max(new, key=lambda row: row.level) if new else None,
        )
