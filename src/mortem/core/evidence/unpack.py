"""Packed evidence, read as if it were not: gzip, bzip2, xz, and ZIP with any of these in it.

Nothing is ever written to a disk, so no name in an archive can lead anywhere. What unpacks to far
more than it weighs, as only a bomb does, is refused while it is read.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, cast

from mortem.core.errors import BadInput
from mortem.core.evidence import slack
from mortem.core.evidence.files import UNKNOWN_TYPE, media_type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MOST_FILES: Final = 10_000
"""Files of an archive that are read."""
MOST_BYTES: Final = 16 * 1024**3
"""Bytes that one packed file may have unpacked."""
_HARMLESS: Final = 64 * 1024 * 1024  # bytes that anything may unpack to
_MOST_TIMES: Final = 300  # how many times its weight a real log unpacks to at most

_OPENERS: Final[dict[str, Callable[[BinaryIO], BinaryIO]]] = {
    "application/gzip": lambda raw: cast("BinaryIO", gzip.GzipFile(fileobj=raw, mode="rb")),
    "application/x-bzip2": lambda raw: cast("BinaryIO", bz2.BZ2File(raw)),
    "application/x-xz": lambda raw: cast("BinaryIO", lzma.LZMAFile(raw)),  # noqa: SIM115 - its reader closes it
}
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
"""All that the standard library raises for an archive that somebody broke."""
_HEAD: Final = 512


class Unpacked(NamedTuple):
    """One file, unpacked as it is read; `name` is the archive's with the file's own behind it.

    `people` are names by the keys that a chat's messages use, when the archive tells them.
    """

    name: str
    raw: BinaryIO
    people: Mapping[str, str] = MappingProxyType({})


def unpacked(name: str, raw: BinaryIO) -> Iterator[Unpacked]:
    """Yield the files in a file: itself when it is not packed, its insides when it is.

    Raises BadInput for an archive that cannot be read, has too many files or is a bomb; the
    last may be raised by reading from what was yielded.
    """
    kind = _kind(raw)
    if kind == "application/zip":
        yield from _members(name, raw)
    elif kind == "application/zstd":
        raise BadInput(
            "file",
            "{name} is packed with zstd, which cannot be read here.",
            hint="Unpack it first.",
            name=name,
        )
    elif kind in _OPENERS:
        yield Unpacked(name, _Guarded(name, partial(_opened, kind, raw), _size(raw)))
    else:
        yield Unpacked(name, raw)


def _members(name: str, raw: BinaryIO) -> Iterator[Unpacked]:
    try:
        archive = zipfile.ZipFile(raw)
        files = [one for one in archive.infolist() if not one.is_dir()]
    except BROKEN as broken:
        raise _damaged(name) from broken
    if len(files) > MOST_FILES:
        raise BadInput("file", "{name} holds more than {most} files.", name=name, most=MOST_FILES)
    people: Mapping[str, str] = {}
    if slack.is_export(one.filename for one in files):
        people = slack.people_in(_Guarded(name, partial(_member, archive, slack.USERS), 0).read())
        files = [one for one in files if one.filename not in slack.ABOUT]
    for one in sorted(files, key=lambda file: file.filename):
        inside = f"{name}/{_plain(one.filename)}"
        member = _Guarded(inside, partial(_member, archive, one.filename), one.compress_size)
        if (kind := _kind(member)) in _OPENERS:
            member = _Guarded(inside, partial(_opened, kind, member), one.compress_size)
        yield Unpacked(inside, member, people)


def _member(archive: zipfile.ZipFile, name: str) -> BinaryIO:
    return cast("BinaryIO", archive.open(name))


def _opened(kind: str, raw: BinaryIO) -> BinaryIO:
    raw.seek(0)
    return _OPENERS[kind](raw)


def _kind(raw: BinaryIO) -> str:
    raw.seek(0)
    kind = media_type_of(raw.read(_HEAD), UNKNOWN_TYPE)
    raw.seek(0)
    return kind


def _size(raw: BinaryIO) -> int:
    raw.seek(0, io.SEEK_END)
    return raw.tell()


def _plain(path: str) -> str:
    """Return a path in an archive without what would lead out of it."""
    parts = (part for part in path.replace("\\", "/").split("/") if part not in {"", ".", ".."})
    return "/".join("".join(c for c in part if c.isprintable()) for part in parts)


def _damaged(name: str) -> BadInput:
    return BadInput(
        "file",
        "{name} cannot be unpacked: it is damaged, cut off or locked with a password.",
        hint="Bring what is in it instead.",
        name=name,
    )


class _Guarded(io.RawIOBase, BinaryIO):
    """Reads an unpacked file from its beginning, and stops at what no honest file unpacks to."""

    def __init__(self, name: str, begin: Callable[[], BinaryIO], weight: int) -> None:
        self._name = name
        self._begin = begin
        self._most = min(MOST_BYTES, max(_HARMLESS, weight * _MOST_TIMES))
        self._inner: BinaryIO | None = None
        self._read = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        if (place, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation(self._name)
        self._inner, self._read = None, 0
        return 0

    def read(self, size: int = -1) -> bytes:
        return self._guarded(lambda file: file.read(size if size >= 0 else self._most + 1))

    def readline(self, size: int | None = -1) -> bytes:
        return self._guarded(lambda file: file.readline(-1 if size is None else size))

    def _guarded(self, read: Callable[[BinaryIO], bytes]) -> bytes:
        try:
            if self._inner is None:
                self._inner = self._begin()
            piece = read(self._inner)
        except BROKEN as broken:
            raise _damaged(self._name) from broken
        self._read += len(piece)
        if self._read > self._most:
            raise BadInput(
                "file",
                "{name} unpacks to far more than it weighs; it is not read.",
                name=self._name,
            )
        return piece
