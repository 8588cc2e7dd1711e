"""Rows in columns made into lines of JSON, many at a time.

They are the lines of `timeline_forms.JsonLines`, which writes one row of every kind; what differs from row to
row is put between the pieces. Needs polars, the extra `fast`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from mortem.cli.timeline_forms import JsonLines, quoted
from mortem.core.evidence.columns.distinct import each_different
from mortem.core.evidence.row import DAY, LATEST, SECOND, Row, iso

if TYPE_CHECKING:
    from mortem.core.evidence.columns.rows import Rows

APART: Final = 1 << 62
"""What is added to the moment of a row that comes after all others, since nobody knows its instant."""

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


class Form:
    """Makes the rows of a source into lines of JSON."""

    def __init__(self, rows: Rows, source: str) -> None:
        self._rows = rows
        self._source = source

    def lines(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a `line` for each row, without its end, and its `key`."""
        moment = pl.col("key") - (pl.col("key") > LATEST).cast(pl.Int64) * APART
        frame = frame.with_columns(moment.alias("moment"))
        told = dict.fromkeys(("begin", "middle", "grave", "end"), pl.String())
        pieces = each_different(frame, ("kind", "format", "level"), self._pieces, told)
        parts = frame.select("kind", day=pl.col("moment") // DAY, micro=pl.col("moment") % SECOND)
        dates = each_different(parts, ("kind", "day"), self._date, {"date": pl.String()})
        fractions = each_different(
            parts, ("micro",), lambda micro: (iso(micro)[19:],), {"micro": pl.String()}
        )
        clock = (frame["moment"] % DAY // SECOND).cast(pl.UInt32)
        line = pl.concat_str(
            "begin", "date", _MINUTES.gather(clock // 60), _SECONDS.gather(clock % 60), "micro",
            "middle", "number", "grave", _who(), "end", _escaped("text"), pl.lit(_END),
        )  # fmt: skip
        whole = pl.concat([frame, pieces, dates, fractions], how="horizontal")
        return whole.select("key", line.alias("line"))

    def _pieces(self, kind: int, form: int, level: str | None) -> tuple[str, str, str, str]:
        """Return what stands before the date, before the line's number, before who, and before the text."""
        row = self._row(kind, form=self._rows.formats[form], level=level)
        begin, rest = JsonLines(self._source).line(row).split(row.local or iso(0), 1)
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
