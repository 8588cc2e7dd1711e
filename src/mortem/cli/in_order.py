"""Puts any number of rows in the order of their times with little memory: they wait in files, sorted in parts."""

from __future__ import annotations

import heapq
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

HELD = 50_000
"""Rows held in memory at a time."""

MOST_OPEN = 200
"""Files that are open at a time."""

_ABOVE_ZERO = 1 << 62
_KEY = 1 + 16 + 5 + 9  # characters before what was put in


class Sorting:
    """Takes the rows of one source and leaves them, sorted, in files of a folder: `runs` names them.

    `place` is the source's number among all. Lines that are `apart`, since their moments are no instants,
    come after all others. One file is enough for a source whose rows came in order.
    """

    def __init__(self, folder: Path, place: int, held: int = HELD) -> None:
        self.runs: list[Path] = []
        self._folder = folder
        self._place = f"{place:05x}"
        self._most = held
        self._held: list[str] = []
        self._count = 0
        self._last = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._put_down()

    def add(self, moment: int, line: str, *, apart: bool = False) -> None:
        """Take one line, which must not hold a line's end; `moment` counts microseconds since 1970."""
        self._count += 1
        part = "1" if apart else "0"
        self._held.append(
            f"{part}{moment + _ABOVE_ZERO:016x}{self._place}{self._count:09x}{line}\n"
        )
        if len(self._held) >= self._most:
            self._put_down()

    def _put_down(self) -> None:
        if not self._held:
            return
        self._held.sort()
        if not self.runs or self._held[0] < self._last:
            self.runs.append(self._folder / f"{self._place}-{len(self.runs)}")
        self._last = self._held[-1]
        with self.runs[-1].open("a", encoding="utf-8", errors="surrogatepass", newline="\n") as run:
            run.writelines(self._held)
        self._held = []


def in_order(runs: Iterable[Path]) -> Iterator[str]:
    """Yield the lines of sorted files in the order of their moments, each with its end.

    Many files are merged into fewer first: a process may have only so many open.
    """
    left = list(runs)
    while len(left) > MOST_OPEN:
        some, left = left[:MOST_OPEN], left[MOST_OPEN:]
        whole = some[0].with_name(f"{some[0].name}+{len(left)}")
        with whole.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            file.writelines(_merged(some))
        for run in some:
            run.unlink()
        left.append(whole)
    for line in _merged(left):
        yield line[_KEY:]


def _merged(runs: list[Path]) -> Iterator[str]:
    with ExitStack() as opened:
        yield from heapq.merge(
            *(
                opened.enter_context(
                    run.open(encoding="utf-8", errors="surrogatepass", newline="\n")
                )
                for run in runs
            )
        )


def taken_apart(line: str) -> tuple[int, bool, str]:
    """Return the moment of a line of a run, whether it is apart, and the line itself with its end."""
    return int(line[1:17], 16) - _ABOVE_ZERO, line[0] == "1", line[_KEY:]
