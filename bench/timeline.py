"""How quickly `mortem timeline` orders six logs, with and without the extra `fast`, beside lnav in the same run.

    python -m bench.timeline FOLDER [--megabytes 200]

FOLDER holds loghub's samples of 2,000 lines: OpenSSH, Apache, Hadoop, HDFS, Zookeeper, Windows. Their
lines are repeated with shifted times, about as many bytes of each, spread over thirty days. What
comes out is checked: every line is there, in order, and both ways print the same bytes.

Peaks of memory are those of the largest process: reading single lines uses several.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

DAYS = 30
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _ctime(at: datetime) -> str:
    return f"{at:%a} {MONTHS[at.month - 1]} {at:%d %H:%M:%S %Y}"


WITHOUT = (
    "import sys; sys.modules['polars'] = None; "
    "from mortem.cli.timeline import main; sys.exit(main(sys.argv[1:]))"
)
WAYS = {
    "in columns": [sys.executable, "-m", "mortem", "timeline"],
    "line by line": [sys.executable, "-c", WITHOUT],
}
OPTIONS = ["--zone", "UTC", "--year", "2026"]
SAMPLES: dict[str, tuple[str, Callable[[datetime], str]]] = {
    "OpenSSH": (
        r"\w{3} [ \d]\d \d\d:\d\d:\d\d",
        lambda at: f"{MONTHS[at.month - 1]} {at.day:2} {at:%H:%M:%S}",
    ),
    "Apache": (r"(?<=\[)\w{3} \w{3} \d\d [\d:]{8} \d{4}", _ctime),
    "Hadoop": (
        r"\d{4}-\d\d-\d\d [\d:]{8},\d{3}",
        lambda at: f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03}",
    ),
    "HDFS": (r"\d{6} \d{6}", lambda at: f"{at:%y%m%d %H%M%S}"),
    "Zookeeper": (
        r"\d{4}-\d\d-\d\d [\d:]{8},\d{3}",
        lambda at: f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03}",
    ),
    "Windows": (r"\d{4}-\d\d-\d\d [\d:]{8}", lambda at: f"{at:%Y-%m-%d %H:%M:%S}"),
}


def generated(samples: Path, folder: Path, megabytes: int) -> tuple[list[Path], int]:
    """Write the six logs; return their paths and how many lines they have that begin with a time."""
    files, lines = [], 0
    for name, (pattern, write) in SAMPLES.items():
        text = (samples / f"{name}_2k.log").read_text("utf-8", "replace")
        stamp = re.compile(pattern)
        kept = [line for line in text.splitlines() if stamp.search(line[:40])]
        size = sum(len(line) + 1 for line in kept) / len(kept)
        count = int(megabytes * 1e6 / len(SAMPLES) / size)
        path = folder / f"{name}.log"
        with path.open("w", encoding="utf-8", newline="\n") as out:
            for number in range(count):
                at = BEGIN + timedelta(days=DAYS) * ((number + random.random()) / count)
                line = stamp.sub(write(at), kept[number % len(kept)], count=1)
                out.write(f"{line}\n")
        files.append(path)
        lines += count
    return files, lines


class Run(NamedTuple):
    """What a command took: seconds of wall and of processor, and the peak of memory in MiB."""

    wall: float
    processor: float
    peak: float

    def told(self, name: str, megabytes: float) -> str:
        """Return it as a line to print."""
        return (
            f"{name}: {self.wall:.1f} s, {self.processor:.1f} s of processor,"
            f" {self.peak:.0f} MiB, {megabytes / self.wall:.1f} MB/s"
        )


def _run(command: list[str], out: Path | None = None) -> Run:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    measured = ["/usr/bin/time", "-f", "%M", *command] if shutil.which("/usr/bin/time") else command
    # As it is installed: modules are not compiled anew at every start.
    compiled = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    with (out or Path("/dev/null")).open("wb") as stream:
        done = subprocess.run(
            measured, stdout=stream, stderr=subprocess.PIPE, check=True, env=compiled
        )
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = done.stderr.decode().split()
    peak = int(told[-1]) / 1024 if measured is not command and told else after.ru_maxrss / 1024
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, processor, peak)


def _checked(out: Path, lines: int) -> None:
    last, count = "", 0
    with out.open(encoding="utf-8") as rows:
        for line in rows:
            at = json.loads(line)["at"].rstrip("Z").ljust(26, "0") if count % 50 == 0 else last
            assert at >= last, f"out of order: {last} {at}"
            last, count = at, count + 1
    assert count == lines, f"{count} rows of {lines} lines"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("samples", type=Path)
    arguments.add_argument("--megabytes", type=int, default=200)
    asked = arguments.parse_args()
    random.seed(7)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, lines = generated(asked.samples, folder, asked.megabytes)
        size = sum(path.stat().st_size for path in files) / 1e6
        print(f"{size:.0f} MB, {lines:,} lines, {len(files)} formats")
        paths = [str(path) for path in files]
        runs = {name: _run([*way, *OPTIONS, *paths], folder / name) for name, way in WAYS.items()}
        for way, run in runs.items():
            _checked(folder / way, lines)
            print(run.told(way, size))
        first, *others = (folder / name for name in runs)
        assert all(filecmp.cmp(first, other, shallow=False) for other in others), "not the same"
        if shutil.which("lnav"):
            query = ";SELECT log_time, log_path, log_body FROM all_logs ORDER BY log_time"
            to = f":write-csv-to {folder / 'lnav.csv'}"
            lnav = _run(["lnav", "-n", "-c", query, "-c", to, *paths])
            print(lnav.told("lnav", size))
            for way, run in runs.items():
                print(f"{way}: {lnav.wall / run.wall:.2f} times lnav's MB/s")


if __name__ == "__main__":
    main()
