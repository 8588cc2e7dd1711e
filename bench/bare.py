"""The floors: what the same stack takes to do nothing, and a database to keep one row.

`python -m bench.bare PORT_FILE` serves one Django view without middleware, session or query
on the product's own server and bridge.
"""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bench.product import WITHIN, Client, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def bare_view() -> Iterator[Client]:
    """Serve the bare view in a process of its own until the block ends; yield its client."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.bare"], env=environment(), stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        client = Client(int(process.stdout.readline()))
        _until_up(client)
        yield client
    finally:
        process.terminate()
        process.wait(WITHIN)


def _until_up(client: Client) -> None:
    for _ in range(200):
        try:
            client.get("/")
        except ConnectionError:
            client.connection.close()
            time.sleep(0.05)
        else:
            return
    raise SystemExit("The bare view did not start.")


@contextmanager
def bare_transaction(folder: Path) -> Iterator[Callable[[], object]]:
    """Yield what inserts one row and updates another on `folder`'s disk, kept as the product does.

    Write-ahead log and synchronous=FULL, through Python's own sqlite3.
    """
    db = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    db.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER);"
        "CREATE TABLE line (id INTEGER PRIMARY KEY, counter INTEGER, text TEXT);"
        "INSERT INTO counter VALUES (1, 0);"
    )
    yield lambda: _keep_one(db)
    db.close()


def _keep_one(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    db.execute("UPDATE counter SET n = n + 1 WHERE id = 1")
    db.execute("INSERT INTO line (counter, text) VALUES (1, ?)", ("a moment " * 10,))
    db.execute("COMMIT")


@contextmanager
def bare_postgres(url: str) -> Iterator[Callable[[], object]]:
    """Yield the same two statements in one transaction of the PostgreSQL that `url` names."""
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is measured

    with psycopg.connect(url, autocommit=True) as db:
        db.execute("CREATE TEMPORARY TABLE counter (id int PRIMARY KEY, n int)")
        db.execute("CREATE TEMPORARY TABLE line (counter int, text text)")
        db.execute("INSERT INTO counter VALUES (1, 0)")

        def keep_one() -> None:
            with db.transaction():
                db.execute("UPDATE counter SET n = n + 1 WHERE id = 1")
                db.execute("INSERT INTO line VALUES (1, %s)", ("a moment " * 10,))

        yield keep_one


def _serve() -> None:
    import uvicorn  # noqa: PLC0415 - only the served process loads the stack
    from a2wsgi import WSGIMiddleware  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415
    from django.http import HttpRequest, HttpResponse  # noqa: PLC0415
    from django.urls import path  # noqa: PLC0415

    def nothing(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("alive", content_type="text/plain")

    settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=(path("", nothing),), SECRET_KEY="-")  # noqa: S106
    pages: Any = WSGIMiddleware(get_wsgi_application(), workers=4)  # type: ignore[arg-type]
    door = socket.create_server(("127.0.0.1", 0))
    print(door.getsockname()[1], flush=True)
    config = uvicorn.Config(pages, log_level="warning", access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[door])


if __name__ == "__main__":
    _serve()
