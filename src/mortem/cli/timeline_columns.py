"""The quick way of `mortem timeline`: rows in columns, sorted many at a time. Needs polars, the extra `fast`."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from mortem.cli.timeline_json import APART, Form
from mortem.core.evidence.columns.lines import BATCH
from mortem.core.evidence.columns.patterns import NotInColumns
from mortem.core.evidence.columns.rows import Rows
from mortem.core.evidence.row import Zone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mortem.cli.timeline_files import Wish
    from mortem.core.evidence.reading import Source

PIECE: Final = 4_096
"""Rows of a run that are read together."""
MOST_HELD: Final = 384 * 1024 * 1024
"""Bytes of rows that are kept in memory until all are read."""

_ROW: Final = 128
"""Bytes that a row takes, more or less, beside what is said."""
_KEPT: Final = ("kind", "format", "number", "level", "who", "text")


class Over(Exception):
    """Nobody waits for rows any more: the command was interrupted."""


class Held:
    """Sorted rows of all files: in memory, and on the disk what is more than MOST_HELD.

    `is_over` is set when nobody waits for them any more.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left = MOST_HELD
        self._count = count()
        self.is_over = False

    def put(self, rows: pl.DataFrame) -> pl.LazyFrame:
        """Return rows as they are to be read again, sorted by `key`; raises Over when nobody waits for them."""
        if self.is_over:
            raise Over
        if not rows["key"].is_sorted():
            rows = rows.sort("key", maintain_order=True)
        self._left -= int(rows["text"].str.len_bytes().sum()) + _ROW * rows.height
        return rows.lazy() if self._left > 0 else self.put_on_disk(rows)

    def put_on_disk(self, rows: pl.DataFrame) -> pl.LazyFrame:
        """Return sorted rows as they are to be read again, without keeping them in memory."""
        path = self._folder / f"{next(self._count)}.arrow"
        rows.write_ipc(path, record_batch_size=PIECE)
        return pl.scan_ipc(path)


class Run(NamedTuple):
    """Rows sorted by `key`; `form` makes them into lines, and is none where they have a `line` already."""

    rows: pl.LazyFrame
    form: Form | None = None


class Quick(NamedTuple):
    """What came of a file: sorted runs, and how many lines and rows are not among them."""

    runs: list[Run]
    unread: int
    apart: int


def take(source: Source, wish: Wish, held: Held, batch: int = BATCH) -> Quick:
    """Read the rows of a source; raises NotInColumns where its lines have to be read one by one."""
    if source.lines is None:
        raise NotInColumns("no lines of grammars")
    rows = Rows(*source.lines, wish.answers, cover=not wish.raw, batch=batch)
    form, apart, runs = Form(rows, source.name), 0, []
    for frame in rows:
        keyed = frame.with_columns(_is_apart(rows).alias("apart"))
        if wish.begin is not None or wish.end is not None:
            apart += int(keyed["apart"].sum())
            keyed = keyed.filter(~pl.col("apart"), *_within(wish))
        if keyed.height:
            key = pl.col("moment") + pl.col("apart").cast(pl.Int64) * APART
            runs.append(Run(held.put(keyed.select(key.alias("key"), *_KEPT)), form))
    return Quick(runs, rows.unread, apart)


def _is_apart(rows: Rows) -> pl.Expr:
    unknown = [place for place, kind in enumerate(rows.kinds) if kind.zone is Zone.UNKNOWN]
    return pl.col("kind").is_in(unknown)


def _within(wish: Wish) -> Iterator[pl.Expr]:
    if wish.begin is not None:
        yield pl.col("moment") >= wish.begin
    if wish.end is not None:
        yield pl.col("moment") < wish.end
