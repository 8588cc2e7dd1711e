"""Heartbeats a second, 2,000 HTTP signals due at once, and a plan that watches a thousand.

    .venv/bin/python -m bench.signals [--seconds 5] [--signals 2000]

A heartbeat is a POST over a kept connection to the real `mortem serve`, answered once its number is
on the disk (write-ahead log, synchronous=FULL). Its floor is bare ASGI on the same server, one SQLite
transaction for each (an update and an insert), kept in the same way. The signals' floor is a bare
httpx loop over the same addresses, without judging, settling or a database. The page of a plan with
a thousand signals, all with a row of forty numbers, is asked for by one client who is signed in.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import httpx
import uvicorn

from bench.product import serving, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS = 32
WATCHES = 1_000
LOOKS = 40


async def load(port: int, paths: list[str], seconds: float) -> tuple[float, float]:
    """Post for a while from many connections; return posts a second and their p99 in ms."""
    ends = time.perf_counter() + seconds
    took: list[float] = []

    async def client(place: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < ends:
            path = paths[(place * 7919 + len(took)) % len(paths)]
            began = time.perf_counter()
            writer.write(
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            took.append((time.perf_counter() - began) * 1000)
        writer.close()

    await asyncio.gather(*(client(place) for place in range(CLIENTS)))
    return len(took) / seconds, sorted(took)[int(len(took) * 0.99)]


@contextmanager
def floor(folder: Path) -> Iterator[int]:
    """Serve bare ASGI with one durable transaction for each post, in a process of its own."""
    command = [sys.executable, "-m", "bench.signals", "--floor", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(20)


def serve_floor(folder: Path) -> None:
    there = sqlite3.connect(folder / "floor.sqlite3", isolation_level=None, check_same_thread=False)
    there.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE watch (id INTEGER PRIMARY KEY, at REAL); CREATE TABLE ping (watch, at);"
    )
    there.executemany("INSERT INTO watch VALUES (?, 0)", [(n,) for n in range(WATCHES)])

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        await receive()
        there.execute("BEGIN IMMEDIATE")
        there.execute("UPDATE watch SET at=? WHERE id=?", (time.time(), int(scope["path"][1:])))
        there.execute("INSERT INTO ping VALUES (?, ?)", (scope["path"], time.time()))
        there.execute("COMMIT")
        head = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b"ok"})

    with served(app) as port:
        print(port, flush=True)
        threading.Event().wait()


@contextmanager
def served(app: Any) -> Iterator[int]:
    """Serve an application from a thread of this process."""
    door = socket.create_server(("127.0.0.1", 0), backlog=2048)
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="error", access_log=False, lifespan="off")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield door.getsockname()[1]
    server.should_exit = True
    thread.join()


def furnish(source: str, count: int, **values: str) -> list[str]:
    """Make a review with so many signals; return the paths of their addresses."""
    from mortem.core.record import Kind  # noqa: PLC0415 - needs set_up
    from mortem.web.models import Review, Signal, Watch  # noqa: PLC0415 - needs set_up
    from mortem.web.operations.reviews import begin_review  # noqa: PLC0415 - needs set_up
    from mortem.web.operations.users import local_account  # noqa: PLC0415 - needs set_up
    from mortem.web.operations.watches import address_token  # noqa: PLC0415 - needs set_up
    from mortem.web.source import source_called  # noqa: PLC0415 - needs set_up
    from mortem.web.tokens import hash_of  # noqa: PLC0415 - needs set_up

    now = datetime.now(UTC)
    review = begin_review(context="migration", title=source, by=local_account(at=now), at=now)
    Review.objects.filter(pk=review.pk).update(phase="watch", kind=Kind.PREMORTEM)
    signals = [Signal(review=review, question=f"{source} {n}", position=n) for n in range(count)]
    Signal.objects.bulk_create(signals)
    watches = []
    for one in signals:
        watch = Watch(signal=one, source=source, values=values, threshold=400, state_at=now)
        watch.started_at = watch.due_at = now
        watch.every_minutes, watch.leans = 60, source_called(source).leans
        watch.address_hash = None if values else hash_of(address_token(watch))
        watches.append(watch)
    Watch.objects.bulk_create(watches)
    return [f"/ping/{address_token(watch)}" for watch in watches]


async def answer(scope: dict[str, Any], _receive: Any, send: Any) -> None:
    """Answer with a number, at once."""
    if scope["type"] == "http":
        head = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b"12"})


async def bare(url: str, count: int) -> None:
    """Ask so many times with nothing around it, as many side by side as the product does."""
    lane = asyncio.Semaphore(64)
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:

        async def ask() -> None:
            async with lane:
                await client.get(url)

        await asyncio.gather(*(ask() for _ in range(count)))


def heartbeats(folder: Path, seconds: float) -> None:
    paths = furnish("heartbeat", WATCHES)
    numbers = [f"/{n}" for n in range(WATCHES)]
    rates, floors = [], []
    print(
        "| run | heartbeats/s | p99 ms | floor/s | its p99 ms | ratio |\n|---|---|---|---|---|---|"
    )
    with serving(folder) as product, floor(folder) as below:
        for run in range(1, 4):
            rate, late = asyncio.run(load(product.port, paths, seconds))
            under, under_late = asyncio.run(load(below, numbers, seconds))
            rates.append(rate)
            floors.append(under)
            told = (
                f"{rate:,.0f} | {late:.1f} | {under:,.0f} | {under_late:.1f} | {rate / under:.2f}"
            )
            print(f"| {run} | {told} |", flush=True)
    print(f"\nmedian {median(rates):,.0f}/s, {median(rates) / median(floors):.2f} of the floor")


def signals(count: int) -> None:
    from mortem.web.models import Watch  # noqa: PLC0415 - needs set_up

    with served(answer) as port:
        url = f"http://127.0.0.1:{port}/"
        Watch.objects.all().delete()
        furnish("number", count, url=url, path="$")
        first = round_of_all()
        Watch.objects.update(due_at=datetime.now(UTC))
        again = round_of_all()
        began = time.perf_counter()
        asyncio.run(bare(url, count))
        under = time.perf_counter() - began
    read = Watch.objects.filter(source="number", state="quiet").count()
    print(
        f"\n{read} HTTP signals due at once: {first:.1f} s the first time, when each has its first"
        f" flip; {again:.1f} s again; bare httpx {under:.1f} s: {again / under:.1f} x"
    )


def watch_page(folder: Path) -> None:
    """Look again and again at a plan whose signals have been read for weeks."""
    from mortem.web.models import Signal, Watch  # noqa: PLC0415 - needs set_up

    Watch.objects.all().delete()
    furnish("pushed", WATCHES)
    now = datetime.now(UTC)
    watches = list(Watch.objects.filter(source="pushed"))
    for place, watch in enumerate(watches):
        first = now.timestamp() - 40 * 3600
        watch.coarse = [[first + n * 3600, (n * place) % 390] for n in range(40)]
        watch.value, watch.read_at, watch.state = 12 + place % 300, now, "quiet"
        watch.due_at = now + timedelta(days=1)
    Watch.objects.bulk_update(watches, ["coarse", "value", "read_at", "state", "due_at"])
    review = Signal.objects.filter(watch__source="pushed").values_list("review", flat=True)[0]
    took, worked = [], []
    with serving(folder) as product:
        client = sign_in(product)
        client.get(f"/r/{review}/watch/")  # the first look reads the templates, too
        for _ in range(LOOKS):
            busy, began = product.cpu_seconds(), time.perf_counter()
            page = client.get(f"/r/{review}/watch/")
            took.append((time.perf_counter() - began) * 1000)
            worked.append((product.cpu_seconds() - busy) * 1000)
    print(
        f"\nThe page of a plan with {WATCHES} signals, {len(page) / 1e3:.0f} kB: p50 {median(took):.0f} ms,"
        f" p95 {quantiles(took, n=20)[18]:.0f} ms; processor {median(worked):.0f} ms"
    )


def round_of_all() -> float:
    """Read until nothing is due; return the seconds that took."""
    from mortem.web.jobs.watch_signals import watch_signals  # noqa: PLC0415 - needs set_up

    began, now = time.perf_counter(), datetime.now(UTC)
    while watch_signals(at=now):
        pass
    return time.perf_counter() - began


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=5)
    asked.add_argument("--signals", type=int, default=2_000)
    asked.add_argument("--only", choices=["heartbeats", "signals", "page"])
    asked.add_argument("--floor", type=Path, help=argparse.SUPPRESS)
    chosen = asked.parse_args()
    if chosen.floor:
        serve_floor(chosen.floor)
    with tempfile.TemporaryDirectory() as room:
        os.environ |= {"MORTEM_DATA": room, "MORTEM_OUTGOING_NETWORKS": "127.0.0.0/8"}
        from mortem.cli import start  # noqa: PLC0415 - needs set_up

        start.set_up(Path(room))
        start.bring_up_to_date(Path(room))
        if chosen.only in {None, "heartbeats"}:
            heartbeats(Path(room), chosen.seconds)
        if chosen.only in {None, "signals"}:
            signals(chosen.signals)
        if chosen.only in {None, "page"}:
            watch_page(Path(room))


if __name__ == "__main__":
    main()
