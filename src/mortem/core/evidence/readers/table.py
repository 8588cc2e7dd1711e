"""Tables with a header: CSV and TSV of any kind, Timesketch's, and those of Zeek and of W3C logs."""

from __future__ import annotations

import csv
import re
from itertools import chain
from typing import TYPE_CHECKING

from mortem.core.evidence.format import Fit, Found
from mortem.core.evidence.levels import level_of
from mortem.core.evidence.shape import stamp_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from mortem.core.evidence.format import Head, Line
    from mortem.core.evidence.stamps import Stamp

_MOST_LINES = 1_000  # of one row
_LONGEST_HEADER = 65_536  # characters

TIMES = (
    "datetime", "timestamp", "@timestamp", "time", "date", "ts", "date/time", "date and time",
    "eventtime", "event_time", "created_at", "created", "occurred_at", "started_at", "start",
    "when", "at", "timegenerated", "timecreated", "utc", "time (utc)", "timestamp (utc)", "date (utc)",
)  # fmt: skip
TEXTS = (
    "message", "msg", "text", "event", "description", "summary", "subject", "title", "details",
    "what", "body", "what happened", "action", "note", "name",
)  # fmt: skip
LEVELS = ("level", "severity", "priority", "event_level", "loglevel")
WHO = (
    "who", "user", "username", "uid", "author", "actor", "by", "host", "hostname",
    "computer_name", "source", "service", "logger",
)  # fmt: skip


class Table:
    """Rows of CSV or TSV under a header that names a time."""

    name = "csv"
    title = "CSV and TSV with a header"
    reads = "Tables whose first line names their columns; one of them has to be a time."
    traps = "A column of dates such as 3/4/2026 is not read: which is the day is not known."
    examples = ("time,who,message\n2026-03-01T09:30:00Z,ada,the till is down\n",)

    def fit(self, head: Head) -> Fit | None:
        """Return a fit when the header names a time that the rows can be read by."""
        found = _table_in(head.lines)
        if found is None:
            return None
        columns, between = found
        rows = list(_rows(head.lines[1:50], between))
        timed = sum(1 for row in rows if _stamp(_by_name(columns, row)))
        return Fit(0.98, 5) if timed and timed >= len(rows) / 2 else None

    def find(self, lines: Iterable[Line]) -> Iterator[Found]:
        """Yield one row a row; quoted cells may go over several lines."""
        each = iter(lines)
        header = next(each, None)
        found = _table_in((header.text,)) if header else None
        if header is None or found is None:
            return
        columns, between = found
        for first, last, row in _placed(each, between):
            yield self._found(columns, row, first, last)

    def _found(self, columns: tuple[str, ...], row: list[str], first: Line, last: Line) -> Found:
        cells = _by_name(columns, row)
        level = level_of(_one_of(cells, LEVELS) or "")
        text = _one_of(cells, TEXTS) or " ".join(filter(None, row))
        return Found(
            _stamp(cells),
            first.number,
            first.first,
            last.last,
            level,
            _one_of(cells, WHO),
            text,
            self.name,
        )


class Timesketch(Table):
    """Timesketch's own columns."""

    name = "timesketch-csv"
    title = "Timesketch CSV"
    reads = "Events as Timesketch and plaso give and take them: message, datetime, timestamp_desc."
    traps = "timestamp may disagree with datetime; datetime counts. A count in datetime is in microseconds."
    examples = (
        "message,datetime,timestamp_desc\ninstalled,2026-03-01T09:30:00+00:00,Write time\n",
    )

    def fit(self, head: Head) -> Fit | None:
        """Return a fit when all three columns are there, whatever the times are like."""
        found = _table_in(head.lines)
        if found is None or not {"message", "datetime", "timestamp_desc"} <= set(found[0]):
            return None
        return Fit(0.99, 8)


