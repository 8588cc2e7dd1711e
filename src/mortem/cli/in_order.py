"""Puts any number of rows in the order of their times, with little memory: what is too much waits in files."""

from __future__ import annotations

import heapq
import tempfile
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import IO

HELD = 50_000
"""Rows held in memory at a time."""

_ABOVE_ZERO = 1 << 62
_KEY = 1 + 16 + 10  # characters before what was put in


class InOrder:
    """Takes lines, each with its moment, and gives them back by moment, equal ones as they came.

    Lines that are `apart`, since their moments mean something else, come after all others. To be used
    with `with`, after which nothing is left on the disk.
    """

    def __init__(self, held: int = HELD) -> None:
        self._most = held
        self._held: list[str] = []
        self._runs: list[IO[str]] = []
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for run in self._runs:
            run.close()

    def add(self, moment: int, line: str, *, apart: bool = False) -> None:
        """Take one line, which must not hold a line's end; `moment` counts microseconds since 1970."""
        self._count += 1
        self._held.append(f"{apart:d}{moment + _ABOVE_ZERO:016x}{self._count:010x}{line}\n")
        if len(self._held) >= self._most:
            self._put_down()

    def lines(self) -> Iterator[str]:
        """Yield all lines, each with its end, in order."""
        self._held.sort()
        for run in self._runs:
            run.seek(0)
        whole = heapq.merge(*self._runs, self._held) if self._runs else self._held
        for line in whole:
            yield line[_KEY:]

    def _put_down(self) -> None:
        self._held.sort()
        run = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass", newline="\n")  # noqa: SIM115 - closed with self
        run.writelines(self._held)
        self._runs.append(run)
        self._held = []
