"""What the pieces of written times say, in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from mortem.core.evidence.columns.distinct import each_different
from mortem.core.evidence.stamps import PIECES
from mortem.core.record import Precision

if TYPE_CHECKING:
    from mortem.core.evidence.stamps import Stamp, Style

PRECISIONS: Final = tuple(Precision)
STAMP: Final = {
    "local": pl.Int64(),
    "offset": pl.Int32(),
    "in_utc": pl.Boolean(),
    "precision": pl.UInt8(),
    "has_year": pl.Boolean(),
}
"""A `Stamp` in columns, its precision as a place in PRECISIONS; `local` is missing where there is no such time."""

_WITH_SECONDS: Final = r"\A[0-9]{2}[^0-9]?[0-9]{2}[^0-9]?[0-9]{2}\z"
_FARTHEST: Final = 1 << 61  # microseconds, far beyond the year 9999
Told = tuple[int, int | None, bool, int, bool]


def in_columns(stamp: Stamp | None) -> Told | None:
    """Return a stamp as a row of STAMP; None for none, and for one farther away than a column can hold."""
    if stamp is None or abs(stamp.local) > _FARTHEST:
        return None
    place = PRECISIONS.index(stamp.precision)
    return stamp.local, stamp.offset, stamp.in_utc, place, stamp.has_year


def stamps(style: Style, pieces: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of STAMP for the pieces of times, each a column by its name.

    A time is its day, its clock and its fraction added up, and the offset is that of its zone: so
    `style` reads every different one of them alone, on a day that there is.
    """
    pieces = pieces.with_columns(pl.lit("").alias(name) for name in PIECES if name not in pieces)
    days = each_different(
        pieces,
        ("date", "year"),
        lambda day, year: in_columns(style.read(day, year or "", "", "", "")),
        STAMP,
    )
    sound = days["local"].is_not_null().arg_max()
    if sound is None or days["local"][sound] is None:
        return days
    return _Parts(style, days, pieces, sound).whole()


class _Parts:
    """The parts of times, each read on a day that there is: the one at the place `sound`."""

    def __init__(self, style: Style, days: pl.DataFrame, pieces: pl.DataFrame, sound: int) -> None:
        self._style = style
        self._days = days
        self._pieces = pieces
        self._day = pieces["date"][sound] or ""
        self._year = pieces["year"][sound] or ""
        self._midnight: int = days["local"][sound]

    def whole(self) -> pl.DataFrame:
        """Return the parts put together."""
        whole = self._days
        if self._is_written("clock"):
            clocks = self._clocks(self._pieces["clock"])
            whole = whole.with_columns(pl.col("local") + clocks["clock"], clocks["precision"])
        if self._is_written("frac"):
            fractions = each_different(
                self._pieces, ("frac",), self._fraction, {"frac": pl.Int64()}
            )
            whole = whole.with_columns(pl.col("local") + fractions["frac"])
        if self._is_written("zone"):
            told = {"offset": pl.Int32(), "in_utc": pl.Boolean()}
            whole = whole.with_columns(each_different(self._pieces, ("zone",), self._zone, told))
        return whole

    def _clocks(self, written: pl.Series) -> pl.DataFrame:
        """Return the columns `clock` and `precision`; seconds are read apart, as most of them are written in some minute."""
        told = {"clock": pl.Int64(), "precision": pl.UInt8()}
        if not written.str.contains(_WITH_SECONDS).fill_null(value=False).all():
            return each_different(written.to_frame(), ("clock",), self._clock, told)
        parts = pl.select(minute=written.str.head(-2), second=written.str.tail(2))
        minutes = each_different(
            parts, ("minute",), lambda minute: self._clock(f"{minute}00"), told
        )
        sound = minutes["clock"].is_not_null().arg_max() or 0
        minute, begin = parts["minute"][sound], minutes["clock"][sound]
        if begin is None:
            return minutes
        seconds = each_different(
            parts, ("second",), lambda second: self._clock(f"{minute}{second}"), told
        )
        return minutes.with_columns(pl.col("clock") + seconds["clock"] - begin)

    def _clock(self, clock: str | None) -> tuple[int, int] | None:
        read = self._read(clock=clock or "")
        return read and (read.local - self._midnight, PRECISIONS.index(read.precision))

    def _is_written(self, piece: str) -> bool:
        column = self._pieces[piece]
        return column.null_count() < len(column) and bool((column != "").any())

    def _read(self, clock: str = "", frac: str = "", zone: str = "") -> Stamp | None:
        return self._style.read(self._day, self._year, clock, frac, zone)

    def _fraction(self, frac: str | None) -> tuple[int] | None:
        read = self._read(frac=frac or "")
        return read and (read.local - self._midnight,)

    def _zone(self, zone: str | None) -> tuple[int | None, bool] | None:
        read = self._read(zone=zone or "")
        return read and (read.offset, read.in_utc)