def _table_in(lines: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    """Return the names of the columns and what stands between them, when the first line has them."""
    first = next(iter(lines), "").lstrip("\ufeff")
    if first.startswith("|") or len(first) > _LONGEST_HEADER:  # a table of Markdown, or no header
        return None
    for between in (",", "\t", ";", "|"):
        cells = next(_rows([first], between), [])
        columns = tuple(cell.strip().lower() for cell in cells)
        if len(columns) > 1 and not set(columns).isdisjoint(TIMES):
            return columns, between
    return None


def _rows(lines: Iterable[str], between: str) -> Iterator[list[str]]:
    try:
        yield from (row for row in csv.reader(lines, delimiter=between) if row)
    except csv.Error:
        return


def _placed(lines: Iterator[Line], between: str) -> Iterator[tuple[Line, Line, list[str]]]:
    """Yield each row with its first and last line; one that goes over too many lines ends there."""
    taken: list[Line] = []

    def texts() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield f"{line.text}\n"
            if len(taken) >= _MOST_LINES:
                return

    while True:
        for row in _rows_or_lines(csv.reader(texts(), delimiter=between), taken):
            if row and taken:
                yield taken[0], taken[-1], row
            taken.clear()
        following = next(lines, None)
        if following is None:
            return
        lines = chain([following], lines)


def _rows_or_lines(rows: Iterator[list[str]], taken: list[Line]) -> Iterator[list[str]]:
    """Yield rows; where one is no row, the lines that it was made of."""
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield [line.text for line in taken]


def _by_name(columns: tuple[str, ...], row: list[str]) -> dict[str, str]:
    return dict(zip(columns, row, strict=False))


def _one_of(cells: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((cells[name].strip() for name in names if cells.get(name, "").strip()), None)


def _stamp(cells: Mapping[str, str]) -> Stamp | None:
    for name in TIMES:
        value = cells.get(name, "").strip()
        if name == "date" and value and cells.get("time", "").strip():
            value = f"{value} {cells['time'].strip()}"
        if value and (stamp := stamp_of(value)):
            in_utc = "utc" in name
            return (
                stamp._replace(offset=0, in_utc=True) if in_utc and stamp.offset is None else stamp
            )
    return None


Told = tuple["Stamp | None", str, "str | None"]


class Headed:
    """Logs whose columns are named by a line that begins with `heading`; `told` reads one of their rows."""

    def __init__(
        self,
        name: str,
        title: str,
        *,
        reads: str,
        traps: str,
        example: str,
        heading: str,
        told: Callable[[Mapping[str, str], str], Told],
    ) -> None:
        self.name, self.title, self.reads, self.traps = name, title, reads, traps
        self.examples = (example,)
        self._heading = heading
        self._told = told

    def fit(self, head: Head) -> Fit | None:
        """Return a fit when a line names the columns."""
        is_named = any(line.startswith(self._heading) for line in head.lines[:50])
        return Fit(1.0, 9) if is_named else None

    def find(self, lines: Iterable[Line]) -> Iterator[Found]:
        """Yield one row a line; the columns may be named anew further down."""
        columns: tuple[str, ...] = ()
        for line in lines:
            if line.text.startswith(self._heading):
                columns = tuple(line.text.removeprefix(self._heading).split())
            elif columns and line.text.strip() and not line.text.startswith("#"):
                cells = _by_name(columns, _cells_of(line.text))
                stamp, text, who = self._told(cells, line.text)
                yield Found(stamp, line.number, line.first, line.last, None, who, text, self.name)


def _cells_of(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    return [found[0].strip('"') for found in re.finditer(r'"(?:[^"]|"")*"|\S+', line)]


def _of_zeek(cells: Mapping[str, str], line: str) -> Told:
    rest = line.partition("\t")[2].replace("\t", " ")
    return stamp_of(cells.get("ts", "")), rest, cells.get("id.orig_h")


def _of_w3c(cells: Mapping[str, str], line: str) -> Told:
    """Columns date and time are in UTC (the W3C's draft and IIS); date-local and time-local are not."""
    stamp = stamp_of(f"{cells.get('date', '')} {cells.get('time', '')}")
    if stamp:
        return stamp._replace(offset=0, in_utc=True), line, cells.get("c-ip")
    local = stamp_of(f"{cells.get('date-local', '')} {cells.get('time-local', '')}")
    return local, line, cells.get("c-ip")


ZEEK = Headed(
    "zeek",
    "Zeek (Bro)",
    reads="Zeek's tables: conn.log, dns.log, http.log and the rest.",
    traps="ts counts seconds; the time in #open is local.",
    example="#separator \\x09\n#fields\tts\tuid\tid.orig_h\n1772357400.250000\tC7\t192.0.2.7\n",
    heading="#fields\t",
    told=_of_zeek,
)
W3C = Headed(
    "w3c-extended",
    "W3C extended log (IIS, CloudFront)",
    reads="Logs whose columns are named by #Fields.",
    traps="date and time are in UTC, date-local and time-local are not.",
    example="#Version: 1.0\n#Fields: date time c-ip cs-method\n2026-03-01 09:30:00 192.0.2.7 GET\n",
    heading="#Fields:",
    told=_of_w3c,
)
