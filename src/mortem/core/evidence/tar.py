"""The files of a tar, in the order in which they stand there: it is read once, as a stream, whatever it is packed with."""

from __future__ import annotations

import sys
import tarfile
from contextlib import suppress
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, NoReturn, cast

from mortem.core.errors import BadInput
from mortem.core.evidence.guarded import BROKEN, Allowance, Guarded, damaged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedReader

_IN_MEMORY: Final = 8 * 1024 * 1024  # bytes of a member; of a longer one the rest waits on the disk
_PIECE: Final = 4096  # bytes; as many are lost before a tear at most
_LONGEST_HEADER: Final = 1024 * 1024  # bytes of all that may be said of a member before it begins


class Member(NamedTuple):
    """Something in a tar: its path as written, and how its bytes are read."""

    path: str
    opened: Callable[[str], Guarded]


def members_of(name: str, raw: BinaryIO) -> Iterator[Member]:
    """Yield what is in a tar but its folders; each can be opened, by the name it is told with, until the next is taken.

    What is no file with bytes of its own, such as a link, says so when it is read. Raises BadInput
    where the tar is damaged, unless that was within a member and whoever read it heard of it.
    """
    stream = _Stream(raw)
    try:
        archive = tarfile.open(fileobj=stream, mode="r|")  # type: ignore[call-overload]  # noqa: SIM115 - holds nothing open
        while info := _next(archive, stream):
            if info.isdir():
                continue
            opening = _Opening(archive, info, stream)
            with opening.kept:
                yield Member(info.name, opening.opened)
            if opening.trouble and not opening.is_told:
                raise opening.trouble
            if opening.trouble:
                return
    except (*BROKEN, tarfile.TarError) as broken:
        raise stream.trouble or damaged(name) from broken
    if stream.trouble or not stream.is_ended(archive.offset):
        raise stream.trouble or damaged(name)


def _next(archive: tarfile.TarFile, stream: _Stream) -> tarfile.TarInfo | None:
    stream.limit = archive.offset + _LONGEST_HEADER
    archive.members.clear()  # type: ignore[attr-defined]  # which it would keep to the end
    info = archive.next()
    stream.limit = sys.maxsize
    return info


class _Opening:
    def __init__(self, archive: tarfile.TarFile, info: tarfile.TarInfo, stream: _Stream) -> None:
        self._archive, self._info, self._stream = archive, info, stream
        self.trouble: BadInput | None = None
        self._guarded: Guarded | None = None
        self.kept = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by whoever has it

    def opened(self, name: str) -> Guarded:
        size = self._info.size
        if not self._info.isreg() or self._info.issparse():
            return Guarded(name, partial(_refuse, name), Allowance(0, 0))
        kept = cast("BinaryIO", self.kept)
        with suppress(tarfile.TarError):  # at the end of what is there
            kept.writelines(iter(partial(self._source().read1, _PIECE), b""))
        if kept.tell() < size:
            self.trouble = self._stream.trouble or damaged(name)
        self._guarded = Guarded(
            name, partial(_rewound, kept), Allowance(size, size), torn=self.trouble
        )
        return self._guarded

    @property
    def is_told(self) -> bool:
        """Tell whether whoever reads the member heard of its trouble: what is no text is not read to its end."""
        return self._guarded is not None and self._guarded.is_torn_told

    def _source(self) -> BufferedReader:
        return cast("BufferedReader", self._archive.extractfile(self._info))


def _rewound(kept: BinaryIO) -> BinaryIO:
    kept.seek(0)
    return kept


def _refuse(name: str) -> NoReturn:
    raise BadInput(
        "file",
        "{name} is a link, a device or a file with gaps in it; nothing of it is read.",
        hint="Bring the file itself.",
        name=name,
    )


class _Stream:
    """What the reader of a tar takes in; it ends where the bytes are torn or a header goes beyond `limit`."""

    def __init__(self, raw: BinaryIO) -> None:
        self.limit = _LONGEST_HEADER
        self.trouble: BadInput | None = None
        self._raw = raw
        self._at = 0
        self._piece = b""

    def read(self, size: int) -> bytes:
        if self._at > self.limit:
            raise ValueError
        try:
            self._piece = self._raw.read(size)
        except BadInput as trouble:
            self.trouble = trouble
            return b""
        self._at += len(self._piece)
        return self._piece

    def is_ended(self, at: int) -> bool:
        """Tell whether the block at a place, of those read last, is the empty one at the end of a tar."""
        begin = at - self._at + len(self._piece)
        block = self._piece[begin : begin + tarfile.BLOCKSIZE] if begin >= 0 else b"?"
        return len(block) == tarfile.BLOCKSIZE and not any(block)
