"""The quick way of `mortem timeline`: rows in columns, made into lines of JSON and sorted many at a time.

Its lines are those of `timeline_forms.JsonLines`, which writes one row of every kind; what differs from row
to row is put between the pieces. Needs polars, the extra `fast`.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from mortem.cli.timeline_forms import JsonLines, quoted
from mortem.core.evidence.columns.distinct import each_different
from mortem.core.evidence.columns.lines import BATCH
from mortem.core.evidence.columns.patterns import NotInColumns
from mortem.core.evidence.columns.rows import Rows
from mortem.core.evidence.row import DAY, SECOND, Row, Zone, iso

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mortem.cli.timeline_files import Wish
    from mortem.core.evidence.reading import Source

APART: Final = 1 << 62
"""What is added to the moment of a row that comes after all others, since nobody knows its instant."""
PIECE: Final = 4_096
"""Rows of a run that are read together."""

MOST_HELD: Final = 256 * 1024 * 1024
"""Bytes of lines that are kept in memory until all are read."""
ROW: Final = 24
"""Bytes that a row takes beside its letters."""

_MINUTE: Final = 60 * SECOND
_WHO: Final = "somebody"
_END: Final = '"}'
_MINUTES: Final = pl.Series([iso(_MINUTE * minute)[10:17] for minute in range(24 * 60)])
_SECONDS: Final = pl.Series([iso(SECOND * second)[17:19] for second in range(60)])
_WRITTEN_OTHERWISE: Final = {
    letter: written
    for letter in map(chr, (*range(0xA0), *range(0x2000, 0x2100)))
    if (written := quoted(letter)[1:-1]) != letter
}


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

    def put(self, lines: pl.DataFrame) -> pl.LazyFrame:
        """Return lines as they are to be read again, sorted by their keys; raises Over when nobody waits for them."""
        if self.is_over:
            raise Over
        if not lines["key"].is_sorted():
            lines = lines.sort("key", maintain_order=True)
        self._left -= lines.select(pl.col("line").str.len_bytes().sum()).item() + ROW * lines.height
        return lines.lazy() if self._left > 0 else self.put_on_disk(lines)

    def put_on_disk(self, lines: pl.DataFrame) -> pl.LazyFrame:
        """Return sorted lines as they are to be read again, without keeping them in memory."""
        path = self._folder / f"{next(self._count)}.arrow"
        lines.write_ipc(path, record_batch_size=PIECE)
        return pl.scan_ipc(path)


class Quick(NamedTuple):
    """What came of a file: sorted runs of lines, and how many lines and rows are not among them."""

    runs: list[pl.LazyFrame]
    unread: int
    apart: int


def take(source: Source, wish: Wish, held: Held, batch: int = BATCH) -> Quick:
    """Read the rows of a source; raises NotInColumns where its lines have to be read one by one."""
    if source.lines is None:
        raise NotInColumns("no lines of grammars")
    rows = Rows(*source.lines, wish.answers, cover=not wish.raw, batch=batch)
    form, apart, runs = _Form(rows, source.name), 0, []
    for frame in rows:
        keyed = frame.with_columns(_is_apart(rows).alias("apart"))
        if wish.begin is not None or wish.end is not None:
            apart += int(keyed["apart"].sum())
            keyed = keyed.filter(~pl.col("apart"), *_within(wish))
        if keyed.height:
            runs.append(held.put(form.lines(keyed)))
    return Quick(runs, rows.unread, apart)


def _is_apart(rows: Rows) -> pl.Expr:
    unknown = [place for place, kind in enumerate(rows.kinds) if kind.zone is Zone.UNKNOWN]
    return pl.col("kind").is_in(unknown)


def _within(wish: Wish) -> Iterator[pl.Expr]:
    if wish.begin is not None:
        yield pl.col("moment") >= wish.begin
    if wish.end is not None:
        yield pl.col("moment") < wish.end


class _Form:
    """Makes the rows of a source into lines of JSON."""

    def __init__(self, rows: Rows, source: str) -> None:
        self._rows = rows
        self._writer = JsonLines(source)

    def lines(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a `line` for each row, without its end, and the `key` by which it is sorted."""
        moment = pl.col("moment")
        told = dict.fromkeys(("begin", "middle", "grave", "end"), pl.String())
        pieces = each_different(frame, ("kind", "format", "level"), self._pieces, told)
        parts = frame.select("kind", day=moment // DAY, micro=moment % SECOND)
        dates = each_different(parts, ("kind", "day"), self._date, {"date": pl.String()})
        fractions = each_different(
            parts, ("micro",), lambda micro: (iso(micro)[19:],), {"micro": pl.String()}
        )
        clock = (frame["moment"] % DAY // SECOND).cast(pl.UInt32)
        line = pl.concat_str(
            "begin", "date", _MINUTES.gather(clock // 60), _SECONDS.gather(clock % 60), "micro",
            "middle", "number", "grave", _who(), "end", _escaped("text"), pl.lit(_END),
        )  # fmt: skip
        key = moment + pl.col("apart").cast(pl.Int64) * APART
        whole = pl.concat([frame, pieces, dates, fractions], how="horizontal")
        return whole.select(key.alias("key"), line.alias("line"))

    def _pieces(self, kind: int, form: int, level: str | None) -> tuple[str, str, str, str]:
        """Return what stands before the date, before the line's number, before who, and before the text."""
        row = self._row(kind, form=self._rows.formats[form], level=level)
        begin, rest = self._writer.line(row).split(row.local or iso(0), 1)
        middle, rest = rest.split('"line": 0,', 1)
        grave, end = rest.split(f'"{_WHO}"', 1)
        return begin, f'{middle}"line": ', f",{grave}", end.removesuffix(_END)

    def _date(self, kind: int, day: int) -> tuple[str]:
        row = self._row(kind, moment=day * DAY)
        return ((row.local or iso(row.moment))[:10],)

    def _row(self, kind: int, *, moment: int = 0, form: str = "", level: str | None = None) -> Row:
        zone, precision, has_year = self._rows.kinds[kind]
        return Row(moment, zone, precision, form, 0, 0, 0, level, _WHO, "", has_year)


def _escaped(name: str) -> pl.Expr:
    return pl.col(name).str.replace_many(_WRITTEN_OTHERWISE)


def _who() -> pl.Expr:
    written = pl.concat_str(pl.lit('"'), _escaped("who"), pl.lit('"'))
    return written.fill_null(pl.lit("null"))
