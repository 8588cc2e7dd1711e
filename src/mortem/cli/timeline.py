"""`mortem timeline FILE…`: rows out of logs, chats, mails and alerts, ordered in time. Loads neither Django nor Typer."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from mortem.cli import progress
from mortem.cli.in_order import in_order
from mortem.cli.timeline_files import Wish, all_taken, counted, sources_in, telling_trouble
from mortem.cli.timeline_forms import FORMS, JSONL
from mortem.cli.timeline_quick import quickly_taken
from mortem.core.errors import BadInput, MortemError
from mortem.core.evidence.clock import Answers
from mortem.core.evidence.reading import Source, Unread
from mortem.core.evidence.row import SECOND, Row, Zone
from mortem.core.timeline import zone_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from mortem.cli.timeline_columns import Quick
    from mortem.cli.timeline_files import Taken

EXIT_READ, EXIT_UNREAD = 0, 1
_ENDINGS = (signal.SIGTERM, *((signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()))
EXIT_INTERRUPTED = 130  # as shells count an interruption


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line asks for."""

    rows: Wish
    form: str
    detect: bool


def main(arguments: list[str]) -> int:
    """Print the timeline of what `arguments` name and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        cast("TextIO", stream).reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[attr-defined]
    for sent in _ENDINGS:  # an ending that is asked for leaves nothing behind either
        signal.signal(sent, lambda number, _frame: sys.exit(128 + number))
    try:
        wish = _understood(arguments)
        return _detect(wish) if wish.detect else _print(wish)
    except BrokenPipeError:  # whoever reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_READ
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except MortemError as error:
        sys.stderr.write(f"mortem timeline: {error}\n{error.hint}\n".rstrip() + "\n")
        return error.exit_code


def _understood(arguments: list[str]) -> _Asked:
    asked = _parser().parse_args(arguments)
    if asked.year is not None and not MINYEAR <= asked.year <= MAXYEAR:
        raise BadInput("year", "There is no year {year} here.", year=asked.year)
    zone = zone_of(asked.zone) if asked.zone else None
    rows = Wish(
        files=tuple(asked.files),
        answers=Answers(zone=zone, year=asked.year, day=_day(asked.day)),
        begin=_instant(asked.begin, zone, "from"),
        end=_instant(asked.end, zone, "to"),
        raw=asked.raw,
    )
    return _Asked(rows, asked.format, asked.detect)


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
        epilog="Large logs are read several times as fast where polars is installed, the extra “fast”. "
        "Exit status: 0 every file was recognised, 1 one was not, 2 the command is wrong.",
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="files, also packed with gzip, zstd, ZIP or tar; - is standard input",
    )
    parser.add_argument("--format", choices=tuple(FORMS), default=JSONL, help="jsonl by default")
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


def _print(wish: _Asked) -> int:
    with tempfile.TemporaryDirectory(prefix="mortem-timeline-") as name:
        with progress.shown(wish.rows.files):
            quick = quickly_taken(wish.rows, Path(name))
            taken = all_taken(wish.rows, Path(name), quick)
        sys.stderr.write("".join(f"{line}\n" for one in taken for line in one.told))
        if quick:
            _write_all([quick.get(at, one) for at, one in enumerate(taken)], wish.form)
        else:
            FORMS[wish.form](in_order(run for one in taken for run in one.runs))
    if apart := sum(one.apart for one in taken):
        sys.stderr.write(
            f"{counted(apart)} of no known instant left out: give --zone, and --year or --day where none is written.\n"
        )
    return EXIT_READ if all(one.is_known for one in taken) else EXIT_UNREAD


def _write_all(taken: list[Taken | Quick], form: str) -> None:
    from mortem.cli import timeline_runs  # noqa: PLC0415 - imports polars

    runs = [run for one in taken for run in one.runs]
    if form == JSONL:
        timeline_runs.write_lines(runs)
    else:
        FORMS[form](timeline_runs.with_ends(timeline_runs.in_windows(runs)))


def _detect(wish: _Asked) -> int:
    told: list[str] = []
    is_known = True
    for name in wish.rows.files:
        for source in sources_in(name, told):
            with telling_trouble(source.name, told):
                line = json.dumps(_detected(source, wish.rows.answers), ensure_ascii=False)
                sys.stdout.write(f"{line}\n")
                if source.trouble:
                    raise source.trouble
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
