"""Runs of sorted lines, of either way of reading, brought into one order many lines at a time."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from mortem.cli.in_order import taken_apart
from mortem.cli.timeline_columns import APART, PIECE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WINDOW: Final = 100_000
"""Rows that are printed at a time, more or less; those of one moment are printed together."""


def in_windows(runs: Iterable[pl.LazyFrame | Path]) -> Iterator[pl.Series]:
    """Yield the lines of runs in the order of their moments; those of one moment in the order of the runs.

    A path is a run of `in_order`, whose lines were read one by one.
    """
    all_runs = [_Run(rows) for run in runs for rows in _in_columns(run)]
    if not all_runs:
        return
    begins = pl.concat([run.begins for run in all_runs]).sort()
    for bound in (*begins.gather_every(WINDOW // PIECE, WINDOW // PIECE), None):
        if parts := [part for run in all_runs for part in run.until(bound)]:
            yield pl.concat(pl.collect_all(parts)).sort("key", maintain_order=True)["line"]


def write_lines(lines: Iterator[pl.Series]) -> None:
    """Print the lines as they are; while some are printed, those that come next are put in order."""
    sys.stdout.flush()
    written = map(_written, lines)
    with ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(next, written, None)
        while (some := coming.result()) is not None:
            coming = ahead.submit(next, written, None)
            sys.stdout.buffer.write(some.getbuffer())


def one_by_one(lines: Iterator[pl.Series]) -> Iterator[str]:
    """Yield the lines with their ends."""
    return (f"{line}\n" for some in lines for line in some)


class _Run:
    """A run whose rows are read up to a key, one stretch after the other."""

    def __init__(self, rows: pl.LazyFrame) -> None:
        self._rows = rows
        keys = rows.select("key").collect()["key"]
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


def _in_columns(run: pl.LazyFrame | Path) -> Iterator[pl.LazyFrame]:
    """Yield a run in columns, in several parts where it has many lines."""
    if not isinstance(run, Path):
        yield run
        return
    with run.open(encoding="utf-8", errors="surrogatepass", newline="\n") as file:
        lines = map(taken_apart, file)
        for number in count():
            some = list(islice(lines, WINDOW))
            if not some:
                return
            keys = [moment + is_apart * APART for moment, is_apart, _ in some]
            # Half a letter, which JSON can hold, is told as it is when it is printed.
            told = [line.encode(errors="backslashreplace").decode()[:-1] for *_, line in some]
            path = run.with_name(f"{run.name}-{number}.arrow")
            pl.DataFrame({"key": keys, "line": told}).write_ipc(path, record_batch_size=PIECE)
            yield pl.scan_ipc(path)


def _written(lines: pl.Series) -> BytesIO:
    written = BytesIO()
    lines.to_frame().write_csv(written, include_header=False, quote_style="never")
    return written
