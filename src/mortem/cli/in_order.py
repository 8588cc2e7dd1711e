"""Puts any number of rows in the order of their times with little memory: they wait in files, sorted in parts."""

from __future__ import annotations

from bisect import bisect_right
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

HELD = 20_000
"""Rows held in memory at a time."""

MOST_OPEN = 200
"""Files that are open at a time."""

_PIECE = 128 * 1024  # bytes of each file that are read at a time
_KNOWN, _APART = 2 * 10**18, 4 * 10**18  # with any moment added, numbers of 19 digits
_PLACES, _ROWS = 10**5, 10**12  # the number of a row within all has 18 digits
_MOMENT = 19
_KEY = _MOMENT + 18  # characters before what was put in


class Sorting:
    """Takes the rows of one source and leaves them, sorted, in files of a folder: `runs` names them.

    `place` is the source's number among all. Lines that are `apart`, since their moments are no instants,
    come after all others. One file is enough for a source whose rows came in order.
    """

    def __init__(self, folder: Path, place: int, held: int = HELD) -> None:
        self.runs: list[Path] = []
        self._folder = folder
        self._place = place
        self._most = held
        self._held: list[str] = []
        self._number = (_PLACES + place) * _ROWS
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
        self._number += 1
        moment += _APART if apart else _KNOWN
        self._held.append(f"{moment}{self._number}{line}\n")
        if len(self._held) >= self._most:
            self._put_down()

    def _put_down(self) -> None:
        if not self._held:
            return
        self._held.sort()
        if not self.runs or self._held[0] < self._last:
            self.runs.append(self._folder / f"{self._place}-{len(self.runs)}")
        self._last = self._held[-1]
        with self.runs[-1].open("ab") as run:
            run.write("".join(self._held).encode("utf-8", "backslashreplace"))
        self._held = []


def in_order(runs: Iterable[Path]) -> Iterator[list[bytes]]:
    """Yield the lines of sorted files in the order of their moments, many at a time, each with its end.

    Many files are merged into fewer first: a process may have only so many open.
    """
    left = list(runs)
    while len(left) > MOST_OPEN:
        some, left = left[:MOST_OPEN], left[MOST_OPEN:]
        whole = some[0].with_name(f"{some[0].name}+{len(left)}")
        with whole.open("wb") as file:
            for lines in _merged(some):
                file.writelines(lines)
        for run in some:
            run.unlink()
        left.append(whole)
    for lines in _merged(left):
        yield [line[_KEY:] for line in lines]


@dataclass(slots=True)
class _Run:
    """A sorted file of which a few lines are at hand."""

    file: BinaryIO
    lines: list[bytes]

    def up_to(self, last: bytes) -> list[bytes]:
        """Take the lines at hand that do not come after one."""
        place = bisect_right(self.lines, last)
        taken = self.lines[:place]
        self.lines = self.lines[place:] or self.file.readlines(_PIECE)
        return taken


def _merged(paths: list[Path]) -> Iterator[list[bytes]]:
    with ExitStack() as opened:
        files = [opened.enter_context(path.open("rb", buffering=_PIECE)) for path in paths]
        runs = [_Run(file, file.readlines(_PIECE)) for file in files]
        while runs := [run for run in runs if run.lines]:
            last = min(run.lines[-1] for run in runs)  # nothing before it is still in a file
            yield sorted(line for run in runs for line in run.up_to(last))


def taken_apart(line: bytes) -> tuple[int, bool, bytes]:
    """Return the moment of a line of a run, whether it is apart, and the line itself with its end."""
    moment = int(line[:_MOMENT])
    is_apart = moment > (_KNOWN + _APART) // 2
    return moment - (_APART if is_apart else _KNOWN), is_apart, line[_KEY:]
