"""The rows of a file in columns, many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

import polars as pl

from mortem.core.errors import BadInput
from mortem.core.evidence.columns.covering import Covering
from mortem.core.evidence.columns.distinct import WHITESPACE
from mortem.core.evidence.columns.lines import BATCH, batches
from mortem.core.evidence.columns.more import with_more
from mortem.core.evidence.columns.patterns import NotInColumns
from mortem.core.evidence.columns.times import Times
from mortem.core.evidence.columns.ways import SAID, Ways
from mortem.core.evidence.reading import LONGEST_UNREAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mortem.core.evidence.clock import Answers
    from mortem.core.evidence.columns.times import Kind
    from mortem.core.evidence.grammar import Grammar

_MOST_BATCHES: Final = 3  # that one row may go over


class Rows:
    """The rows of a file that is read line by line, with secrets covered if `cover` says so.

    Going through them yields frames with the columns `number` (of the line), `moment`, `kind` (a place
    in `kinds`), `format` (a place in `formats`), `level`, `who` and `text`, in the order of the lines.
    `unread` counts the lines so far of which no row could be made. Raises NotInColumns, at any time, for a
    file that has to be read another way.
    """

    def __init__(
        self,
        raw: BinaryIO,
        grammars: Sequence[Grammar],
        answers: Answers | None = None,
        *,
        cover: bool = True,
        batch: int = BATCH,
    ) -> None:
        self.unread = 0
        self._batch = batch
        self._raw = raw
        self._ways = Ways(grammars)
        self._times = Times(answers)
        self._covering = Covering() if cover else None

    @property
    def formats(self) -> tuple[str, ...]:
        """The names of the formats."""
        return self._ways.formats

    @property
    def kinds(self) -> Sequence[Kind]:
        """The ways in which it is known when rows were, so far."""
        return self._times.kinds

    def __iter__(self) -> Iterator[pl.DataFrame]:
        for said in self._said():
            rows = self._times.settled(said)
            is_read = pl.col("moment").is_not_null()
            if rows["moment"].null_count():
                short = pl.col("text").str.head(LONGEST_UNREAD)
                rows = rows.with_columns(pl.when(is_read).then("text").otherwise(short))
            if self._covering:
                rows = self._covering.covered(rows)
            read = rows.filter(is_read) if rows["moment"].null_count() else rows
            self.unread += rows.height - read.height
            yield read

    def _said(self) -> Iterator[pl.DataFrame]:
        """Yield what lines say, each with the lines that go on with it: the last one is known with the next batch."""
        held: pl.DataFrame | None = None
        for batch in self._lines():
            lines = batch if held is None else pl.concat([held, batch])
            said, left = self._ways.read(lines)
            if said.height:
                last = said["number"][-1]
                held = lines.filter(pl.col("number") >= last)
                if held["said"].str.len_bytes().sum() > self._batch * _MOST_BATCHES:
                    raise NotInColumns("a row that is very long")
                said, left = said.head(-1), left.filter(pl.col("number") < last)
                yield _joined(said, left)
            else:
                yield _unread(left)
        if held is not None:
            yield _joined(*self._ways.read(held))

    def _lines(self) -> Iterator[pl.DataFrame]:
        try:
            yield from batches(self._raw, self._batch)
        except BadInput as trouble:
            raise NotInColumns("a file that is damaged") from trouble


def _joined(said: pl.DataFrame, left: pl.DataFrame) -> pl.DataFrame:
    if not left.height:
        return said
    first = said["number"][0] if said.height else left["number"][-1] + 1
    before = left.filter(pl.col("number") < first)
    left = left.filter(pl.col("number") > first)
    said = with_more(said, left) if left.height else said
    return pl.concat([_unread(before), said]) if before.height else said


def _unread(lines: pl.DataFrame) -> pl.DataFrame:
    """Return lines before the first row: nobody knows when they were."""
    written = lines.filter(pl.col("said").str.strip_chars(WHITESPACE) != "")
    missing = [
        pl.lit(None, kind).alias(name)
        for name, kind in SAID.items()
        if name not in {"number", "text"}
    ]
    return written.select("number", pl.col("said").alias("text"), *missing).select(SAID.keys())
