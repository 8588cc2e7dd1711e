"""Runs of sorted lines, of either way of reading, brought into one order many lines at a time."""

from __future__ import annotations

import sys
from io import BytesIO
from itertools import count, islice
from typing import TYPE_CHECKING, Final

import polars as pl

from mortem.cli.in_order import COLUMNS, taken_apart
from mortem.cli.timeline_columns import APART, PIECE, put_down

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

WINDOW: Final = 200_000
"""Rows that are in memory at a time, more or less; those of one moment are in it together."""


class _Run:
    """A run whose rows are read up to a key, one stretch after the other."""

    def __init__(self, file: Path) -> None:
        self._rows = pl.scan_ipc(file)
        keys = self._rows.select("key").collect()["key"]
        self.begins = keys.gather_every(PIECE)
        self._height = len(keys)
        self._read = 0

    def until(self, bound: int | None) -> Iterator[pl.LazyFrame]:
        """Yield the rows that were not read yet and whose keys are at most `bound`, if there are any."""
        begin, self._read = self._read, self._place_behind(bound)
        if self._read > begin:
            yield self._rows.slice(begin, self._read - begin)

    def _place_behind(self, bound: int | None) -> int:
        if bound is None:
            return self._height
        begin = (self.begins.search_sorted(bound, side="right") - 1) * PIECE
        if begin < 0:
            return 0
        keys = self._rows.slice(begin, PIECE).select("key").collect()["key"]
        return begin + keys.search_sorted(bound, side="right")


def in_windows(files: Iterable[Path]) -> Iterator[pl.Series]:
    """Yield the lines of runs in the order of their moments; those of one moment in the order of the runs."""
    runs = [_Run(part) for file in files for part in _in_columns(file)]
    if not runs:
        return
    begins = pl.concat([run.begins for run in runs]).sort()
    for bound in (*begins.gather_every(WINDOW // PIECE, WINDOW // PIECE), None):
        if parts := [part for run in runs for part in run.until(bound)]:
            yield pl.concat(parts).collect().sort("key", maintain_order=True)["line"]


def _in_columns(run: Path) -> Iterator[Path]:
    """Yield a run in columns; lines that were read one by one are put into such runs, in their order."""
    if run.suffix == COLUMNS:
        yield run
        return
    with run.open(encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
        for number in count():
            some = list(islice(map(taken_apart, lines), WINDOW))
            if not some:
                return
            keys = [moment + is_apart * APART for moment, is_apart, _ in some]
            # Half a letter, which JSON can hold, is told as it is when it is printed.
            told = [line.encode(errors="backslashreplace").decode()[:-1] for *_, line in some]
            part = run.with_name(f"{run.name}-{number}{COLUMNS}")
            put_down(pl.DataFrame({"key": keys, "line": told}), part)
            yield part


def write_lines(lines: Iterator[pl.Series]) -> None:
    """Print the lines as they are."""
    sys.stdout.flush()
    for some in lines:
        written = BytesIO()
        some.to_frame().write_csv(written, include_header=False, quote_style="never")
        sys.stdout.buffer.write(written.getbuffer())


def one_by_one(lines: Iterator[pl.Series]) -> Iterator[str]:
    """Yield the lines with their ends."""
    return (f"{line}\n" for some in lines for line in some)
