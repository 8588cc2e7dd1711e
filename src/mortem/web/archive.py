"""A review with its evidence in one ZIP: review.json, review.md and evidence/<sha256>.

Reading trusts nothing: names are fixed words, sizes are counted while the bytes come, and
nothing is written before all of it has been found sound.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from django.conf import settings

from mortem.core.errors import BadDocument, BadInput, NotFound, TooLarge
from mortem.core.evidence.guarded import BROKEN
from mortem.core.formats import json_form, markdown
from mortem.web import vault
from mortem.web.models import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mortem.core.record import Record
    from mortem.web.models import Participant, Review, User

RECORD = "review.json"
TEXT = "review.md"
FOLDER = "evidence"
MOST_MEMBERS = 500
MOST_BYTES = 500 * 1024 * 1024
LONGEST_RECORD = 64 * 1024 * 1024
_LONGEST_DIRECTORY = 256 * 1024
_EVIDENCE = re.compile(rf"{FOLDER}/([0-9a-f]{{64}})")
_END = b"PK\x05\x06"
_END_OF_LARGE = b"PK\x06\x07"
_PIECE = 1024 * 1024


def brought_by(review: Review, *, me: Participant | None, user: User | None) -> set[str]:
    """Return the fingerprints of the evidence that this reader brought, and so may take away (E2).

    What came with an imported review was brought by whoever imported it.
    """
    keeps = user is not None and review.keeper_id == user.pk
    rows = Evidence.objects.filter(review=review).values_list("sha256", "added_by")
    mine = me.pk if me else None
    return {sha for sha, by in rows if (by is not None and by == mine) or (by is None and keeps)}


def pack(record: Record, brought: set[str], *, at: datetime) -> bytes:
    """Return the archive; evidence that is not `brought`, or is lost, is named but not packed.

    Raises TooLarge for more than an archive may hold: nobody could bring it back.
    """
    packed = {one.sha256: one.size for one in record.evidence if one.sha256 in brought}
    if sum(packed.values()) > MOST_BYTES:
        raise TooLarge(
            "The evidence of this review has more than {megabytes} MB, too much for one archive.",
            megabytes=MOST_BYTES // 1024 // 1024,
            hint="Take the review as JSON, and the originals one by one.",
        )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr(_entry(RECORD, at), json_form.render(record))
        box.writestr(_entry(TEXT, at), markdown.render(record))
        for sha256 in sorted(packed):
            _pack_one(box, sha256, at)
    return made.getvalue()


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _pack_one(box: zipfile.ZipFile, sha256: str, at: datetime) -> None:
    try:
        with (
            vault.open_sealed(sha256) as kept,
            box.open(_entry(f"{FOLDER}/{sha256}", at), "w") as place,
        ):
            while piece := kept.read(_PIECE):
                place.write(piece)
    except NotFound:
        return


@dataclass(frozen=True, slots=True)
class Arrived:
    """A review that came in: its record, and the fingerprints of the evidence that came along."""

    record: Record
    brought: frozenset[str] = frozenset()


def read(file: IO[bytes]) -> Arrived:
    """Return what an archive holds, every byte of it checked, nothing kept yet.

    Raises BadDocument, BadInput or TooLarge.
    """
    with _opened(file) as box:
        members = _members(box)
        record = json_form.parse(_text(box, members[RECORD]))
        wanted = {one.sha256 for one in record.evidence}
        shas = frozenset(filter(None, map(_sha_of, members)))
        if strangers := shas - wanted:
            raise _bad("The evidence {name} belongs to nothing in the review.", min(strangers))
        for sha256 in sorted(shas):
            _check_seal(box, members[f"{FOLDER}/{sha256}"], sha256)
        return Arrived(record, shas)


def keep_evidence(file: IO[bytes], arrived: Arrived) -> None:
    """Put the evidence that came along into the vault, once its review is in."""
    if not arrived.brought:
        return
    with _opened(file) as box:
        for sha256 in sorted(arrived.brought):
            member = box.getinfo(f"{FOLDER}/{sha256}")
            vault.seal(_pieces(box, member), limit=settings.EVIDENCE_MAX_BYTES)


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    _check_end(file)
    try:
        return zipfile.ZipFile(file)
    except BROKEN as broken:
        raise BadDocument("This is no ZIP that can be read.", line=1) from broken


def _check_end(file: IO[bytes]) -> None:
    """Refuse a table of contents of absurd size before anything reads it into memory."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise BadDocument("This is no ZIP that can be read.", line=1)
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    if directory > _LONGEST_DIRECTORY or _END_OF_LARGE in tail[max(0, at - 20) : at]:
        raise TooLarge(
            "This archive has more files than a review can have; {most} is the most.",
            most=MOST_MEMBERS,
        )
    file.seek(0)


