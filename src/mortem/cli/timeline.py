"""`mortem timeline FILE…`: rows out of logs, chats, mails and alerts, ordered in time. Loads neither Django nor Typer."""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from json.encoder import encode_basestring
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TextIO, cast

from mortem.cli.in_order import Sorting, in_order
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
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from mortem.core.record import Precision

EXIT_READ, EXIT_UNREAD = 0, 1
EXIT_INTERRUPTED = 130  # as shells count an interruption
WORTH_SHARING = 8_000_000
"""Bytes of all files above which several processors read them."""
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


class _Taken(NamedTuple):
    """What came of one file on the command line: sorted rows, and what is to be told on standard error."""

    runs: list[Path]
    told: list[str]
    apart: int
    is_known: bool


def main(arguments: list[str]) -> int:
    """Print the timeline of what `arguments` name and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        cast("TextIO", stream).reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[attr-defined]
    try:
        wish = _wish(arguments)
        return _detect(wish) if wish.detect else _print(wish)
    except BrokenPipeError:  # whoever reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_READ
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except MortemError as error:
        sys.stderr.write(f"mortem timeline: {error}\n{error.hint}\n".rstrip() + "\n")
        return error.exit_code


def _wish(arguments: list[str]) -> _Wish:
    asked = _parser().parse_args(arguments)
    zone = zone_of(asked.zone) if asked.zone else None
    return _Wish(
        files=tuple(asked.files),
        form=asked.format,
        answers=Answers(zone=zone, year=asked.year, day=_day(asked.day)),
        begin=_instant(asked.begin, zone, "from"),
        end=_instant(asked.end, zone, "to"),
        detect=asked.detect,
        raw=asked.raw,
    )


def help_text() -> str:
    """Return what --help prints, on lines of 100 characters."""
    parser = _parser()
    parser.formatter_class = partial(argparse.HelpFormatter, width=100)
    return parser.format_help()


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
    parser.add_argument("--day", help="the day of the first line where only a clock is written")
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


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as wrong:
        raise BadInput(
            "day", "“{written}” is no day.", hint="Write it as 2026-03-01.", written=written
        ) from wrong


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


def _print(wish: _Wish) -> int:
    with tempfile.TemporaryDirectory(prefix="mortem-timeline-") as name:
        taken = _all_taken(wish, Path(name))
        write = {"jsonl": _write_jsonl, "csv": _write_csv, "table": _write_table}[wish.form]
        write(in_order(run for one in taken for run in one.runs))
    if apart := sum(one.apart for one in taken):
        sys.stderr.write(
            f"{_rows(apart)} of no known instant left out: give --zone, and --year or --day where none is written.\n"
        )
    return EXIT_READ if all(one.is_known for one in taken) else EXIT_UNREAD


def _all_taken(wish: _Wish, folder: Path) -> list[_Taken]:
    """Read all files, on as many processors as there are when they are large, and tell what is to be told."""
    tasks = [(wish, place, folder) for place in range(len(wish.files))]
    taken = []
    with ExitStack() as stack:
        run: Callable[..., Iterator[_Taken]] = map
        if len(tasks) > 1 and "-" not in wish.files and _size(wish.files) > WORTH_SHARING:
            run = stack.enter_context(ProcessPoolExecutor(min(len(tasks), os.cpu_count() or 1))).map
        for number, one in enumerate(run(_taken, tasks), start=1):
            _say_progress(number, len(tasks))
            sys.stderr.write("".join(f"{line}\n" for line in one.told))
            taken.append(one)
    return taken


def _size(files: tuple[str, ...]) -> int:
    return sum(path.stat().st_size for path in map(Path, files) if path.is_file())


def _say_progress(number: int, of: int) -> None:
    if of > 1 and sys.stderr.isatty():
        sys.stderr.write(f"\r{number} of {of} files read" + ("\n" if number == of else ""))
        sys.stderr.flush()


def _taken(task: tuple[_Wish, int, Path]) -> _Taken:
    wish, place, folder = task
    told: list[str] = []
    apart, is_known = 0, True
    with Sorting(folder, place) as sorting:
        for source in _sources(wish.files[place], told):
            if source.format is None:
                is_known = False
                told.append(_unknown(source))
            else:
                apart += _take(source, wish, sorting, told)
    return _Taken(
        sorting.runs, told, apart, is_known and not any(isinstance(one, _Trouble) for one in told)
    )


class _Trouble(str):
    """Words about a file that could not be read."""

    __slots__ = ()


def _sources(name: str, told: list[str]) -> Iterator[Source]:
    """Yield every file in a file; what cannot be read is told."""
    try:
        with closing(_opened(name)) as raw:
            for one in unpacked(name, raw):
                yield Source(one.name, one.raw, one.people)
    except OSError as error:
        told.append(_Trouble(f"{name}: It cannot be read: {error.strerror or error}."))
    except BadInput as error:
        told.append(_Trouble(f"{error} {error.hint}".strip()))


def _opened(name: str) -> BinaryIO:
    if name != "-":
        return Path(name).open("rb")
    held = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the caller; it has to be read twice
    shutil.copyfileobj(sys.stdin.buffer, held)
    return cast("BinaryIO", held)


def _take(source: Source, wish: _Wish, sorting: Sorting, told: list[str]) -> int:
    """Sort the rows of a source; return how many were left out since their instants are not known."""
    unread = apart = 0
    windowed = wish.begin is not None or wish.end is not None
    begin = -sys.maxsize if wish.begin is None else wish.begin
    end = sys.maxsize if wish.end is None else wish.end
    rows = source.rows(wish.answers)
    for row in rows if wish.raw else masked(rows):
        if isinstance(row, Unread):
            unread += 1
        elif windowed and row.zone is Zone.UNKNOWN:
            apart += 1
        elif begin <= row.moment < end:
            sorting.add(row.moment, _json(row, source.name), apart=row.zone is Zone.UNKNOWN)
    if unread:
        told.append(f"{source.name}: {_rows(unread, 'line')} could not be read.")
    return apart


def _unknown(source: Source) -> str:
    why = "is no format known here" if source.is_text else "is no text"
    return f"{source.name}: this {why}; nothing of it is in the timeline."


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
    moment, zone, precision, form, line, _, _, level, who, text, _, _ = row
    if zone is Zone.UNKNOWN:
        when = f'{{"at": null, "local": "{row.local}"'
    else:
        when = f'{{"at": "{iso(moment)}Z"'
    middle = _middle(precision, zone, source, form)
    grave = _graveness(level, who)
    return f'{when}{middle}{line}{grave}"text": {_quoted(text)}}}'


@lru_cache(maxsize=1000)
def _middle(precision: Precision, zone: Zone, source: str, form: str) -> str:
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
    told: list[str] = []
    is_known = True
    for name in wish.files:
        for source in _sources(name, told):
            line = json.dumps(_detected(source, wish.answers), ensure_ascii=False)
            sys.stdout.write(f"{line}\n")
            is_known &= source.format is not None
    sys.stderr.write("".join(f"{line}\n" for line in told))
    return EXIT_READ if is_known and not told else EXIT_UNREAD


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
