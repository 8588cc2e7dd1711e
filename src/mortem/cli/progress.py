"""How much of its files a command has read, told to a person at a terminal and to nobody else."""

from __future__ import annotations

import io
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from ctypes import Array, c_uint64

    from _typeshed import WriteableBuffer

    Counts = Array[c_uint64]

_PIECE: Final = 256 * 1024  # bytes that are read at a time
_PAUSE: Final = 0.2  # seconds between two looks
CLEARED: Final = "\r\033[K"
"""What takes the line of a terminal back to its beginning, with nothing in it."""

_begun: list[Counts] = []  # at most one: how many bytes were read of each file, by its place


@contextmanager
def shown(files: Sequence[str]) -> Iterator[None]:
    """Count what is read of files as long as this lasts, and show it on standard error if that is a terminal.

    Nothing of it stays.
    """
    if not sys.stderr.isatty():
        yield
        return
    from multiprocessing.sharedctypes import RawArray  # noqa: PLC0415 - for a terminal alone

    counts: Counts = RawArray("Q", len(files))
    size = sum(path.stat().st_size for path in map(Path, files) if path.is_file())
    ended = threading.Event()
    showing = threading.Thread(target=_show, args=(counts, size, ended), daemon=True)
    go_on(counts)
    showing.start()
    try:
        yield
    finally:
        _begun.clear()
        ended.set()
        showing.join()
        sys.stderr.write(CLEARED)
        sys.stderr.flush()


def _show(counts: Counts, size: int, ended: threading.Event) -> None:
    while not ended.wait(_PAUSE):
        percent = min(100, sum(counts) * 100 // (size or 1))
        sys.stderr.write(f"{CLEARED}{percent} % read")
        sys.stderr.flush()


def begun() -> tuple[Counts, ...]:
    """Return what another process has to be told as it is started, so that it can `go_on` counting."""
    return tuple(_begun)


def go_on(*counts: Counts) -> None:
    """Count in this process, too."""
    _begun[:] = counts


def opened(name: str, place: int | None = None) -> BinaryIO:
    """Open a file; its reading is counted if it has a place, and somebody looks. Raises OSError."""
    if place is None or not _begun:
        return Path(name).open("rb")
    return io.BufferedReader(_Counted(name, _begun[0], place), _PIECE)


class _Counted(io.FileIO):
    def __init__(self, name: str, counts: Counts, place: int) -> None:
        super().__init__(name)
        self._counts, self._place = counts, place

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        count = super().readinto(buffer) or 0
        self._counts[self._place] = self.tell()
        return count
