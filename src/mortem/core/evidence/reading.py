"""From the bytes of a source to its rows: lines, the format, what its times mean (METHOD E2, E3)."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from mortem.core.errors import BadInput
from mortem.core.evidence.clock import Clock
from mortem.core.evidence.files import encoding_of
from mortem.core.evidence.format import Head, Line
from mortem.core.evidence.readers.json_lines import (
    LARGEST_DOCUMENT,
    JsonDocument,
    Text,
    may_be_document,
)
from mortem.core.evidence.recognise import Grammars, document_in, recognised
from mortem.core.evidence.row import EARLIEST, LATEST, Row
from mortem.core.evidence.slack import with_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mortem.core.evidence.clock import Answers
    from mortem.core.evidence.format import Found, Reader
    from mortem.core.evidence.grammar import Grammar
    from mortem.core.evidence.recognise import Recognised

HEAD_LINES = 400
LONGEST_LINE = 1024 * 1024
"""Bytes of a line that are read; the rest of a longer one stays in the source."""
LONGEST_UNREAD = 200
"""Characters of a line that no row could be made of which are told."""

_ENOUGH = 256 * 1024
_BLOCK = 64 * 1024
_FIRST_LINES = 20  # in which a document shows itself
_POOR = 0.5  # share of its lines below which something else is looked for
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-_])")


class Unread(NamedTuple):
    """A line that no row could be made of; `text` is how it begins."""

    line: int
    text: str


class Source:
    """One piece of evidence whose bytes can be read from the beginning, again and again.

    `people` are names by the keys that a chat's messages use, when something else tells them.
    `trouble` is set when its rows could not be read to their end.
    """

    def __init__(self, name: str, raw: BinaryIO, people: Mapping[str, str] | None = None) -> None:
        self.name = name
        self._people = people or {}
        self._raw = raw
        self.trouble: BadInput | None = None
        self._encoding = encoding_of(self._beginning(_ENOUGH))
        self.format = self._recognised()
        if self.format is None:
            raw.read(1)  # what was damaged behind a beginning that says nothing is told

    @property
    def is_text(self) -> bool:
        """Tell whether it is text at all."""
        return self._encoding is not None

    @property
    def lines(self) -> tuple[BinaryIO, Sequence[Grammar]] | None:
        """Its bytes and the grammars of its lines, when it is UTF-8 and they alone tell what it says."""
        reader = self.format.reader if self.format else None
        if not isinstance(reader, Grammars) or self._people:
            return None
        return (self._raw, reader.grammars) if _codec(self._encoding or "") == "utf-8" else None

    def rows(self, answers: Answers | None = None) -> Iterator[Row | Unread]:
        """Yield its rows in their order, settled by what was said about its clock; lines unread in between.

        Where a packed file is damaged they end; `trouble` says so then.
        """
        if self.format is None:
            return
        clock = Clock(answers)
        for found in self._found(self.format.reader):
            yield _settled(found, clock)

    def _found(self, reader: Reader | JsonDocument) -> Iterator[Found]:
        if isinstance(reader, JsonDocument):
            each = reader.find_in(self._whole())
        else:
            each = reader.find(self._lines())
        if self._people:
            return (_named(found, self._people) for found in each)
        return each

    def _recognised(self) -> Recognised | None:
        if self._encoding is None:
            return None
        beginning = self._beginning(_ENOUGH)
        is_cut = len(beginning) == _ENOUGH
        lines = [line.text for line in _lines(io.BytesIO(beginning), self._encoding)]
        may_be = may_be_document("\n".join(lines[:_FIRST_LINES]))
        if may_be and not is_cut and (found := document_in(self._whole().text)):
            return found
        head = Head(
            self.name, tuple(lines[: -1 if is_cut and len(lines) > 1 else None][:HEAD_LINES])
        )
        best = recognised(head)
        if may_be and is_cut and (best is None or best.confidence < _POOR):
            return document_in(self._whole().text) or best
        return best

    def _beginning(self, size: int) -> bytes:
        self._raw.seek(0)
        return self._raw.read(size)

    def _whole(self) -> Text:
        """Return all of the text; nothing when it is larger than a document may be."""
        raw = self._beginning(LARGEST_DOCUMENT + 1)
        if len(raw) > LARGEST_DOCUMENT:
            return Text("", 0, "utf-8")
        at = len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0
        codec = _codec(self._encoding or "")
        text = raw[at:].decode(codec, "replace")
        return Text(text, at, "utf-8" if codec == "utf-16" else codec)

    def _lines(self) -> Iterator[Line]:
        self._raw.seek(0)
        self.trouble = None
        try:
            yield from _lines(self._raw, self._encoding or "")
        except BadInput as trouble:
            self.trouble = trouble


def _named(found: Found, people: Mapping[str, str]) -> Found:
    return found._replace(
        who=people.get(found.who or "", found.who), text=with_names(found.text, people)
    )


def _settled(found: Found, clock: Clock) -> Row | Unread:
    stamp, number, first, last, level, who, text, name = found
    settled = clock.settle(stamp) if stamp else None
    if settled is None or not EARLIEST <= settled[0] <= LATEST:
        return Unread(number, text[:LONGEST_UNREAD])
    moment, zone, precision, has_year, has_day = settled
    made = (moment, zone, precision, name, number, first, last, level, who, text, has_year, has_day)
    return tuple.__new__(Row, made)


def _codec(encoding: str) -> str:
    """Return how the lines of an encoding are written: without a mark, if it has one."""
    return "utf-8" if encoding == "utf-8-sig" else encoding


def _lines(raw: BinaryIO, encoding: str) -> Iterator[Line]:
    """Yield the lines of a text, without the signs that only a terminal would act upon."""
    codec = _codec(encoding)
    if codec == "utf-16":
        raw, codec = _InUtf8(raw), "utf-8"
    at = number = 0
    new = tuple.__new__  # what a named tuple does, at half the price
    for block, behind in _blocks(raw):
        text = block.decode(codec, "replace")
        texts = text.split("\n")
        if not number:
            texts[0] = texts[0].removeprefix("\ufeff")
        if "\r" in text or "\x1b" in text or "\0" in text:
            texts = [_ESCAPES.sub("", one.rstrip("\r")).replace("\0", "") for one in texts]
        sizes = [len(one) + 1 for one in block.split(b"\n")]
        sizes[-1] += behind - 1
        for written, size in zip(texts, sizes, strict=True):
            number += 1
            first, at = at, at + size
            yield new(Line, (number, first, at, written))


def _blocks(raw: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield lines, many at once, without the end of their last one; and how many bytes are passed over behind it."""
    rest = b""
    while piece := raw.read(_BLOCK):
        rest += piece
        if len(rest) > LONGEST_LINE and rest.find(b"\n", 0, LONGEST_LINE) < 0:
            kept, passed = rest[:LONGEST_LINE], 0
            rest = rest[LONGEST_LINE:]
            while rest and (end := rest.find(b"\n")) < 0:
                passed += len(rest)
                rest = raw.read(_BLOCK)
            yield kept, passed + (end + 1 if rest else 0)
            rest = rest[end + 1 :]
        if (end := rest.rfind(b"\n")) >= 0:
            yield rest[:end], 1
            rest = rest[end + 1 :]
    if rest:
        yield rest, 0


class _InUtf8(io.RawIOBase, BinaryIO):
    """A text in UTF-16 read as if it were UTF-8, in which a line ends in one byte."""

    def __init__(self, raw: BinaryIO) -> None:
        self._text = io.TextIOWrapper(
            cast("BinaryIO", _Unclosed(raw)), "utf-16", "replace", newline="\n"
        )

    def read(self, size: int = -1) -> bytes:
        return self._text.read(size).encode("utf-8", "replace")


class _Unclosed(io.BufferedIOBase):
    """Reads from what others go on using."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        return self._raw.read(-1 if size is None else size)

    def read1(self, size: int = -1) -> bytes:
        return self._raw.read(size)
