"""How fast a room is: `python -m bench.room [--people N …] [--runs N] [--database URL]`.

A look ahead stands at its reveal with thirty causes. N people join by the link and follow by
streams, all of them in one process of their own; one of them groups: each change is a post that
is committed (synchronous=FULL) and seen by all. First one at a time, then 16 outstanding. In the
same run, turn by turn, a bare Starlette broadcast of 200 bytes without any disk is the floor; it
needs `starlette` installed beside Mortem. With --database also over PostgreSQL, by one server
process and by two with half of the people each.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from bench.product import WITHIN, Client, Product, environment, serving, sign_in
from bench.seed import words

if TYPE_CHECKING:
    from collections.abc import Callable

ONE_BY_ONE = 200
TOGETHER = 150
CAUSES = 30
_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[50, 500])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--database", default="", metavar="URL")
    asked = parser.parse_args()
    kinds: dict[str, Callable[[int], dict[str, Any]]] = {"floor": _floor, "SQLite": _sqlite}
    if asked.database:
        kinds["PostgreSQL"] = lambda people: _postgres(people, asked.database, 1)
        kinds["two processes"] = lambda people: _postgres(people, asked.database, 2)
    for people in asked.people:
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in kinds}
        for _ in range(asked.runs):
            for name, kind in kinds.items():
                found[name].append(kind(people))
        _show(people, found)


def _show(people: int, found: dict[str, list[dict[str, Any]]]) -> None:
    print(f"\n{people} people, {len(found['floor'])} runs (medians)")
    print(f"{'':<16}{'p50 ms':>9}{'p99 ms':>9}{'changes/s':>11}{'join s':>9}{'open s':>9}{'MB':>6}")
    floor = _middle(found["floor"])
    for name, runs in found.items():
        got = _middle(runs)
        print(
            f"{name:<16}{got['p50']:9.1f}{got['p99']:9.1f}{got['rate']:11.1f}"
            f"{got['join']:9.2f}{got['open']:9.2f}{got['memory'] / 1e6:6.0f}"
        )
        if name != "floor":
            print(
                f"{'  to the floor':<16}{got['p50'] / floor['p50']:8.2f} x"
                f"{got['p99'] - floor['p99']:+8.1f} {got['rate'] / floor['rate']:10.2f} x"
            )


def _middle(runs: list[dict[str, Any]]) -> dict[str, float]:
    return {
        "p50": median(median(run["took"]) for run in runs),
        "p99": median(quantiles(run["took"], n=100)[98] for run in runs),
        **{name: median(run[name] for run in runs) for name in ("rate", "join", "open", "memory")},
    }


def _clients(task: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.room_clients"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _floor(people: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.room_floor"]
    server = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        count = ONE_BY_ONE + TOGETHER
        body = json.dumps({"text": "x" * 188})
        task = {"ports": [port], "people": people, "stream": "/stream/", "headers": ""}
        task |= {"post": ["/change/"] * count, "forms": [body] * count, "one_by_one": ONE_BY_ONE}
        return _clients(task) | {"memory": 0}
    finally:
        server.kill()
        server.wait(WITHIN)


def _sqlite(people: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="mortem-room-") as name, ExitStack() as stack:
        return _ours([stack.enter_context(serving(Path(name)))], people)


def _postgres(people: int, url: str, processes: int) -> dict[str, Any]:
    with ExitStack() as stack:
        running = []
        for _ in range(processes):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="mortem-room-"))
            running.append(
                stack.enter_context(
                    serving(Path(folder), DATABASE_URL=url, MORTEM_SECRET_KEY="k" * 50)
                )
            )
        return _ours(running, people)


def _ours(running: list[Product], people: int) -> dict[str, Any]:
    client = sign_in(running[0])
    review, join = _room(client)
    causes, themes = _board(client, review)
    count = ONE_BY_ONE + TOGETHER
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    headers = f"{_FORM}Cookie: {cookies}\r\nX-CSRFToken: {client.cookies['csrftoken']}\r\n"
    found = _clients(
        {
            "ports": [one.port for one in running],
            "people": people,
            "join": join,
            "stream": f"{review}stream/?page=reveal&follow=reveal",
            "headers": f"{headers}HX-Request: true\r\nLive: 1\r\n",
            "post": [f"{review}reveal/causes/{causes[n % CAUSES]}/" for n in range(count)],
            "forms": [f"theme={themes[(n + n // CAUSES) % len(themes)]}" for n in range(count)],
            "one_by_one": ONE_BY_ONE,
        }
    )
    return found | {"memory": max(one.memory() for one in running)}


def _room(client: Client) -> tuple[str, str]:
    """Begin a look ahead, open its room, go on to the reveal; return its path and the link's."""
    began = client.post("/ahead/new/", {"context": "migration", "title": "Move orders on 3 March"})
    review = "/" + "/".join(began.strip("/").split("/")[:2]) + "/"
    client.post(f"{review}room/", {"from": "plan"})
    link = re.search(r"/join/[\w-]{20,}/", client.get(f"{review}plan/").decode())
    assert link
    for seen, to in (("plan", "imagine"), ("imagine", "write"), ("write", "reveal")):
        client.post(f"{review}phase/", {"seen": seen, "to": to})
    return review, link.group()


def _board(client: Client, review: str) -> tuple[list[str], list[str]]:
    rng = random.Random(3)
    for _ in range(CAUSES):
        client.post(f"{review}reveal/causes/", {"text": words(rng, 9)})
    page = client.get(f"{review}reveal/").decode()
    causes = re.findall(r"<li class=\"card[^>]*id=\"cause-([0-9a-f-]{36})\"", page)
    themes = sorted(set(re.findall(r"name=\"theme\" value=\"([0-9a-f-]{36})\"", page)))
    assert len(causes) == CAUSES, len(causes)
    return causes, themes


if __name__ == "__main__":
    main()
