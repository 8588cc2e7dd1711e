"""`mortem timeline` prints the same with and without the extra `fast`, whatever it is given."""

from __future__ import annotations

import gzip
import json
import os
import pty
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from mortem.cli.in_order import Sorting
from mortem.cli.timeline_columns import PIECE, Held, Run
from mortem.cli.timeline_files import WORTH_SHARING, Wish
from mortem.cli.timeline_quick import quickly_taken
from mortem.cli.timeline_runs import WINDOW, in_windows
from mortem.core.evidence.clock import Answers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
WITHOUT = (
    "import sys; sys.modules['polars'] = None; "
    "from mortem.cli.timeline import main; sys.exit(main(sys.argv[1:]))"
)
EACH = WORTH_SHARING * 35 // 100


def timeline(*arguments: str | Path, fast: bool = True) -> tuple[int, bytes, bytes]:
    how = ["-m", "mortem", "timeline"] if fast else ["-c", WITHOUT]
    done = subprocess.run(
        [sys.executable, *how, *map(str, arguments)], capture_output=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def lines_of(form: str) -> Iterator[str]:
    """Yield lines as one format writes them: unlike each other, some with secrets, some going over lines."""
    for number in range(10**6):
        at = BEGIN + timedelta(seconds=number // 3 * 20)
        said = (
            "open",
            'a "quoted" \\ thing',
            "password=hunter2hunter2",
            "caf\u00e9 \u202e",
            "b\tc",
        )
        yield form.format(at=at, said=said[number % 5], number=number)
        if number % 11 == 0:
            yield "java.lang.IllegalStateException: stuck"


def large(path: Path, form: str, first: str = "") -> Path:
    text, size = [first], 0
    for line in lines_of(form):
        text.append(line)
        size += len(line) + 1
        if size > EACH:
            break
    path.write_text("\n".join(text), "utf-8")
    return path


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return files that are read in columns, and others that cannot be."""
    folder = tmp_path_factory.mktemp("night")
    java = "{at:%Y-%m-%d %H:%M:%S},250 ERROR [main] org.example.Till{number}: {said}"
    syslog = "{at:%b %e %H:%M:%S} web1 till[{number}]: {said}"
    colours = large(folder / "colours.log", java)
    with colours.open("a") as file:
        file.write("\n2026-03-01 09:30:00,250 ERROR [main] org.example.Till: \x1b[31mred\x1b[0m\n")
    rows = [
        {"time": f"2026-03-0{day}T09:30:00Z", "msg": "half \ud83d a letter"} for day in range(1, 8)
    ]
    (folder / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    (folder / "packed.log.gz").write_bytes(
        gzip.compress((java.format(at=BEGIN, said="open", number=1) + "\n").encode() * 9)
    )
    with zipfile.ZipFile(folder / "logs.zip", "w") as archive:
        archive.write(folder / "packed.log.gz", "packed.log.gz")
        archive.writestr("b.log", "2026-03-01T09:30:00Z open\n" * 3)
    (folder / "nothing.bin").write_bytes(bytes(range(256)) * 9)
    return [
        large(folder / "till.log", java, "begin\n\nanother"),
        folder / "rows.jsonl",
        large(folder / "syslog", syslog),
        colours,
        *(folder / name for name in ("packed.log.gz", "logs.zip", "nothing.bin", "missing.log")),
    ]


@pytest.mark.parametrize(
    "options",
    [
        ("--zone", "Europe/Berlin", "--year", "2026"),
        (
            "--raw",
            "--zone",
            "UTC",
            "--from",
            "2026-03-02T00:00:00Z",
            "--to",
            "2026-03-05T00:00:00Z",
        ),
        ("--format", "csv", "--zone", "UTC", "--year", "2026"),
    ],
    ids=" ".join,
)
def test_all_is_told_the_same_with_and_without_the_extra(
    night: list[Path], options: tuple[str, ...]
) -> None:
    status, told, trouble = timeline(*options, *night)
    assert (status, told, trouble) == timeline(*options, *night, fast=False)
    assert status == 1
    assert told.count(b"\n") > WINDOW or "--from" in options
    assert b"till.log: 2 lines could not be read" in trouble


@pytest.mark.parametrize("fast", [True, False])
def test_a_person_sees_how_much_is_read_and_nothing_of_it_stays(
    night: list[Path], *, fast: bool
) -> None:
    theirs, ours = pty.openpty()
    how = ["-m", "mortem", "timeline"] if fast else ["-c", WITHOUT]
    command = [sys.executable, *how, "--zone", "UTC", "--year", "2026", *map(str, night[:3])]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=ours) as running:
        os.close(ours)
        said = b"".join(iter(lambda: _read(theirs), b""))
    os.close(theirs)
    assert running.returncode == 0
    shown, _, rest = said.rpartition(b" % read")
    shares = [int(one) for one in re.findall(rb"\r\x1b\[K(\d+)", shown)]
    assert (len(shares) > 1, shares[-1] > 0, max(shares) <= 100) == (True, True, True)
    assert rest.startswith(b"\r\x1b[K")
    assert b"till.log: 2 lines could not be read" in rest


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # as Linux tells that nobody writes any more
        return b""


def test_large_logs_are_read_in_columns_and_others_are_left(
    night: list[Path], tmp_path: Path
) -> None:
    wish = Wish(tuple(map(str, night)), Answers(), None, None, raw=False)
    taken = quickly_taken(wish, tmp_path)
    assert sorted(taken) == [0, 2, 4]
    small = Wish((str(night[4]), str(night[1])), Answers(), None, None, raw=False)
    assert quickly_taken(small, tmp_path) == {}


def test_rows_on_the_disk_and_in_memory_come_in_one_order(tmp_path: Path) -> None:
    moments = [[(place * 7 + at) // 5 for at in range(3 * PIECE)] for place in range(4)]
    frames = [
        pl.DataFrame({"key": keys, "line": [f"{place} {key}" for key in keys]})
        for place, keys in enumerate(moments)
    ]
    with Sorting(tmp_path, 2) as sorting:
        for key in moments[2]:
            sorting.add(key, f"2 {key}")
    held = Held(tmp_path)
    runs: list[Run | Path] = [
        Run(frames[0].lazy()),
        Run(held.put_on_disk(frames[1])),
        *sorting.runs,
        Run(frames[3].lazy()),
    ]
    told = [line for lines in in_windows(runs) for line in lines]
    wanted = sorted((key, place) for place, keys in enumerate(moments) for key in keys)
    assert told == [f"{place} {key}" for key, place in wanted]
    assert list(in_windows([])) == []
