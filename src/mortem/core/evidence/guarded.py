"""Reading what may be damaged, cut off or a bomb: up to there, and then in words."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final

from mortem.core.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BYTES: Final = 16 * 1024**3
"""Bytes that one packed file may have unpacked."""
_HARMLESS: Final = 64 * 1024 * 1024  # bytes that anything may unpack to
_MOST_TIMES: Final = 300  # how many times its weight a real log unpacks to at most
_PIECE: Final = 1024 * 1024  # bytes that are asked for at once

BROKEN: Final = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    OverflowError,
    RuntimeError,  # of a password; of an unknown compression one of its kinds
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
)
"""All that is raised for an archive that somebody broke."""


def damaged(name: str) -> BadInput:
    """Return what is said of an archive that cannot be read, or not to its end."""
    return BadInput(
        "file",
        "{name} cannot be unpacked: it is damaged, cut off or locked with a password.",
        hint="Bring what is in it instead.",
        name=name,
    )


class Allowance:
    """How many bytes all files of a package may have together, by what the package weighs."""

    def __init__(self, weight: int, most: int) -> None:
        self._left = self._most = min(most, max(_HARMLESS, weight * _MOST_TIMES))
        self._is_weighed = self._most < most

    @property
    def most(self) -> int:
        """The bytes that one read may ask for."""
        return self._most

    def spend(self, name: str, count: int) -> None:
        """Take note of bytes that were not read before; raises BadInput beyond the most."""
        self._left -= count
        if self._left >= 0:
            return
        if self._is_weighed:
            template = "{name} unpacks to far more than it weighs; it is not read any further."
        else:
            template = "{name} goes beyond the {most} MB that a package may have unpacked; the rest is not read."
        raise BadInput("file", template, name=name, most=self._most // 1024**2)


class Guarded(io.RawIOBase, BinaryIO):
    """Reads an unpacked file from its beginning, and stops at what no honest file unpacks to.

    What was whole before a damage is handed out; the next read tells of it. `torn` is told at the end, and
    `is_torn_told` says whether anybody read so far.
    """

    def __init__(
        self,
        name: str,
        begin: Callable[[], BinaryIO],
        allowance: Allowance,
        *,
        torn: BadInput | None = None,
    ) -> None:
        self._name = name
        self._begin = begin
        self._allowance = allowance
        self._torn = torn
        self.is_torn_told = False
        self._inner: BinaryIO | None = None
        self._trouble: BadInput | None = None
        self._read = self._furthest = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._read

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation(self._name)
        if place == 0 or place < self._read:
            self._inner, self._trouble, self._read = None, None, 0
        while self._read < place and self.read(min(place - self._read, _PIECE)):
            pass
        return self._read

    def read(self, size: int = -1) -> bytes:
        left = size if size >= 0 else self._allowance.most + 1
        pieces: list[bytes] = []
        while left and (piece := self._piece(left, is_first=not pieces)):
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)

    def readline(self, size: int | None = -1) -> bytes:
        return self._guarded(lambda file: file.readline(-1 if size is None else size))

    def _piece(self, size: int, *, is_first: bool) -> bytes:
        try:
            return self._guarded(lambda file: file.read1(min(size, _PIECE)))  # type: ignore[attr-defined]
        except BadInput as trouble:
            if is_first:
                raise
            self._trouble = trouble
            return b""

    def _guarded(self, read: Callable[[BinaryIO], bytes]) -> bytes:
        if self._trouble is not None:
            raise self._trouble
        try:
            if self._inner is None:
                self._inner = self._begin()
            piece = read(self._inner)
        except BROKEN as broken:
            raise damaged(self._name) from broken
        if not piece and self._torn:
            self.is_torn_told = True
            raise self._torn
        self._read += len(piece)
        if self._read > self._furthest:
            self._allowance.spend(self._name, self._read - self._furthest)
            self._furthest = self._read
        return piece
