"""How long pages take: `python -m bench.pages [--calls N] [--database URL] [--json FILE]`.

Serves a folder of 10,000 reviews with `mortem serve` and calls it over loopback, one signed-in
client at a time, every measure and every floor once a round, so that a noisy machine disturbs
all of them alike. The ratio to the floor is the figure to keep; the milliseconds are this
machine's. A post that redirects is measured alone. With --database an empty PostgreSQL is filled
and measured instead of SQLite.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from bench.bare import bare_postgres, bare_transaction, bare_view
from bench.product import Client, Product, environment, serving, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

WARM_UP = 5  # rounds that are not counted
VIEW, ALIVE, KEEP = "bare Django view", "/alive/ through all middleware", "bare transaction"


@dataclass
class Measure:
    """One thing that is timed; `aim` is its p95 in milliseconds, `floors` what it cannot beat."""

    name: str
    call: Callable[[], object]
    aim: float | None = None
    floors: tuple[str, ...] = ()
    took: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    def run(self, product: Product) -> tuple[float, float]:
        """Call once; return milliseconds by the clock and on the product's processors."""
        worked, begun = product.cpu_seconds(), time.perf_counter()
        self.call()
        took = time.perf_counter() - begun
        return took * 1000, (product.cpu_seconds() - worked) * 1000

    @property
    def p50(self) -> float:
        return quantiles(self.took, n=20)[9]

    @property
    def p95(self) -> float:
        return quantiles(self.took, n=20)[18]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--database", default="", metavar="URL")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args()
    env = {"DATABASE_URL": asked.database} if asked.database else {}
    with tempfile.TemporaryDirectory(prefix="mortem-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        seeded = _seed(folder / "data", env)
        floors = _floors(stack, folder, asked.database)
        product = stack.enter_context(serving(folder / "data", **env))
        client = sign_in(product)
        measures = [*floors, *_measures(client, seeded)]
        _take(measures, asked.calls, product)
        _show(measures)
        print(f"Resident memory after all of this: {product.memory() / 1e6:.0f} MB.")
        if asked.json:
            asked.json.write_text(json.dumps({m.name: m.took for m in measures}))


def _seed(data: Path, env: dict[str, str]) -> dict[str, str]:
    print("Seeding 10,000 reviews …", flush=True)
    command = [sys.executable, "-m", "bench.seed", str(data)]
    found: dict[str, str] = json.loads(subprocess.check_output(command, env=environment(**env)))
    return found


def _floors(stack: ExitStack, folder: Path, database: str) -> list[Measure]:
    bare = stack.enter_context(bare_view())
    keep = bare_postgres(database) if database else bare_transaction(folder)
    return [
        Measure(VIEW, lambda: bare.get("/")),
        Measure(KEEP, stack.enter_context(keep)),
    ]


def _measures(client: Client, seeded: dict[str, str]) -> list[Measure]:
    opened, appended, ahead = (f"/r/{seeded[name]}" for name in ("opened", "appended", "ahead"))
    begun = {"context": "launch", "title": "Open the new shop before the holidays"}
    moment = {"text": "The queue began to grow", "kind": "fact", "precision": "minute"}
    moment |= {"date": "2026-03-03", "time": "14:02"}
    read, kept = (VIEW,), (VIEW, KEEP)
    return [
        Measure(ALIVE, lambda: client.get("/alive/"), None, read),
        Measure("create a review", lambda: client.post("/ahead/new/", begun), 25, kept),
        Measure(
            "append a timeline entry", lambda: client.post(f"{appended}/entries/", moment), 10, kept
        ),
        Measure("list 50 of 10,000 reviews", lambda: client.get("/reviews/"), 40, read),
        Measure("… the 100th page", lambda: client.get("/reviews/?page=100"), None, read),
        Measure("open a review, 200 entries", lambda: client.get(f"{opened}/evidence/"), 60, read),
        Measure("open a look ahead, 60 risks", lambda: client.get(f"{ahead}/protect/"), None, read),
        Measure("today, with all there is", lambda: client.get("/"), None, read),
        Measure("search, two words", lambda: client.get("/search/?q=queue+alert"), None, read),
        Measure("search, one common word", lambda: client.get("/search/?q=deploy"), None, read),
        Measure("search, a beginning", lambda: client.get("/search/?q=che"), None, read),
    ]


def _take(measures: list[Measure], calls: int, product: Product) -> None:
    for count in range(-WARM_UP, calls):
        for measure in measures:
            took, worked = measure.run(product)
            if count >= 0:
                measure.took.append(took)
                measure.worked.append(worked)


def _show(measures: list[Measure]) -> None:
    named = {measure.name: measure for measure in measures}
    print(
        "| measure | aim p95 | p50 | p95 | processor p50 | floor p50 | p50 ÷ floor | p95 ÷ floor |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for measure in measures:
        floors = [named[name] for name in measure.floors]
        clock = f"{measure.p50:.2f} | {measure.p95:.2f} | {median(measure.worked):.2f}"
        print(f"| {measure.name} | {_aim(measure)} | {clock} | {_ratios(measure, floors)} |")
    load = Path("/proc/loadavg").read_text(encoding="ascii").split()[0]
    print(f"Milliseconds; {len(measures[0].took)} calls each, one client; load at the end {load}.")


def _aim(measure: Measure) -> str:
    if measure.aim is None:
        return ""
    return f"{measure.aim:g}" if measure.p95 <= measure.aim else f"{measure.aim:g} missed"


def _ratios(measure: Measure, floors: list[Measure]) -> str:
    if not floors:
        return " | | "
    p50, p95 = sum(floor.p50 for floor in floors), sum(floor.p95 for floor in floors)
    return f"{p50:.2f} | {measure.p50 / p50:.1f} | {measure.p95 / p95:.1f}"


if __name__ == "__main__":
    main()
