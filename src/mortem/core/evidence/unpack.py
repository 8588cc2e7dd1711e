"""Packed evidence, read as if it were not: gzip, zstd, bzip2, xz, and ZIP and tar with any of these in them.

Nothing is ever written under a name of an archive, so none can lead anywhere. What unpacks to far
more than it weighs, as only a bomb does, is refused while it is read.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections import Counter
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, NoReturn, cast

from mortem.core.errors import BadInput
from mortem.core.evidence import slack
from mortem.core.evidence.files import UNKNOWN_TYPE, media_type_of
from mortem.core.evidence.guarded import BROKEN, MOST_BYTES, Allowance, Guarded, damaged
from mortem.core.evidence.tar import members_of
from mortem.core.evidence.zstd import opened_zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MOST_FILES: Final = 10_000
"""Files of an archive that are read."""

_ZIP, _TAR = "application/zip", "application/x-tar"
_OPENERS: Final[dict[str, Callable[[BinaryIO], BinaryIO]]] = {
    "application/gzip": lambda raw: cast("BinaryIO", gzip.GzipFile(fileobj=raw, mode="rb")),
    "application/zstd": opened_zstd,
    "application/x-bzip2": lambda raw: cast("BinaryIO", bz2.BZ2File(raw)),
    "application/x-xz": lambda raw: cast("BinaryIO", lzma.LZMAFile(raw)),  # noqa: SIM115 - its reader closes it
}
_PACKED: Final = frozenset({_ZIP, _TAR, *_OPENERS})
_DOCUMENTS: Final = frozenset({"[Content_Types].xml", "META-INF/MANIFEST.MF", "mimetype"})
"""Files by which a document or a program shows itself that is a ZIP only on the outside."""
_HEAD: Final = 512
_LONGEST: Final = 250  # letters of a path, its last ones
_MOST_PEOPLE: Final = 64 * 1024 * 1024  # bytes of the file in which an export names people


class Unpacked(NamedTuple):
    """One file, unpacked as it is read; `name` is the archive's with the file's own behind it.

    `inside` is its path in the archive, different for every file of it; empty for what is packed
    alone or not at all. `share` tells how much of the whole is read, 0 to 1. `people` are names by the
    keys that a chat's messages use, when the archive tells them.
    """

    name: str
    raw: BinaryIO
    inside: str
    share: Callable[[], float]
    people: Mapping[str, str] = MappingProxyType({})


def is_packed(head: bytes) -> bool:
    """Tell whether a file that begins with `head` may have others in it."""
    return media_type_of(head, UNKNOWN_TYPE) in _PACKED


def unpacked(
    name: str, raw: BinaryIO, *, most: int = MOST_BYTES, only: str | None = None
) -> Iterator[Unpacked]:
    """Yield the files in a file: itself when it is not packed, its insides when it is; to be read before the next is taken.

    With `only`, the one file whose path inside it is this; itself has the empty one.
    Raises BadInput for an archive that cannot be read, has too many files, is a bomb or goes beyond
    `most` bytes; the last two may be raised by reading from what was yielded.
    """
    kind, weight = _kind(raw), _size(raw)
    allowance = Allowance(weight, most)
    share = partial(_share, raw, weight)
    if kind == _ZIP:
        yield from _members(name, raw, allowance, only)
        return
    if kind in _OPENERS:
        raw, kind = _opened(name, kind, raw, allowance)
    if kind == _TAR:
        yield from _in_tar(Unpacked(name, raw, "", share), allowance, only)
    elif not only:
        yield Unpacked(name, raw, "", share)


def _in_tar(tar: Unpacked, allowance: Allowance, only: str | None) -> Iterator[Unpacked]:
    named = _Names()
    for count, member in enumerate(members_of(tar.name, tar.raw) if only != "" else (), start=1):
        if count > MOST_FILES:
            raise _too_many(tar.name)
        inside = named(member.path)
        if only is None or inside == only:
            path = f"{tar.name}/{inside}"
            yield tar._replace(
                name=path, raw=_inner(path, member.opened(path), allowance), inside=inside
            )


def _too_many(name: str) -> BadInput:
    return BadInput("file", "{name} holds more than {most} files.", name=name, most=MOST_FILES)


def _members(
    name: str, raw: BinaryIO, allowance: Allowance, only: str | None
) -> Iterator[Unpacked]:
    try:
        archive = zipfile.ZipFile(raw)
        files = [one for one in archive.infolist() if not one.is_dir()]
    except BROKEN as broken:
        raise damaged(name) from broken
    if len(files) > MOST_FILES:
        raise _too_many(name)
    names = {one.filename for one in files}
    if names & _DOCUMENTS:
        if not only:
            yield Unpacked(name, raw, "", lambda: 1.0)
        return
    people: Mapping[str, str] = {}
    if slack.is_export(names):
        about = Guarded(name, partial(_member, archive, slack.USERS), allowance)
        people = slack.people_in(about.read(_MOST_PEOPLE))
        files = [one for one in files if one.filename not in slack.ABOUT]
    done, whole = 0, sum(one.compress_size for one in files) or 1
    named = _Names()
    for one in sorted(files, key=lambda file: file.filename):
        inside = named(one.filename)
        path = f"{name}/{inside}"
        member = Guarded(path, partial(_member, archive, one), allowance)
        share = partial(_share_within, member, one, done / whole, one.compress_size / whole)
        if only is None or inside == only:
            yield Unpacked(path, _inner(path, member, allowance), inside, share, people)
        done += one.compress_size


class _Names:
    """Gives each file of an archive a path that no other has."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def __call__(self, written: str) -> str:
        plain = path = _plain(written) or "file"
        while path in self._seen:
            self._seen[plain] += 1
            path = f"{plain} ({self._seen[plain]})"
        self._seen[path] = 1
        return path


