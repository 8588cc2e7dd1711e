"""How early a signal leans, and how often for nothing.

    .venv/bin/python bench/leaning.py [--record SECONDS] [--seed N]

Generated rows: drifts that reach their line within hours or days, and rows that never do, noisy in
the ways that real ones are. Real rows: load, free disk and the latency of a server of our own under
a ramp, read here once a second for `--record` seconds (0 leaves them out) and replayed as they came.

For each drift: how long before its number trips the signal leans (lead), as a share of the drift,
and how often it leans in all (1 is right). For each row that never arrives: false leanings a week.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import shutil
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from mortem.core.signal import SignalState
from mortem.core.trend import WINDOW, Sample, coarser
from mortem.core.watching import Line, standing

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2026, 1, 1, tzinfo=UTC)
FIVE_MINUTES = timedelta(minutes=5)
DAY = 288  # looks
WEEK = 7 * DAY
LINE = 100.0
ROWS = 8  # of each kind
Flips = list[tuple[int, SignalState]]


def flips(values: list[float], line: Line) -> Flips:
    """Return each change of state of a signal that reads these numbers, and at which look."""
    samples: list[Sample] = []
    coarse: tuple[Sample, ...] = ()
    before, found = SignalState.WAITING, []
    for place, value in enumerate(values):
        at = START + place * line.every
        samples = [*samples, Sample(at, value)][-WINDOW:]
        coarse = coarser(coarse, samples, line.every)
        now = standing(line, samples, coarse, before=before, since=START, at=at).state
        if now is not before:
            found.append((place, now))
        before = now
    return found


def drift(rnd: random.Random, looks: int, noise: float) -> list[float]:
    """Return a calm day, and then a rise from 50 to beyond the line."""
    calm = [50 + rnd.gauss(0, noise) for _ in range(DAY)]
    rise = [50 + 50 * step / looks + rnd.gauss(0, noise) for step in range(looks + 12)]
    return calm + rise


def tied(rnd: random.Random, looks: int, rho: float) -> list[float]:
    """Return numbers of which each resembles the one before."""
    x, row = 0.0, []
    for _ in range(looks):
        x = rho * x + rnd.gauss(0, 10 * math.sqrt(1 - rho * rho))
        row.append(50 + x)
    return row


def daily(rnd: random.Random, looks: int, height: float) -> list[float]:
    """Return numbers that go up and down with the day."""
    wave = (math.sin(2 * math.pi * step / DAY) for step in range(looks))
    return [50 + height * one + rnd.gauss(0, 4) for one in wave]


def walk(rnd: random.Random, looks: int) -> list[float]:
    """Return a random walk that is held between 20 and 80: it heads everywhere, and arrives nowhere."""
    x, row = 50.0, []
    for _ in range(looks):
        x = min(80.0, max(20.0, x + rnd.gauss(0, 1)))
        row.append(x)
    return row


def lead(found: Flips, begins: int, looks: int) -> tuple[float, int]:
    """Return how long before it trips it leans, as a share of the drift; and how often it leans."""
    tripped = next((place for place, state in found if state is SignalState.TRIPPED), None)
    leaning = [place for place, state in found if state is SignalState.LEANING and place >= begins]
    if tripped is None or not leaning or leaning[0] > tripped:
        return 0.0, len(leaning)
    return (tripped - leaning[0]) / looks, len(leaning)


def drifts(seed: int) -> None:
    print("| drift | noise | lead | of the drift | leans |\n|---|---|---|---|---|")
    line = Line(threshold=LINE, every=FIVE_MINUTES)
    for hours in (2, 4, 8, 24, 48, 120):
        for noise in (1, 3, 8):
            looks, rnd = hours * 12, random.Random(seed)
            shares = [lead(flips(drift(rnd, looks, noise), line), DAY, looks) for _ in range(ROWS)]
            share = median(one for one, _count in shares)
            leans = fmean(count for _one, count in shares)
            print(f"| {hours} h | {noise} | {share * hours:.1f} h | {share:.0%} | {leans:.1f} |")


def never(seed: int) -> None:
    print("\n| row that never arrives | false leanings a week | trips a week |\n|---|---|---|")
    line = Line(threshold=LINE, every=FIVE_MINUTES)
    kinds: dict[str, Callable[[random.Random], list[float]]] = {
        "white noise, line five deviations away": lambda rnd: tied(rnd, WEEK, 0),
        "neighbours alike by 0.6": lambda rnd: tied(rnd, WEEK, 0.6),
        "neighbours alike by 0.9": lambda rnd: tied(rnd, WEEK, 0.9),
        "neighbours alike by 0.98": lambda rnd: tied(rnd, WEEK, 0.98),
        "daily wave to 70, line at 100": lambda rnd: daily(rnd, WEEK, 20),
        "daily wave to 85, line at 100": lambda rnd: daily(rnd, WEEK, 35),
        "random walk between 20 and 80": lambda rnd: walk(rnd, WEEK),
    }
    for name, make in kinds.items():
        rnd = random.Random(seed)
        states = [[state for _place, state in flips(make(rnd), line)] for _ in range(ROWS)]
        leans = fmean(row.count(SignalState.LEANING) for row in states)
        trips = fmean(row.count(SignalState.TRIPPED) for row in states)
        print(f"| {name} | {leans:.2f} | {trips:.2f} |")


# ── Real rows ────────────────────────────────────────────────────────────────────────────


def record(seconds: int) -> dict[str, list[float]]:
    """Read load, used disk and our server's latency once a second, while more and more ask it."""
    rows: dict[str, list[float]] = {"load": [], "disk": [], "latency": []}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    stop = threading.Event()
    for number in range(12):
        threading.Thread(
            target=_ask_for_ever, args=(url, number * seconds / 12, stop), daemon=True
        ).start()
    for _ in range(seconds):
        began = time.perf_counter()
        _ask(url)
        rows["latency"].append((time.perf_counter() - began) * 1000)
        rows["load"].append(os.getloadavg()[0])
        rows["disk"].append(shutil.disk_usage("/").used / 2**20)
        time.sleep(max(0.0, 1 - (time.perf_counter() - began)))
    stop.set()
    server.shutdown()
    return rows


