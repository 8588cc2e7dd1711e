"""What the times of one source mean, in columns: as `clock.Clock` settles them one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from mortem.core.evidence.clock import Clock
from mortem.core.evidence.columns.stamps import PRECISIONS, STAMP
from mortem.core.evidence.row import EARLIEST, LATEST, SECOND
from mortem.core.evidence.stamps import Stamp

if TYPE_CHECKING:
    from mortem.core.evidence.clock import Answers
    from mortem.core.evidence.row import Zone
    from mortem.core.record import Precision

_QUARTER: Final = 900 * SECOND
"""Within a quarter of an hour nothing changes of how a clock is to be read: neither its day nor its zone."""


class Kind(NamedTuple):
    """How it is known when a row was; see `Row`."""

    zone: Zone
    precision: Precision
    has_year: bool


class Times:
    """Settles the times of one source, many at once; `kinds` are the ways in which they are known."""

    def __init__(self, answers: Answers | None) -> None:
        self.kinds: list[Kind] = []
        self._clock = Clock(answers)

    def settled(self, said: pl.DataFrame) -> pl.DataFrame:
        """Return the columns `moment` and `kind` in place of those of STAMP; missing where no time is known.

        Of lines that follow each other, and whose clocks show the same quarter of an hour and say the same of
        it, the clock settles the first: all others are as far from it as they were written.
        """
        quarter = (pl.col("local") // _QUARTER).alias("quarter")
        dated = (
            said.select(quarter, *STAMP)
            .with_row_index("place")
            .filter(pl.col("local").is_not_null())
        )
        same = ("quarter", "offset", "in_utc", "precision", "has_year")
        is_new = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in same)
        first = pl.int_range(pl.len()) == 0
        dated = dated.with_columns((first | is_new).alias("is_new"))
        runs = dated.filter("is_new").select(STAMP.keys())
        steps = pl.DataFrame(
            [self._step(*run) for run in runs.iter_rows()],
            {"step": pl.Int64(), "kind": pl.UInt32()},
            orient="row",
        )
        run = (dated["is_new"].cum_sum() - 1).cast(pl.UInt32)
        moment = pl.col("local") + steps["step"].gather(run)
        known = dated.select("place", moment.alias("moment"), steps["kind"].gather(run))
        known = known.filter(pl.col("moment").is_between(EARLIEST, LATEST))
        if known.height == said.height:
            return said.drop(STAMP.keys()).hstack(known.drop("place"))
        numbered = said.drop(STAMP.keys()).with_row_index("place")
        return numbered.join(known, on="place", how="left", maintain_order="left").drop("place")

    def _step(
        self, local: int, offset: int | None, in_utc: bool, precision: int, has_year: bool
    ) -> tuple[int | None, int | None]:
        """Return how far a moment is from what the clock showed, and the place of its kind."""
        stamp = Stamp(local, offset, in_utc, PRECISIONS[precision], has_year)
        settled = self._clock.settle(stamp)
        if settled is None:
            return None, None
        kind = Kind(settled.zone, settled.precision, settled.has_year)
        if kind not in self.kinds:
            self.kinds.append(kind)
        return settled.moment - local, self.kinds.index(kind)