def _member(archive: zipfile.ZipFile, one: zipfile.ZipInfo | str) -> BinaryIO:
    return cast("BinaryIO", archive.open(one))


def _inner(name: str, member: Guarded, allowance: Allowance) -> BinaryIO:
    """Return a member of an archive, unpacked if it is packed itself."""
    try:
        kind = _kind(member)
    except BadInput:  # whoever reads it hears of it
        member.seek(0)
        return member
    raw: BinaryIO = member
    if kind in _OPENERS:
        raw, kind = _opened(name, kind, member, allowance)
    return _nested(name, allowance) if kind in {_ZIP, _TAR} else raw


def _opened(name: str, kind: str, raw: BinaryIO, allowance: Allowance) -> tuple[BinaryIO, str]:
    """Return what is packed, unpacked, and what kind of thing that is."""
    opened = Guarded(name, partial(_begun, kind, raw), allowance)
    try:
        kind = _kind(opened)
    except BadInput:  # whoever reads it hears of it
        opened.seek(0)
        return opened, UNKNOWN_TYPE
    if kind in _PACKED - {_TAR}:
        return _nested(name, allowance), UNKNOWN_TYPE
    return opened, kind


def _begun(kind: str, raw: BinaryIO) -> BinaryIO:
    raw.seek(0)
    return _OPENERS[kind](raw)


def _nested(name: str, allowance: Allowance) -> BinaryIO:
    return Guarded(name, partial(_refuse, name), allowance)


def _refuse(name: str) -> NoReturn:
    raise BadInput(
        "file",
        "{name} lies packed within a package; it is not opened.",
        hint="Bring it by itself.",
        name=name,
    )


def _share(raw: BinaryIO, size: int) -> float:
    return min(1.0, raw.tell() / (size or 1))


def _share_within(member: Guarded, one: zipfile.ZipInfo, before: float, part: float) -> float:
    return min(1.0, before + part * _share(member, one.file_size))


def _kind(raw: BinaryIO) -> str:
    raw.seek(0)
    kind = media_type_of(raw.read(_HEAD), UNKNOWN_TYPE)
    raw.seek(0)
    return kind


def _size(raw: BinaryIO) -> int:
    size = raw.seek(0, io.SEEK_END)
    raw.seek(0)
    return size


def _plain(path: str) -> str:
    """Return a path in an archive without what would lead out of it."""
    parts = (part for part in path.replace("\\", "/").split("/") if part not in {"", ".", ".."})
    return "/".join("".join(c for c in part if c.isprintable()) for part in parts)[-_LONGEST:]