def _ask(url: str) -> None:
    with urlopen(url, timeout=20) as answer:  # noqa: S310 - our own server's
        answer.read()


class _Slow(BaseHTTPRequestHandler):
    """Answers after some work, so that a crowd makes it slow."""

    def do_GET(self) -> None:
        sum(number * number for number in range(40_000))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


def _ask_for_ever(url: str, after: float, stop: threading.Event) -> None:
    stop.wait(after)
    while not stop.wait(0.02):
        try:
            _ask(url)
        except OSError:
            return


def real(seconds: int) -> None:
    print("\n| real row, one look a second | line | leans | first lean before the trip |")
    print("|---|---|---|---|")
    for name, values in record(seconds).items():
        low, high = min(values), max(values)
        inside = low + 0.9 * (high - low)
        for what, threshold in (("90 % of its way", inside), ("never reached", high + high - low)):
            if high == low:
                continue
            found = flips(values, Line(threshold=threshold, every=timedelta(seconds=1)))
            leaning = [place for place, state in found if state is SignalState.LEANING]
            tripped = next((p for p, state in found if state is SignalState.TRIPPED), None)
            ahead = tripped is not None and leaning and leaning[0] < tripped
            told = f"{tripped - leaning[0]} s" if ahead and tripped is not None else "none"
            print(f"| {name}: {low:.1f} to {high:.1f} | {what} | {len(leaning)} | {told} |")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--record", type=int, default=0, help="seconds of real rows")
    asked.add_argument("--seed", type=int, default=1)
    chosen = asked.parse_args()
    drifts(chosen.seed)
    never(chosen.seed)
    if chosen.record:
        real(chosen.record)


if __name__ == "__main__":
    main()
