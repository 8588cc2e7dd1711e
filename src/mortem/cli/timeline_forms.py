"""The forms in which `mortem timeline` prints its rows: lines of JSON, from which CSV and the table are made."""

from __future__ import annotations

import csv
import json
import sys
from functools import lru_cache
from itertools import chain
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from mortem.core.evidence.files import shown
from mortem.core.evidence.row import UNKNOWN, iso
from mortem.core.formats.cells import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.core.evidence.row import Row

COLUMNS = ("at", "local", "precision", "zone", "source", "format", "line", "level", "who", "text")
_CODES = (*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_ACTED_UPON = {code: f"\\u{code:04x}" for code in _CODES}


def quoted(text: str) -> str:
    """Return a text as JSON, with nothing in it that a terminal would act upon."""
    return encode_basestring(text).translate(_ACTED_UPON)


class JsonLines:
    """Writes the rows of a source, each as one line of JSON; by hand, since this is done a million times."""

    def __init__(self, source: str) -> None:
        self._source = quoted(source)
        self._kind: tuple[object, ...] = ()
        self._middle = ""

    def line(self, row: Row) -> str:
        """Return a row as a line, without its end."""
        moment, zone, precision, form, line, _, _, level, who, text, _, _ = row
        kind = self._kind
        if not kind or zone is not kind[0] or precision is not kind[1] or form is not kind[2]:
            self._kind = zone, precision, form
            self._middle = (
                f', "precision": "{precision}", "zone": "{zone}", "source": {self._source},'
                f' "format": "{form}", "line": '
            )
        if zone is UNKNOWN:
            when = f'{{"at": null, "local": "{row.local}"'
        else:
            when = f'{{"at": "{iso(moment)}Z"'
        said = encode_basestring(text)
        if not said.isascii() or "\x7f" in said:
            said = said.translate(_ACTED_UPON)
        return f'{when}{self._middle}{line}{_graveness(level, who)}"text": {said}}}'


@lru_cache(maxsize=5000)
def _graveness(level: str | None, who: str | None) -> str:
    return f', "level": {quoted(level) if level else "null"}, "who": {quoted(who) if who else "null"}, '


def write_jsonl(lines: Iterator[list[bytes]]) -> None:
    """Print the lines as they are."""
    for some in lines:
        sys.stdout.buffer.write(b"".join(some))


def write_csv(lines: Iterator[list[bytes]]) -> None:
    """Print a table under a head, in which no cell is a formula."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in chain.from_iterable(lines):
        row = json.loads(line)
        cells = ("" if (value := row.get(name)) is None else str(value) for name in COLUMNS)
        writer.writerow([harmless(_on_one_line(cell)) for cell in cells])


def write_table(lines: Iterator[list[bytes]]) -> None:
    """Print what an eye wants: the time, how grave, who, the first line of what was said."""
    for line in chain.from_iterable(lines):
        row = json.loads(line)
        when = row["at"] or f"{row['local']} ?"
        first, _, more = row["text"].partition("\n")
        said = f"{first} […]" if more else first
        grave = (row["level"] or "").ljust(8)
        sys.stdout.write(_on_one_line(f"{when:<28}{grave} {row['who'] or '-'}: {said}") + "\n")


def _on_one_line(text: str) -> str:
    return shown(text.replace("\r", "␍").replace("\n", " ⏎ "))


JSONL = "jsonl"
FORMS = {JSONL: write_jsonl, "csv": write_csv, "table": write_table}
"""How the sorted lines of `JsonLines` are printed, by the names that --format knows."""
