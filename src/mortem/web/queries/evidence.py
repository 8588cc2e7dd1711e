"""Reading a piece of evidence line by line, a page at a time, its secrets covered (METHOD E2)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from mortem.core.evidence.files import HEAD, encoding_of, shown
from mortem.core.private_words import without_secrets
from mortem.web import vault
from mortem.web.rows import works
from mortem.web.rows.piece import piece_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.web.models import Evidence

LINES_A_PAGE = 500
LETTERS_A_LINE = 2000
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a page may show it; `more` counts the letters that were left out."""

    number: int
    text: str
    more: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a text; `total` counts the lines of all of it."""

    lines: tuple[Line, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // LINES_A_PAGE))


def is_text(evidence: Evidence) -> bool:
    """Tell whether this evidence can be read line by line."""
    return _encoding(evidence.sha256) is not None


def begin_to_read(pieces: Iterable[Evidence]) -> None:
    """Begin to read the rows of what came, once it is there for good."""
    for one in pieces:
        if is_text(one):
            works.begin(piece_of(one))


def page_of(evidence: Evidence, number: int) -> Page | None:
    """Return page `number` (from 1; moved into range) of a text, or None when it is no text."""
    if _encoding(evidence.sha256) is None:
        return None
    total = _index(evidence.sha256)[0]
    number = min(max(number, 1), max(1, -(-total // LINES_A_PAGE)))
    first = (number - 1) * LINES_A_PAGE + 1
    return Page(tuple(_lines(evidence.sha256, first)), number, total)


def line_of(evidence: Evidence, number: int) -> str:
    """Return one line, shortened and made safe; empty when there is no such line."""
    page = page_of(evidence, -(-number // LINES_A_PAGE)) if number > 0 else None
    if page is None or number > page.total:
        return ""
    return page.lines[(number - 1) % LINES_A_PAGE].text


@lru_cache(maxsize=256)  # sealed bytes never change
def _encoding(sha256: str) -> str | None:
    with vault.open_sealed(sha256) as file:
        return encoding_of(file.read(HEAD))


@lru_cache(maxsize=64)
def _index(sha256: str) -> tuple[int, tuple[int, ...]]:
    """Return how many lines there are and at which byte each page of them begins."""
    lines, place, starts, last = 0, 0, [0], b"\n"
    with vault.open_sealed(sha256) as file:
        raw = _as_utf8(file, sha256)
        while piece := raw.read(_PIECE):
            at = -1
            ends = piece.count(b"\n")
            while (left := LINES_A_PAGE - lines % LINES_A_PAGE) <= ends:
                at = _after_lines(piece, at + 1, left)
                lines, ends = lines + left, ends - left
                starts.append(place + at + 1)
            lines, place, last = lines + ends, place + len(piece), piece[-1:]
    return lines + (last != b"\n"), tuple(starts)


def _after_lines(piece: bytes, start: int, count: int) -> int:
    for _ in range(count):
        at = piece.find(b"\n", start)
        start = at + 1
    return at


def _as_utf8(file: io.BufferedIOBase | object, sha256: str) -> io.BufferedIOBase:
    """Return the bytes themselves, or UTF-16 turned into UTF-8, in which a line ends in one byte."""
    raw: io.BufferedIOBase = file  # type: ignore[assignment]
    if _encoding(sha256) != "utf-16":
        return raw
    return io.BytesIO(raw.read().decode("utf-16", "replace").encode())


def _lines(sha256: str, first: int) -> Iterator[Line]:
    starts = _index(sha256)[1]
    page = (first - 1) // LINES_A_PAGE
    encoding = {"utf-16": "utf-8", "utf-8-sig": "utf-8"}.get(name := _encoding(sha256) or "", name)
    with vault.open_sealed(sha256) as file:
        raw = _as_utf8(file, sha256)
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


def _cut(raw: io.BufferedIOBase) -> Iterator[tuple[bytes, int]]:
    """Yield the beginning of each line and how many bytes of it were passed over."""
    while line := raw.readline(4 * LETTERS_A_LINE):
        more, end = 0, line
        while not end.endswith(b"\n") and (end := raw.readline(_PIECE)):
            more += len(end.rstrip(b"\r\n"))
        yield line, more
