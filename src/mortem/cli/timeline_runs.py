"""Runs of sorted lines, of either way of reading, brought into one order many lines at a time."""

from __future__ import annotations

import os
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import count, groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import polars as pl

from mortem.cli.in_order import taken_apart
from mortem.cli.timeline_columns import PIECE, Run
from mortem.cli.timeline_json import APART

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

_MOST_AT_ONCE: Final = 4
WINDOW: Final = 100_000
"""Rows that are printed at a time, more or less; those of one moment are printed together."""


def in_windows(runs: Iterable[Run | Path]) -> Iterator[pl.Series]:
    """Yield the lines of runs in the order of their moments; those of one moment in the order of the runs.

    A path is a run of `in_order`, whose lines were read one by one.
    """
    return map(_lines, _windows(runs))


def write_lines(runs: Iterable[Run | Path]) -> None:
    """Print the lines of runs; while some are printed, those that come next are put in order."""
    sys.stdout.flush()
    for written in _ahead(lambda window: _written(_lines(window)), _windows(runs)):
        sys.stdout.buffer.write(written.getbuffer())


def with_ends(lines: Iterator[pl.Series]) -> Iterator[list[bytes]]:
    """Yield the lines with their ends, many at a time."""
    return ([f"{line}\n".encode() for line in some] for some in lines)


def _windows(runs: Iterable[Run | Path]) -> Iterator[list[Run]]:
    """Yield the parts of all runs that belong together, those that come first first."""
    readings = [_Reading(part) for run in runs for part in _in_columns(run)]
    if not readings:
        return
    begins = pl.concat([one.begins for one in readings]).sort()
    for bound in (*begins.gather_every(WINDOW // PIECE, WINDOW // PIECE), None):
        if parts := [part for one in readings for part in one.until(bound)]:
            yield parts


def _lines(window: list[Run]) -> pl.Series:
    """Return the lines of parts of runs in their order."""
    lines = []
    for form, parts in groupby(window, key=lambda run: run.form):
        rows = pl.concat(pl.collect_all([part.rows for part in parts]))
        lines.append(form.lines(rows) if form else rows)
    return pl.concat(lines).sort("key", maintain_order=True)["line"]


def _ahead(work: Callable[[T], R], each: Iterable[T]) -> Iterator[R]:
    """Yield what `work` makes of each, in their order, made on all processors before it is asked for."""
    at_once = min(_MOST_AT_ONCE, os.cpu_count() or 1)
    waiting: deque[Future[R]] = deque()
    with ThreadPoolExecutor(at_once) as threads:
        for one in each:
            waiting.append(threads.submit(work, one))
            if len(waiting) > at_once:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class _Reading:
    """Reads the rows of a run up to a key, one stretch after the other."""

    def __init__(self, run: Run) -> None:
        self._rows, self._form = run
        keys = self._rows.select("key").collect()["key"]
        self.begins = keys.gather_every(PIECE)
        self._height = len(keys)
        self._read = 0

    def until(self, bound: int | None) -> Iterator[Run]:
        """Yield the rows that were not read yet and whose keys are at most `bound`, if there are any."""
        begin, self._read = self._read, self._place_behind(bound)
        if self._read > begin:
            yield Run(self._rows.slice(begin, self._read - begin), self._form)

    def _place_behind(self, bound: int | None) -> int:
        if bound is None:
            return self._height
        begin = (self.begins.search_sorted(bound, side="right") - 1) * PIECE
        if begin < 0:
            return 0
        keys = self._rows.slice(begin, PIECE).select("key").collect()["key"]
        return begin + keys.search_sorted(bound, side="right")


def _in_columns(run: Run | Path) -> Iterator[Run]:
    """Yield a run in columns, in several parts where it has many lines."""
    if not isinstance(run, Path):
        yield run
        return
    with run.open("rb") as file:
        lines = map(taken_apart, file)
        for number in count():
            some = list(islice(lines, WINDOW))
            if not some:
                return
            keys = [moment + is_apart * APART for moment, is_apart, _ in some]
            told = [line.decode()[:-1] for *_, line in some]
            path = run.with_name(f"{run.name}-{number}.arrow")
            pl.DataFrame({"key": keys, "line": told}).write_ipc(path, record_batch_size=PIECE)
            yield Run(pl.scan_ipc(path))


def _written(lines: pl.Series) -> BytesIO:
    written = BytesIO()
    lines.to_frame().write_csv(written, include_header=False, quote_style="never")
    return written
