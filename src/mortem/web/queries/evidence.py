"""Reading a piece of evidence line by line, a page at a time, its secrets covered (METHOD E2)."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext

from mortem.core.errors import BadInput
from mortem.core.evidence.files import HEAD, encoding_of, shown
from mortem.core.private_words import without_secrets
from mortem.web import insides
from mortem.web.rows import works
from mortem.web.rows.piece import piece_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.web.models import Evidence

LINES_A_PAGE = 500
LETTERS_A_LINE = 2000
_PIECE = 1024 * 1024
_MOST_PIECES = 64  # of a text in UTF-16, which is turned as a whole


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a page may show it; `more` counts the letters that were left out."""

    number: int
    text: str
    more: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a text; `total` counts the lines of all of it, up to where it `is_torn`, if it is."""

    lines: tuple[Line, ...]
    number: int
    total: int
    is_torn: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // LINES_A_PAGE))


def begin_to_read(pieces: Iterable[Evidence]) -> None:
    """Begin to read the rows of what came, once it is there for good."""
    for one in pieces:
        if insides.may_have_rows(one.sha256):
            works.begin(piece_of(one))


def page_of(evidence: Evidence, number: int, inside: str = "") -> Page | None:
    """Return page `number` (from 1; moved into range) of a text, or None when it is no text.

    `inside` is the path of a file in a package. Raises NotFound when there is none of that path.
    """
    place = evidence.sha256, inside
    if _encoding(*place) is None:
        return None
    total, _, is_torn = _index(*place)
    number = min(max(number, 1), max(1, -(-total // LINES_A_PAGE)))
    first = (number - 1) * LINES_A_PAGE + 1
    return Page(tuple(_lines(*place, first)), number, total, is_torn)


def line_of(evidence: Evidence, number: int, inside: str = "") -> str:
    """Return one line, shortened and made safe; empty when there is no such line."""
    page = page_of(evidence, -(-number // LINES_A_PAGE), inside) if number > 0 else None
    if page is None or number > page.total:
        return ""
    return page.lines[(number - 1) % LINES_A_PAGE].text


@lru_cache(maxsize=256)  # sealed bytes never change
def _encoding(sha256: str, inside: str) -> str | None:
    try:
        with insides.opened(sha256, inside) as file:
            return encoding_of(file.read(HEAD))
    except BadInput:
        return None


@lru_cache(maxsize=64)
def _index(sha256: str, inside: str) -> tuple[int, tuple[int, ...], bool]:
    """Return how many lines there are, at which byte each page of them begins, and whether the end is torn off."""
    torn: list[BadInput] = []
    lines, place, starts, last = 0, 0, [0], b"\n"
    with insides.opened(sha256, inside) as file:
        for piece in _pieces(_as_utf8(file, _encoding(sha256, inside)), torn):
            at = -1
            ends = piece.count(b"\n")
            while (left := LINES_A_PAGE - lines % LINES_A_PAGE) <= ends:
                at = _after_lines(piece, at + 1, left)
                lines, ends = lines + left, ends - left
                starts.append(place + at + 1)
            lines, place, last = lines + ends, place + len(piece), piece[-1:]
    return lines + (last != b"\n"), tuple(starts), bool(torn)


def _pieces(raw: BinaryIO, torn: list[BadInput]) -> Iterator[bytes]:
    try:
        while piece := raw.read(_PIECE):
            yield piece
    except BadInput as trouble:
        torn.append(trouble)


def _after_lines(piece: bytes, start: int, count: int) -> int:
    for _ in range(count):
        at = piece.find(b"\n", start)
        start = at + 1
    return at


def _as_utf8(raw: BinaryIO, encoding: str | None) -> BinaryIO:
    """Return the bytes themselves, or UTF-16 turned into UTF-8, in which a line ends in one byte."""
    if encoding != "utf-16":
        return raw
    text = b"".join(islice(_pieces(raw, []), _MOST_PIECES)).decode("utf-16", "replace")
    return io.BytesIO(text.encode())


def _lines(sha256: str, inside: str, first: int) -> Iterator[Line]:
    starts = _index(sha256, inside)[1]
    page = (first - 1) // LINES_A_PAGE
    name = _encoding(sha256, inside) or ""
    encoding = {"utf-16": "utf-8", "utf-8-sig": "utf-8"}.get(name, name)
    with insides.opened(sha256, inside) as file:
        raw = _as_utf8(file, name)
        raw.seek(starts[page])
        cut = list(islice(_cut(raw), LINES_A_PAGE))
    texts = [
        line.decode(encoding, "replace").lstrip("\ufeff").rstrip("\r\n") for line, _more in cut
    ]
    masked = without_secrets(texts, gettext)
    for number, (text, (_line, more), told) in enumerate(
        zip(texts, cut, masked, strict=True), first
    ):
        yield Line(number, shown(told[:LETTERS_A_LINE]), more + len(text[LETTERS_A_LINE:]))


def _cut(raw: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield the beginning of each line and how many bytes of it were passed over."""
    with suppress(BadInput):  # what is torn ends here
        while line := raw.readline(4 * LETTERS_A_LINE):
            more, end = 0, line
            while not end.endswith(b"\n") and (end := raw.readline(_PIECE)):
                more += len(end.rstrip(b"\r\n"))
            yield line, more
