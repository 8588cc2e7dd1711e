"""Where the bytes of evidence lie: in the data folder, named by their SHA-256, never changed.

Bytes are written beside their place, flushed to the disk and then renamed, so that a name
stands only over a whole file. Nothing here looks into them.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings

from mortem.core.errors import NotFound
from mortem.core.evidence.files import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

FOLDER = "evidence"
_ARRIVING = "arriving-"
_READ_ONLY = 0o400


@dataclass(frozen=True, slots=True)
class Sealed:
    """Bytes that are kept: their fingerprint, their number, and how they begin."""

    sha256: str
    size: int
    head: bytes


class Arriving:
    """Bytes on their way in. Beyond `limit` they are counted and forgotten, not kept."""

    def __init__(self, limit: int) -> None:
        self.size = 0
        self._limit = limit
        self._hash = hashlib.sha256()
        self._head = b""
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_ARRIVING, dir=folder)
        self._file, self._path = os.fdopen(handle, "wb"), Path(name)

    @property
    def is_too_large(self) -> bool:
        return self.size > self._limit

    def write(self, piece: bytes) -> None:
        """Take the next bytes."""
        self.size += len(piece)
        if self.is_too_large:
            self.close()
            return
        self._hash.update(piece)
        self._head = (self._head + piece)[:HEAD] if len(self._head) < HEAD else self._head
        try:
            self._file.write(piece)
        except OSError:
            self.close()
            raise

    def seal(self) -> Sealed:
        """Give the bytes their lasting place. The same bytes twice are one file."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        sealed = Sealed(self._hash.hexdigest(), self.size, self._head)
        place = _place(sealed.sha256)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        self._path.chmod(_READ_ONLY)
        self._path.replace(place)
        return sealed

    def close(self) -> None:
        """Forget what came, unless it is sealed."""
        with suppress(OSError):  # without room the rest cannot be written, and need not be
            self._file.close()
        self._path.unlink(missing_ok=True)


def seal(pieces: Iterable[bytes], *, limit: int) -> Sealed:
    """Keep these bytes; for callers that have them at hand."""
    arriving = Arriving(limit)
    try:
        for piece in pieces:
            arriving.write(piece)
        return arriving.seal()
    finally:
        arriving.close()


def open_sealed(sha256: str) -> BinaryIO:
    """Open kept bytes for reading. Raises NotFound when the folder has lost them."""
    try:
        return _place(sha256).open("rb")
    except FileNotFoundError:
        raise NotFound(
            "The bytes of this evidence are not in the data folder.",
            hint="Bring the file again, or restore the folder “evidence” from a backup.",
        ) from None


def forget(sha256: str) -> None:
    """Remove kept bytes for good; for callers that know that no evidence names them."""
    _place(sha256).unlink(missing_ok=True)


def sweep(*, before: datetime) -> None:
    """Remove what a server that was killed had half received, if it is that old."""
    for half in _folder().glob(f"{_ARRIVING}*"):
        if half.stat().st_mtime < before.timestamp():
            half.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA) / FOLDER


def _place(sha256: str) -> Path:
    return _folder() / sha256[:2] / sha256
