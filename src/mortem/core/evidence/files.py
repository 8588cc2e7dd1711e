"""What a file really is, told from its bytes; its lines shown safely.

Nothing is ever unpacked or run, and what a browser says about a file is only a claim
(METHOD E2).
"""

from __future__ import annotations

import codecs
import re

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
    b"\x50\x2a\x4d\x18": "application/zstd",  # what pzstd writes first
    b"BZh": "application/x-bzip2",
    b"\xfd7zXZ\x00": "application/x-xz",
}
_TAR = "application/x-tar"
_TAR_SIGNS = (b"ustar\0", b"ustar ")  # of POSIX and of GNU, behind numbers that end in NUL
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
    if head[257:263] in _TAR_SIGNS and b"\0" in head[100:257]:
        return _TAR
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
    controls = len(head) - len(head.translate(None, bytes(_CONTROLS)))
    if controls > len(head) * _MOST_CONTROLS:
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as broken:
        # One torn place in a long UTF-8 text does not make it another encoding.
        return "cp1252" if head[: broken.start].isascii() else "utf-8"
    return "utf-8"


# Characters that a page must not act upon: controls, and those that turn the reading direction.
_SHOWN = {code: 0x2400 + code for code in _CONTROLS if code != 127}  # noqa: PLR2004 - DEL
_SHOWN |= {127: 0x2421, 27: 0x241B, 12: 0x240C, 11: 0x240B}
_SHOWN |= dict.fromkeys(
    (*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD
)


def shown(text: str) -> str:
    """Return text in which every control character is a visible sign."""
    return text.translate(_SHOWN)
