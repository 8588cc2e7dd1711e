"""What a file really is, told from its bytes; its lines shown safely; a time read off a line.

Nothing is ever unpacked or run, and what a browser says about a file is only a claim
(METHOD E2). A time without a zone stays without one until somebody is asked (E3).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from mortem.core.record import Precision

HEAD = 64 * 1024
"""How many first bytes of a file are enough to tell what it is."""

UNKNOWN_TYPE = "application/octet-stream"
PLAIN_TEXT = "text/plain"

_MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip",
    b"PK\x05\x06": "application/zip",
    b"\x1f\x8b": "application/gzip",
    b"\x28\xb5\x2f\xfd": "application/zstd",
    b"BZh": "application/x-bzip2",
    b"\xfd7zXZ\x00": "application/x-xz",
}
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,50}")
_TEXTUAL = re.compile(r"(text|message)/|application/(json|xml|x-ndjson|yaml|sql)$|.*\+(json|xml)$")
_CONTROLS = frozenset({*range(9), *range(14, 27), *range(28, 32), 127})
_MOST_CONTROLS = 0.02  # share of control bytes that a text with a torn place may have


def media_type_of(head: bytes, claimed: str) -> str:
    """Return a media type for a file that begins with `head`.

    The bytes win over what the browser claimed: a picture called text is a picture, a
    program called text is of unknown type. Among texts, and among what bytes alone cannot
    tell, a well-formed claim stands.
    """
    for magic, found in _MAGIC.items():
        if head.startswith(magic):
            return _zip_kind(claimed) if found == "application/zip" else found
    bare = claimed.partition(";")[0].strip().lower()
    bare = bare if _TYPE.fullmatch(bare) else ""
    if encoding_of(head):
        return bare if _TEXTUAL.match(bare) else PLAIN_TEXT
    return UNKNOWN_TYPE if not bare or _TEXTUAL.match(bare) else bare


def servable_type(kept: str) -> str:
    """Return a kept media type as a header may carry it.

    What came in with an imported document may be any text; what is no media type is unknown.
    """
    return kept if _TYPE.fullmatch(kept) else UNKNOWN_TYPE


def _zip_kind(claimed: str) -> str:
    """Documents and archives of several kinds are ZIP files; any of them may say which it is."""
    bare = claimed.partition(";")[0].strip().lower()
    is_kind = _TYPE.fullmatch(bare) and bare.startswith("application/")
    return bare if is_kind and bare != UNKNOWN_TYPE else "application/zip"


def encoding_of(head: bytes) -> str | None:
    """Return the encoding of a text that begins with `head`; None when it is no text.

    UTF-8, UTF-16 by its mark, or else Windows-1252, in which old logs are written.
    """
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    if sum(byte in _CONTROLS for byte in head) > len(head) * _MOST_CONTROLS:
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as broken:
        # One torn place in a long UTF-8 text does not make it another encoding.
        return "utf-8" if _is_mostly_utf8(head, broken.start) else "cp1252"
    return "utf-8"


def _is_mostly_utf8(head: bytes, broken_at: int) -> bool:
    several = [byte for byte in head[:broken_at] if byte >= 0x80]  # noqa: PLR2004 - beyond ASCII
    return bool(several)


# Characters that a page must not act upon: controls, and those that turn the reading direction.
_SHOWN = {code: 0x2400 + code for code in _CONTROLS if code != 127}  # noqa: PLR2004 - DEL
_SHOWN |= {127: 0x2421, 27: 0x241B, 12: 0x240C, 11: 0x240B}
_SHOWN |= dict.fromkeys(
    (*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD
)


def shown(text: str) -> str:
    """Return text in which every control character is a visible sign."""
    return text.translate(_SHOWN)


@dataclass(frozen=True, slots=True)
class LineTime:
    """A time written on a line: `at` is aware only when the line named its zone."""

    at: datetime
    precision: Precision

    @property
    def names_zone(self) -> bool:
        return self.at.tzinfo is not None


_STAMP = re.compile(
    r"\b(?P<date>\d{4}-\d{2}-\d{2})[T ](?P<time>\d{2}:\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s?(?P<zone>Z\b|UTC\b|GMT\b|[+-]\d{2}:?\d{2}\b)?"
)
_SEARCHED = 200  # characters: a line's time stands at its beginning


def time_on(line: str) -> LineTime | None:
    """Return the first time in ISO form that a line names, or None. The zone is never guessed."""
    found = _STAMP.search(line[:_SEARCHED])
    if found is None:
        return None
    second = found["second"] or "00"
    try:
        at = datetime.fromisoformat(f"{found['date']}T{found['time']}:{second}")
        zone = _zone(found["zone"])
    except ValueError:
        return None
    exact = Precision.SECOND if found["second"] else Precision.MINUTE
    return LineTime(at.replace(tzinfo=zone), exact)


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
