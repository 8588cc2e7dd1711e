"""Where the bytes of evidence lie: in the data folder, encrypted, named by their SHA-256, never changed.

Bytes are written beside their place, flushed to the disk and then renamed, so that a name
stands only over a whole file. The name is the fingerprint of what came, not of what lies there.
Nothing here looks into them.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from mortem.core.errors import Damaged, Locked, MortemError, NotFound
from mortem.core.evidence.files import HEAD
from mortem.web import at_rest
from mortem.web.env import Keys

if TYPE_CHECKING:
    import io
    from collections.abc import Iterable, Iterator
    from datetime import datetime

FOLDER = "evidence"
_ARRIVING = "arriving-"
_READ_ONLY = 0o400
_PIECE = 1024 * 1024
_log = logging.getLogger(__name__)


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
        self._sealing = at_rest.Sealing(self._file, _keys().now)

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
            self._sealing.write(piece)
        except OSError:
            self.close()
            raise

    def seal(self) -> Sealed:
        """Give the bytes their lasting place. The same bytes twice are one file."""
        self._sealing.finish()
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


def open_sealed(sha256: str) -> io.BufferedReader:
    """Open kept bytes for reading, as they came.

    Raises NotFound when the folder has lost them, Locked when another key sealed them, and Damaged,
    also while they are read, when they are not what was kept.
    """
    try:
        return at_rest.opened(_place(sha256).open("rb"), _keys())
    except FileNotFoundError:
        raise NotFound(
            "The bytes of this evidence are not in the data folder.",
            hint="Bring the file again, or restore the folder “evidence” from a backup.",
        ) from None


def check(sha256: str) -> None:
    """Read kept bytes to their end. Raises what `open_sealed` does, and Damaged for bytes of another fingerprint."""
    with open_sealed(sha256) as kept:
        digest = hashlib.file_digest(kept, "sha256").hexdigest()
    if digest != sha256:
        raise Damaged(
            "What was kept of this evidence is not what came.",
            hint="A backup from before may hold it whole.",
        )


def forget(sha256: str) -> None:
    """Remove kept bytes for good; for callers that know that no evidence names them."""
    _place(sha256).unlink(missing_ok=True)


def sweep(*, before: datetime) -> None:
    """Remove what a server that was killed had half received, if it is that old."""
    for half in _folder().glob(f"{_ARRIVING}*"):
        if half.stat().st_mtime < before.timestamp():
            half.unlink(missing_ok=True)


def seal_anew() -> None:
    """Encrypt with the key of today what lies here unencrypted, or under a key that was before it.

    What is not what its name says, or has no room, stays as it is.
    """
    for place in _kept():
        try:
            if _key_of(place) != _keys().now:
                check(place.name)
                with open_sealed(place.name) as kept:
                    seal(iter(lambda: kept.read(_PIECE), b""), limit=sys.maxsize)
        except (MortemError, OSError) as error:
            _log.warning("A piece of evidence could not be sealed anew: %s.", type(error).__name__)


def unsealed() -> tuple[int, int]:
    """Count the files that lie here unencrypted, and those that no key of this installation opens."""
    plain = foreign = 0
    for place in _kept():
        try:
            plain += _key_of(place) is None
        except Locked:
            foreign += 1
    return plain, foreign


def _kept() -> Iterator[Path]:
    yield from sorted(_folder().glob("[0-9a-f][0-9a-f]/*"))


def _key_of(place: Path) -> str | None:
    with place.open("rb") as raw:
        return at_rest.sealed_with(raw, _keys())


def _keys() -> Keys:
    return Keys(settings.SECRET_KEY, settings.OLD_SECRET_KEYS)


def _folder() -> Path:
    return Path(settings.DATA) / FOLDER


def _place(sha256: str) -> Path:
    return _folder() / sha256[:2] / sha256
