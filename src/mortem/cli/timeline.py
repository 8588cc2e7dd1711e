"""`mortem timeline FILE…`: rows out of logs, chats, mails and alerts, ordered in time. Loads neither Django nor Typer."""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from mortem.cli.in_order import InOrder
from mortem.core.errors import BadInput, MortemError
from mortem.core.evidence.clock import Answers
from mortem.core.evidence.files import shown
from mortem.core.evidence.masking import masked
from mortem.core.evidence.reading import Source, Unread
from mortem.core.evidence.row import SECOND, Row, Zone, iso
from mortem.core.evidence.unpack import unpacked
from mortem.core.formats.cells import harmless
from mortem.core.timeline import zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from mortem.core.record import Precision

EXIT_READ, EXIT_UNREAD, EXIT_USAGE = 0, 1, 2
FORMS = ("jsonl", "csv", "table")
COLUMNS = ("at", "local", "precision", "zone", "source", "format", "line", "level", "who", "text")
_ACTED_UPON = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), *range(0x202A, 0x202F))}


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the command line asks for."""

    files: tuple[str, ...]
    form: str
    answers: Answers
    begin: int | None
    end: int | None
    detect: bool
    raw: bool


@dataclass(slots=True)
class _Told:
    """What is counted for the end, for standard error."""

    unread: int = 0
    apart: int = 0
    unrecognised: int = 0


def main(arguments: list[str]) -> int:
    """Print the timeline of what `arguments` name and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        cast("TextIO", stream).reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[attr-defined]
    try:
        wish = _wish(arguments)
        return _detect(wish) if wish.detect else _print(wish)
    except MortemError as error:
        sys.stderr.write(f"mortem timeline: {error}\n{error.hint}\n".rstrip() + "\n")
        return error.exit_code


def _wish(arguments: list[str]) -> _Wish:
    asked = _parser().parse_args(arguments)
    zone = zone_of(asked.zone) if asked.zone else None
    return _Wish(
        files=tuple(asked.files),
        form=asked.format,
        answers=Answers(zone=zone, year=asked.year),
        begin=_instant(asked.begin, zone, "from"),
        end=_instant(asked.end, zone, "to"),
        detect=asked.detect,
        raw=asked.raw,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mortem timeline",
        description="Read logs, chats, mails, alerts, tickets and commits of any known format, "
        "and print what they tell in the order of time. Passwords, keys and tokens are covered.",
        epilog="Exit status: 0 every file was recognised, 1 one was not, 2 the command is wrong.",
    )
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="files, also gzip or ZIP; - is standard input"
    )
    parser.add_argument("--format", choices=FORMS, default="jsonl", help="jsonl by default")
    parser.add_argument("--zone", help="the zone of times that name none, such as Europe/Berlin")
    parser.add_argument(
        "--year", type=int, help="the year of the first line where no year is written"
    )
    parser.add_argument(
        "--from", dest="begin", metavar="T", help="leave out what was before, in ISO 8601"
    )
    parser.add_argument(
        "--to", dest="end", metavar="T", help="leave out what was at this time or after"
    )
    parser.add_argument("--raw", action="store_true", help="cover nothing")
    parser.add_argument(
        "--detect",
        action="store_true",
        help="say only what each file is: format, first time, zone, rows",
    )
    return parser


def _instant(written: str | None, zone: ZoneInfo | None, name: str) -> int | None:
    if written is None:
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError as wrong:
        raise BadInput(
            name,
            "“{written}” is no time.",
            hint="Write it as 2026-03-01T09:30:00+01:00.",
            written=written,
        ) from wrong
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    if at.tzinfo is None:
        raise BadInput(
            name,
            "“{written}” names no zone.",
            hint="Add an offset, or give --zone.",
            written=written,
        )
    return round(at.timestamp() * SECOND)


def _sources(files: tuple[str, ...], told: _Told) -> Iterator[Source]:
    """Yield every file in every file; what cannot be read or recognised is told and counted."""
    for name in files:
        try:
            with closing(_opened(name)) as raw:
                for one in unpacked(name, raw):
                    yield Source(one.name, one.raw)
        except OSError as error:
            told.unrecognised += 1
            sys.stderr.write(f"{name}: It cannot be read: {error.strerror or error}.\n")
        except BadInput as error:
            told.unrecognised += 1
            sys.stderr.write(f"{error}\n{error.hint}\n".rstrip() + "\n")


def _opened(name: str) -> BinaryIO:
    if name != "-":
        return Path(name).open("rb")
    held = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the caller; it has to be read twice
    shutil.copyfileobj(sys.stdin.buffer, held)
    return cast("BinaryIO", held)


