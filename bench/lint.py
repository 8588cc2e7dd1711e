"""How fast `mortem lint` is beside proselint, on real Markdown.

python -m bench.lint CORPUS [--proselint PATH] [--runs N]

CORPUS is a folder, or JSON-lines files whose longest field is a text; about 5 MB of it are
written into a throw-away folder. PATH is a proselint program in an environment of its own.
Both are run turn by turn, so that what else the machine does disturbs both.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.blameless.engine import lint

if TYPE_CHECKING:
    from collections.abc import Iterator

WANTED = 5_000_000  # bytes
COLD = 1_024  # bytes
PARAGRAPH = 600  # characters


WATCH = """
import os, sys, time
null = os.open(os.devnull, os.O_WRONLY)
started = time.perf_counter()
streams = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=streams)
used = os.wait4(child, 0)[2]
print(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


class Spent(NamedTuple):
    """What one run took: seconds by the clock, seconds of a processor, MiB at the peak."""

    wall: float
    processor: float
    peak: float


def texts(places: list[Path]) -> Iterator[str]:
    for place in places:
        files = sorted(place.rglob("*.*")) if place.is_dir() else [place]
        for file in files:
            if file.suffix == ".jsonl":
                for row in file.read_text("utf-8").splitlines():
                    fields = [value for value in json.loads(row).values() if isinstance(value, str)]
                    yield max(fields, key=len)
            elif file.suffix == ".md":
                yield file.read_text("utf-8")


def written(folder: Path, places: list[Path]) -> int:
    size = 0
    for number, text in enumerate(texts(places)):
        if size >= WANTED:
            break
        size += (folder / f"{number:05}.md").write_bytes(text.encode())
    return size


def spent(command: list[str], environment: dict[str, str]) -> Spent:
    """Run a command under a small process: a child's peak is never below its parent's size."""
    told = subprocess.check_output([sys.executable, "-S", "-c", WATCH, *command], env=environment)
    wall, processor, peak = map(float, told.split()[-3:])
    return Spent(wall, processor, peak / 1024)


def table(name: str, rows: dict[str, list[Spent]], size: int) -> None:
    print(
        f"\n{name}\n\n| tool | wall s | processor s | MB a processor second | peak MiB |\n|---|---|---|---|---|"
    )
    for tool, runs in rows.items():
        wall = statistics.median(run.wall for run in runs)
        processor = statistics.median(run.processor for run in runs)
        peak = max(run.peak for run in runs)
        print(
            f"| {tool} | {wall:.3f} | {processor:.3f} | {size / processor / 1e6:.2f} | {peak:.0f} |"
        )


def paragraph_milliseconds(folder: Path) -> float:
    """Return how long the slowest twentieth of paragraphs takes at least, in a warm process."""
    pieces = [path.read_text("utf-8")[:PARAGRAPH] for path in sorted(folder.glob("*.md"))]
    taken = []
    for piece in pieces * 2:
        started = time.perf_counter()
        lint(piece)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.quantiles(taken[len(pieces) :], n=20)[-1]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("corpus", type=Path, nargs="+")
    asked.add_argument("--proselint")
    asked.add_argument("--runs", type=int, default=3)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        folder, whole, small = Path(home, "md"), Path(home, "whole.md"), Path(home, "small.md")
        folder.mkdir()
        size = written(folder, options.corpus)
        joined = "\n\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.md")))
        whole.write_text(joined, "utf-8")
        small.write_bytes(joined.encode()[:COLD].decode(errors="ignore").encode())
        tools = {"mortem": [sys.executable, "-m", "mortem", "lint"]}
        if options.proselint:
            tools["proselint"] = [options.proselint, "check"]
        environment = dict(os.environ) | {"PYTHONPYCACHEPREFIX": str(Path(home, "pyc"))}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # installed packages are compiled, too
        for name, place, runs in (
            ("cold, 1 KB", small, options.runs * 5),
            (f"a folder of {size / 1e6:.1f} MB", folder, options.runs),
            ("the same as one file", whole, options.runs),
        ):
            rows: dict[str, list[Spent]] = {tool: [] for tool in tools}
            spent([*tools["mortem"], str(small)], environment)
            for _ in range(runs):
                for tool, command in tools.items():
                    rows[tool].append(spent([*command, str(place)], environment))
            table(name, rows, place.stat().st_size if place.is_file() else size)
        print(
            f"\nA paragraph of {PARAGRAPH} characters, warm, p95: {paragraph_milliseconds(folder):.1f} ms"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
