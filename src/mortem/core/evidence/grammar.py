"""Formats of one line a row, each a TOML file in `lines/` which documents itself.

A grammar says what its lines look like; a time is written by the name of its style between percent
signs, as in `%iso% (?P<text>.*)`. A grammar without a word about what it reads, or whose own example
it cannot read, cannot be loaded.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from mortem.core.evidence.format import Explained, Fit, Found, tables_in
from mortem.core.evidence.levels import level_of, level_of_priority
from mortem.core.evidence.stamps import PIECES, STYLES, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mortem.core.evidence.format import Head, Line
    from mortem.core.evidence.stamps import Stamp, Style
    from mortem.core.toml_table import Table

GROUPS: Final = (*PIECES, "level", "priority", "host", "who", "text")
BEGINNING: Final = 2_000
"""Characters of a line in which its time, level and who stand."""
LONGEST_ROW: Final = 65_536
"""Characters of one row that are kept; what its further lines say stays in the source."""

_STYLE: Final = re.compile(r"%([a-z0-9-]+)%")
_NAMED: Final = re.compile(rf"\b{STYLES['iso'].pattern}")
_SEARCHED: Final = 300  # characters of a line in which a time of its own stands


Read = tuple["Stamp | None", "str | None", "str | None", str]


class Pattern:
    """One way in which the lines of a grammar are written, with times of one style."""

    __slots__ = ("_groups", "_match", "_read_stamp", "style", "written")

    def __init__(self, style: Style, written: str) -> None:
        self.style = style
        self.written = written
        pattern = re.compile(f"{written}()")  # the empty group is that of all that is not named
        self._groups = [pattern.groupindex.get(name, pattern.groups) for name in GROUPS]
        self._match = pattern.match
        self._read_stamp = style.read

    def read(self, line: str) -> Read | None:
        """Return the time, level, who and text of a line; None when it is written otherwise.

        A pattern is looked for in the beginning of a line only: no line, however hostile, takes
        longer than its beginning.
        """
        rest = ""
        if len(line) > BEGINNING:
            line, rest = line[:BEGINNING], line[BEGINNING:]
        found = self._match(line)
        if found is None:
            return None
        day, year, clock, frac, zone, level, priority, host, who, text = found.group(*self._groups)
        stamp = self._read_stamp(day, year, clock, frac, zone)
        if level:
            level = level_of(level)
        elif priority:
            level = level_of_priority(int(priority))
        if host:
            who = f"{host} {who}" if who else host
        return stamp, level or None, who or None, (text or "") + rest


class Grammar(Explained):
    """A format of lines; `read` tells what one line says."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        lines = table.texts("lines", required=True)
        self.patterns = tuple(_pattern(table, written) for written in lines)
        table.finish("a grammar")
        for example in self.examples:
            read = self.read(example)
            if read is None or read[0] is None:
                table.refuse("examples", "has {example}, which it does not read", example=example)

    def read(self, line: str) -> Read | None:
        """Return the time, level, who and text of a line; None when no pattern fits it."""
        for pattern in self.patterns:
            found = pattern.read(line)
            if found is not None:
                return found
        return None

    def fit(self, head: Head) -> Fit | None:
        """Return the share of written lines that begin a row."""
        written = [line for line in head.lines if line.strip()]
        read = sum(1 for line in written if (found := self.read(line)) and found[0])
        return Fit(read / len(written), self.rank) if read else None


class _More:
    """Lines that go on with a row; of a very long row only the beginning is kept."""

    def __init__(self, row: Found) -> None:
        self._row = row
        self._texts = [row.text]
        self._size = len(row.text)
        self._last = row.last

    def add(self, line: Line) -> None:
        self._last = line.last
        self._size += len(line.text) + 1
        if self._size <= LONGEST_ROW:
            self._texts.append(line.text)

    def whole(self) -> Found:
        return self._row._replace(last=self._last, text="\n".join(self._texts).rstrip())


def stamp_on(line: str) -> Stamp | None:
    """Return when a line says it was written, in any format, or else the first time that it names; None without one."""
    by_rank = sorted(all_grammars(), key=lambda grammar: -grammar.rank)
    read = next((read for grammar in by_rank if (read := grammar.read(line)) and read[0]), None)
    if read is not None:
        return read[0]
    named = _NAMED.search(line[:_SEARCHED])
    return STYLES["iso"].read(*pieces_of(named)) if named else None


def find_by(grammars: Sequence[Grammar], lines: Iterable[Line]) -> Iterator[Found]:
    """Yield what lines say, each read by the first of the grammars that fits it.

    A line that none fits goes on with the row before it, as a stack trace does; before the first
    row it is yielded without a time, as is a line whose time cannot be, such as a month 13.
    """
    ways = [(one.read, grammar.name) for grammar in grammars for one in grammar.patterns]
    new = tuple.__new__  # what a named tuple does, at half the price
    row: Found | None = None
    more: _More | None = None
    for line in lines:
        number, first, last, written = line
        for read, name in ways:
            if found := read(written):
                if row is not None:
                    yield more.whole() if more else row
                stamp, level, who, text = found
                row = new(Found, (stamp, number, first, last, level, who, text[:LONGEST_ROW], name))
                more = None
                break
        else:
            if row is not None:
                more = more or _More(row)
                more.add(line)
            elif written.strip():
                yield Found(None, number, first, last, None, None, written, "")
    if row is not None:
        yield more.whole() if more else row


def _pattern(table: Table, written: str) -> Pattern:
    named = _STYLE.search(written)
    if named is None or named[1] not in STYLES:
        table.refuse("lines", "has {written}, which names no style of a time", written=written)
    style = STYLES[named[1]]
    try:
        return Pattern(style, written.replace(named[0], style.pattern))
    except re.error as wrong:
        table.refuse("lines", "has {written}: {why}", written=written, why=str(wrong))


@lru_cache(maxsize=1)
def all_grammars() -> tuple[Grammar, ...]:
    """Return every grammar, by name; raises BadInput for a file that is none."""
    return tuple(map(Grammar, tables_in("lines")))
