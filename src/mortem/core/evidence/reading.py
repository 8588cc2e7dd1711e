"""From the bytes of a source to its rows: lines, the format, what its times mean (METHOD E2, E3)."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from mortem.core.evidence.clock import Clock
from mortem.core.evidence.files import encoding_of
from mortem.core.evidence.format import Head, Line
from mortem.core.evidence.readers.json_lines import LARGEST_DOCUMENT
from mortem.core.evidence.recognise import recognised
from mortem.core.evidence.row import Row
from mortem.core.evidence.slack import with_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mortem.core.evidence.clock import Answers
    from mortem.core.evidence.format import Found
    from mortem.core.evidence.recognise import Recognised

HEAD_LINES = 400
LONGEST_LINE = 1024 * 1024
"""Bytes of a line that are read; the rest of a longer one stays in the source."""

_ENOUGH = 256 * 1024
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-_])")


class Unread(NamedTuple):
    """A line that no row could be made of; `text` is how it begins."""

    line: int
    text: str


class Source:
    """One piece of evidence whose bytes can be read from the beginning, again and again.

    `people` are names by the keys that a chat's messages use, when something else tells them.
    """

    def __init__(self, name: str, raw: BinaryIO, people: Mapping[str, str] | None = None) -> None:
        self.name = name
        self._people = people or {}
        self._raw = raw
        self._encoding = encoding_of(self._beginning(_ENOUGH))
        self.format = self._recognised()

    @property
    def is_text(self) -> bool:
        """Tell whether it is text at all."""
        return self._encoding is not None

    def rows(self, answers: Answers | None = None) -> Iterator[Row | Unread]:
        """Yield its rows in their order, settled by what was said about its clock; lines unread in between."""
        if self.format is None:
            return
        clock = Clock(answers)
        each = self.format.reader.find(self._lines())
        if self._people:
            each = (_named(found, self._people) for found in each)
        for found in each:
            yield _settled(found, clock)

    def _beginning(self, size: int) -> bytes:
        self._raw.seek(0)
        return self._raw.read(size)

    def _recognised(self) -> Recognised | None:
        if self._encoding is None:
            return None
        beginning = self._beginning(_ENOUGH)
        head = self._head(beginning, cut=len(beginning) == _ENOUGH)
        found = recognised(head)
        if head.cut and head.text.lstrip()[:1] in {"{", "["} and _is_poor(found):
            whole = self._beginning(LARGEST_DOCUMENT)
            lines = tuple(line.text for line in self._lines())
            found = recognised(Head(self.name, lines, cut=len(whole) == LARGEST_DOCUMENT)) or found
        return found

    def _head(self, beginning: bytes, *, cut: bool) -> Head:
        lines = [line.text for line in _lines(io.BytesIO(beginning), self._encoding or "")]
        if cut and len(lines) > 1:
            lines.pop()
        if not cut:
            is_document = lines and lines[0].lstrip("\ufeff ")[:1] in {"{", "["}
            return Head(self.name, tuple(lines if is_document else lines[:HEAD_LINES]), cut=False)
        return Head(self.name, tuple(lines[:HEAD_LINES]), cut=True)

    def _lines(self) -> Iterator[Line]:
        self._raw.seek(0)
        return _lines(self._raw, self._encoding or "")


def _named(found: Found, people: Mapping[str, str]) -> Found:
    return found._replace(
        who=people.get(found.who or "", found.who), text=with_names(found.text, people)
    )


def _is_poor(found: Recognised | None) -> bool:
    return found is None or found.confidence < 0.5  # noqa: PLR2004 - half of its lines


def _settled(found: Found, clock: Clock) -> Row | Unread:
    stamp, number, first, last, level, who, text, name = found
    settled = clock.settle(stamp) if stamp else None
    if settled is None or not _EARLIEST <= settled[0] <= _LATEST:
        return Unread(number, text[:200])
    moment, zone, precision, has_year, has_day = settled
    made = (moment, zone, precision, name, number, first, last, level, who, text, has_year, has_day)
    return tuple.__new__(Row, made)


_EARLIEST, _LATEST = -62_135_596_800_000_000, 253_402_300_799_999_999  # the years 1 to 9999


def _lines(raw: BinaryIO, encoding: str) -> Iterator[Line]:
    """Yield the lines of a text, without the signs that only a terminal would act upon."""
    if encoding == "utf-16":
        raw = io.BytesIO(raw.read().decode("utf-16", "replace").encode())
    codec = "utf-8" if encoding.startswith("utf") else encoding
    at = number = 0
    new = tuple.__new__  # what a named tuple does, at half the price
    while line := raw.readline(LONGEST_LINE):
        number += 1
        first, at = at, at + len(line)
        if line[-1:] != b"\n":
            at += _pass_over(raw, line)
        if number == 1 and line.startswith(codecs.BOM_UTF8):
            line = line[3:]
        text = line.decode(codec, "replace").rstrip("\r\n")
        if "\x1b" in text or "\0" in text:
            text = _ESCAPES.sub("", text).replace("\0", "")
        yield new(Line, (number, first, at, text))


def _pass_over(raw: BinaryIO, line: bytes) -> int:
    """Skip the rest of a line that is too long; return how many bytes that were."""
    if len(line) < LONGEST_LINE:
        return 0
    passed = 0
    while piece := raw.readline(LONGEST_LINE):
        passed += len(piece)
        if piece[-1:] == b"\n":
            break
    return passed
