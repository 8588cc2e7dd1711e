"""The streams as they are served: real HTTP on loopback, the tail of a running server."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import pytest
import uvicorn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from django.test import Client

WITHIN = 20.0  # seconds, on a busy machine


class Heard(NamedTuple):
    """One message of a stream."""

    event: str
    number: int | None
    data: dict[str, Any]


@dataclass
class Stream:
    """An open stream, as a browser reads it."""

    answer: http.client.HTTPResponse
    connection: http.client.HTTPConnection
    heard: list[Heard] = field(default_factory=list)

    @property
    def status(self) -> int:
        return self.answer.status

    def next(self, event: str = "change") -> Heard:
        """Return the next message of this kind; raises EOFError when the stream ends before."""
        while True:
            message = self._read()
            self.heard.append(message)
            if message.event == event:
                return message

    def rest(self) -> list[Heard]:
        """Return all that comes until the stream ends."""
        found = []
        try:
            while True:
                found.append(self._read())
        except EOFError:
            return found

    def close(self) -> None:
        self.answer.close()
        self.connection.close()

    def _read(self) -> Heard:
        parts: dict[str, str] = {}
        deadline = time.monotonic() + WITHIN  # the heartbeat would keep a silent stream open
        while True:
            assert time.monotonic() < deadline, "nothing was said in time"
            line = self.answer.readline().decode()
            if not line:
                raise EOFError
            if line == "\n" and "event" in parts:
                number = int(parts["id"]) if "id" in parts else None
                return Heard(parts["event"], number, json.loads(parts["data"]))
            name, _, value = line.rstrip("\n").partition(": ")
            parts[name] = value


@dataclass
class Served:
    """A running server on a port of its own."""

    port: int
    server: uvicorn.Server
    opened: list[Stream] = field(default_factory=list)

    def stream(self, client: Client, review_id: UUID, *, last: str = "", **asked: Any) -> Stream:
        """Open the stream of a review for a browser; `last` is its Last-Event-ID."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WITHIN)
        cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
        headers = {"Cookie": cookies} | ({"Last-Event-ID": last} if last else {})
        connection.request("GET", f"/r/{review_id}/stream/?{urlencode(asked)}", headers=headers)
        stream = Stream(connection.getresponse(), connection)
        self.opened.append(stream)
        return stream


def serve() -> tuple[Served, threading.Thread]:
    from mortem.web.asgi import application

    door = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    until(lambda: server.started)
    return Served(door.getsockname()[1], server), thread


def until(true: Callable[[], object]) -> None:
    """Wait for something to come true."""
    deadline = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.01)


@pytest.fixture
def served(transactional_db: None) -> Iterator[Served]:  # noqa: ARG001 - others must see what is written
    """Return a server that follows this test's database."""
    from mortem.web.asgi import tail

    running, thread = serve()
    yield running
    for stream in running.opened:
        stream.close()
    until(lambda: not any(room.followers() for room in tail.rooms.values()))
    running.server.should_exit = True
    thread.join(WITHIN)
    assert not thread.is_alive()
