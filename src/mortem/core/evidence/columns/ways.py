"""Which pattern reads a line, and what it says: as `grammar.find_by` tells of single lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from mortem.core.evidence.columns.distinct import each_different
from mortem.core.evidence.columns.patterns import HEAD, put
from mortem.core.evidence.columns.stamps import STAMP, in_columns, stamps
from mortem.core.evidence.grammar import BEGINNING, GROUPS, LONGEST_ROW
from mortem.core.evidence.stamps import PIECES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mortem.core.evidence.grammar import Grammar, Pattern

SAID: Final = {
    **STAMP,
    "number": pl.Int64(),
    "format": pl.UInt16(),
    "level": pl.String(),
    "who": pl.String(),
    "text": pl.String(),
}
"""What a line says in columns; its format is the place of a name in `Ways.formats`."""

_REST: Final = tuple(name for name in GROUPS if name not in PIECES)
_is_plain: Final = pl.col("said").str.len_bytes().eq(pl.col("said").str.len_chars()) & pl.col(
    "said"
).str.len_bytes().le(BEGINNING)
"""What the patterns are put in other words for: ASCII, and no longer than what they look at."""


class Ways:
    """The patterns of several grammars, in their order; raises NotInColumns for one that cannot be put."""

    def __init__(self, grammars: Sequence[Grammar]) -> None:
        self.formats = tuple(grammar.name for grammar in grammars)
        self._ways = [
            _Way(pattern, place)
            for place, grammar in enumerate(grammars)
            for pattern in grammar.patterns
        ]

    def read(self, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return what those lines say that begin a row, by their numbers, and the lines that none fits."""
        is_plain = lines.select(_is_plain).to_series()
        if is_plain.all():
            read, left = self._plain(lines)
            odd = left.clear()
        else:
            read, left = self._plain(lines.filter(is_plain))
            said, odd = self._odd(lines.filter(~is_plain))
            read.append(said)
        read = [one for one in read if one.height]
        said = pl.concat(read) if read else pl.DataFrame(schema=SAID)
        if len(read) > 1:
            said = said.sort("number")
        return said, pl.concat([left, odd]).sort("number") if odd.height else left

    def _plain(self, left: pl.DataFrame) -> tuple[list[pl.DataFrame], pl.DataFrame]:
        """Try pattern after pattern on what is left by those before."""
        read = []
        for way in self._ways:
            if not left.height:
                break
            said, left = way.read(left)
            read.append(said)
        return read, left

    def _odd(self, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Read lines one by one."""
        read, left = [], []
        for number, line in lines.iter_rows():
            told = self._told(line)
            if told is None:
                left.append((number, line))
            else:
                read.append((*told[: len(STAMP)], number, *told[len(STAMP) :]))
        return pl.DataFrame(read, SAID, orient="row"), pl.DataFrame(
            left, lines.schema, orient="row"
        )

    def _told(self, line: str) -> tuple[object, ...] | None:
        """Return what a line says, in the order of SAID but for its number."""
        for way in self._ways:
            found = way.pattern.read(line)
            if found is not None:
                stamp, level, who, text = found
                told = in_columns(stamp) or (None,) * len(STAMP)
                return *told, way.place, level, who, text[:LONGEST_ROW]
        return None


class _Way:
    """One pattern, of the grammar at a place; `pattern` reads single lines."""

    def __init__(self, pattern: Pattern, place: int) -> None:
        self.pattern = pattern
        self.place = place
        self._put = put(pattern.written)

    def read(self, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return what the lines say that it fits, and the others."""
        groups = lines["said"].str.extract_groups(self._put.pattern).struct.unnest()
        is_read = groups[HEAD].is_not_null()
        left = lines.filter(~is_read)
        if left.height == lines.height:
            return pl.DataFrame(schema=SAID), left
        if left.height:
            lines, groups = lines.filter(is_read), groups.filter(is_read)
        return self._said(lines, groups), left

    def _said(self, lines: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
        pieces = groups.select(name for name in PIECES if name in groups)
        whole = lines.hstack(groups.drop(pieces.columns))
        whole = whole.with_columns(
            pl.lit(None, pl.String).alias(name) for name in _REST if name not in whole
        )
        said = whole.select(
            "number",
            pl.lit(self.place, pl.UInt16).alias("format"),
            _who().alias("who"),
            self._text().alias("text"),
        )
        levels = self._levels(whole.select("level", "priority", "said"))
        return stamps(self.pattern.style, pieces).hstack(said).hstack(levels).select(SAID.keys())

    def _levels(self, whole: pl.DataFrame) -> pl.DataFrame:
        """Return the levels as the pattern reads them, from one line for each way of writing one."""
        names = ("level", "priority")
        shown = whole.unique(names, keep="any")
        lines: dict[tuple[str | None, ...], str] = {
            (level, priority): said for level, priority, said in shown.iter_rows()
        }

        def level(*written: str | None) -> tuple[str | None] | None:
            found = self.pattern.read(lines[written])
            return found and (found[1],)

        return each_different(whole, names, level, {"level": pl.String()})

    def _text(self) -> pl.Expr:
        text = pl.col("text").fill_null("")
        if not self._put.is_open:
            return text
        begin = pl.col(HEAD).str.len_bytes() - pl.col("text").str.len_bytes()
        return (
            pl.when(pl.col("text").is_not_null())
            .then(pl.col("said").str.slice(begin))
            .otherwise(pl.lit(""))
        )


def _who() -> pl.Expr:
    """Return the host and who, whichever are written."""
    who = pl.concat_str(
        (pl.when(pl.col(name) != "").then(pl.col(name)) for name in ("host", "who")),
        separator=" ",
        ignore_nulls=True,
    )
    return pl.when(who != "").then(who)