def _print(wish: _Wish) -> int:
    told = _Told()
    with InOrder() as order:
        for source in _sources(wish.files, told):
            if source.format is None:
                _unknown(source, told)
            else:
                _take(source, wish, order, told)
        write = {"jsonl": _write_jsonl, "csv": _write_csv, "table": _write_table}[wish.form]
        write(order.lines())
    if told.apart:
        sys.stderr.write(
            f"{_rows(told.apart)} of no known instant left out: give --zone, and --year where none is written.\n"
        )
    return EXIT_UNREAD if told.unrecognised else EXIT_READ


def _take(source: Source, wish: _Wish, order: InOrder, told: _Told) -> None:
    unread = 0
    windowed = wish.begin is not None or wish.end is not None
    begin = -sys.maxsize if wish.begin is None else wish.begin
    end = sys.maxsize if wish.end is None else wish.end
    rows = source.rows(wish.answers)
    for row in rows if wish.raw else masked(rows):
        if isinstance(row, Unread):
            unread += 1
        elif windowed and row.zone is Zone.UNKNOWN:
            told.apart += 1
        elif begin <= row.moment < end:
            order.add(row.moment, _json(row, source.name), apart=row.zone is Zone.UNKNOWN)
    if unread:
        sys.stderr.write(f"{source.name}: {_rows(unread, 'line')} could not be read.\n")


def _unknown(source: Source, told: _Told) -> None:
    told.unrecognised += 1
    why = "is no format known here" if source.is_text else "is no text"
    sys.stderr.write(f"{source.name}: this {why}; nothing of it is in the timeline.\n")


def _rows(count: int, noun: str = "row") -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _quoted(text: str) -> str:
    """Return a text as JSON, with nothing in it that a terminal would act upon."""
    quoted = encode_basestring(text)
    if quoted.isascii() and "\x7f" not in quoted:
        return quoted
    return quoted.translate(_ACTED_UPON)


def _json(row: Row, source: str) -> str:
    """Return a row as one line of JSON; written by hand, since this is done a million times."""
    moment, zone, precision, form, line, _, _, level, who, text, _ = row
    if zone is Zone.UNKNOWN:
        when = f'{{"at": null, "local": "{row.local}"'
    else:
        when = f'{{"at": "{iso(moment)}Z"'
    told = _told(precision, zone, source, form)
    grave = _graveness(level, who)
    return f'{when}{told}{line}{grave}"text": {_quoted(text)}}}'


@lru_cache(maxsize=1000)
def _told(precision: Precision, zone: Zone, source: str, form: str) -> str:
    source = _quoted(source)
    return f', "precision": "{precision}", "zone": "{zone}", "source": {source}, "format": "{form}", "line": '


@lru_cache(maxsize=1000)
def _graveness(level: str | None, who: str | None) -> str:
    return f', "level": {_quoted(level) if level else "null"}, "who": {_quoted(who) if who else "null"}, '


def _write_jsonl(lines: Iterator[str]) -> None:
    sys.stdout.writelines(lines)


def _write_csv(lines: Iterator[str]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        row = json.loads(line)
        cells = ("" if (value := row.get(name)) is None else str(value) for name in COLUMNS)
        writer.writerow([harmless(shown(cell.replace("\n", " ⏎ "))) for cell in cells])


def _write_table(lines: Iterator[str]) -> None:
    """Print what an eye wants: the time, how grave, who, the first line of what was said."""
    for line in lines:
        row = json.loads(line)
        when = row["at"] or f"{row['local']} ?"
        first, _, more = row["text"].partition("\n")
        said = f"{first} […]" if more else first
        grave = (row["level"] or "").ljust(8)
        sys.stdout.write(shown(f"{when:<28}{grave} {row['who'] or '-'}: {said}") + "\n")


def _detect(wish: _Wish) -> int:
    told = _Told()
    for source in _sources(wish.files, told):
        sys.stdout.write(json.dumps(_detected(source, wish.answers), ensure_ascii=False) + "\n")
        told.unrecognised += source.format is None
    return EXIT_UNREAD if told.unrecognised else EXIT_READ


def _detected(source: Source, answers: Answers) -> dict[str, object]:
    first: Row | None = None
    rows = skipped = 0
    for row in source.rows(answers):
        if isinstance(row, Unread):
            skipped += 1
        else:
            first = first or row
            rows += 1
    return {
        "file": source.name,
        "format": source.format.name if source.format else None,
        "first_at": (first.at or first.local) if first else None,
        "zone": (first.zone if first else Zone.UNKNOWN).value,
        "rows": rows,
        "skipped": skipped,
        "confidence": round(source.format.confidence, 2) if source.format else 0.0,
    }