def _members(box: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for member in box.infolist():
        if member.filename not in {RECORD, TEXT} and not _sha_of(member.filename):
            raise _bad("An archive of a review has no file “{name}”.", member.filename)
        if member.filename in found:
            raise _bad("“{name}” is in the archive twice.", member.filename)
        found[member.filename] = member
    if RECORD not in found:
        raise _bad("The archive has no file “{name}”.", RECORD)
    _check_sizes(found)
    return found


def _check_sizes(found: dict[str, zipfile.ZipInfo]) -> None:
    if len(found) > MOST_MEMBERS or sum(one.file_size for one in found.values()) > MOST_BYTES:
        raise TooLarge(
            "Unpacked, this archive would have {count} files and {megabytes} MB; "
            "{most} files and {most_megabytes} MB are the most.",
            count=len(found),
            megabytes=sum(one.file_size for one in found.values()) // 1024 // 1024,
            most=MOST_MEMBERS,
            most_megabytes=MOST_BYTES // 1024 // 1024,
        )


def _sha_of(name: str) -> str:
    match = _EVIDENCE.fullmatch(name)
    return match[1] if match else ""


def _text(box: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    if member.file_size > LONGEST_RECORD:
        raise TooLarge(
            "“{name}” has more than {megabytes} MB.",
            name=member.filename,
            megabytes=LONGEST_RECORD // 1024 // 1024,
        )
    raw = b"".join(_pieces(box, member))
    return decoded(raw, member.filename)


def decoded(raw: bytes, name: str) -> str:
    """Return a document's text. Raises BadDocument with the line of the first byte that is none."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        before = raw[: broken.start]
        raise BadDocument(
            "“{name}” is no UTF-8 text.",
            line=before.count(b"\n") + 1,
            column=broken.start - before.rfind(b"\n"),
            name=name,
            hint="Save it as UTF-8 and bring it again.",
        ) from broken


def _check_seal(box: zipfile.ZipFile, member: zipfile.ZipInfo, sha256: str) -> None:
    if member.file_size > settings.EVIDENCE_MAX_BYTES:
        raise TooLarge(
            "The evidence {name} is larger than {megabytes} MB.",
            name=sha256[:12],
            megabytes=settings.EVIDENCE_MAX_BYTES // 1024 // 1024,
        )
    digest = hashlib.sha256()
    for piece in _pieces(box, member):
        digest.update(piece)
    if digest.hexdigest() != sha256:
        raise _bad("The evidence {name} is not what its name says: it was changed.", sha256)


def _pieces(box: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's bytes, never more of them than it declared."""
    left = member.file_size
    try:
        with box.open(member) as opened:
            while piece := opened.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise _bad("“{name}” is larger than it says.", member.filename)
                yield piece
    except BROKEN as broken:
        raise _bad("“{name}” in the archive cannot be unpacked.", member.filename) from broken
    if left:
        raise _bad("“{name}” is smaller than it says.", member.filename)


def _bad(template: str, name: str) -> BadInput:
    shown = "".join(c if c.isprintable() else "�" for c in name[:80])
    return BadInput("document", template, name=shown, hint="Bring the ZIP as Mortem wrote it.")
