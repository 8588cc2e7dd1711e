"""All the browsers of a room in one process of their own: they follow, one of them changes things.

`python -m bench.room_clients` reads a Task as JSON from its standard input and prints what it
measured as JSON. Every stream reads and parses every message, as a browser would.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any, cast

import uvloop

WITHIN = 120.0  # seconds
OUTSTANDING = 16
JOINING = 8  # at the same moment
DONE = {200, 204}
WARM_UP = 3  # changes that are not counted


@dataclass
class Task:
    """What to do: `ports` are the servers; post i goes to the first one with forms[i]."""

    ports: list[int]
    people: int
    stream: str
    post: list[str]
    forms: list[str]
    headers: str
    one_by_one: int
    join: str = ""


@dataclass
class Room:
    """Counts which number every stream has reached."""

    people: int
    reached: list[int] = field(default_factory=list)
    behind: int = 0
    target: int = 0
    all_there: asyncio.Event = field(default_factory=asyncio.Event)
    last_at: float = 0.0

    def aim(self, target: int) -> None:
        self.target = target
        self.behind = sum(1 for number in self.reached if number < target)
        self.all_there.clear()
        if not self.behind:
            self.all_there.set()

    def heard(self, who: int, number: int) -> None:
        before, self.reached[who] = self.reached[who], number
        if before < self.target <= number:
            self.behind -= 1
            if not self.behind:
                self.last_at = time.perf_counter()
                self.all_there.set()


class Listener(asyncio.Protocol):
    """One stream: takes the chunks apart and parses each message."""

    def __init__(self, request: bytes, who: int, room: Room) -> None:
        self.request, self.who, self.room = request, who, room
        self.buffer = b""
        self.head = True
        self.open = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(self.request)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.open.done():
            self.open.set_exception(exc or ConnectionError("closed before it was open"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.head:
            start, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 200 " not in start.partition(b"\r\n")[0]:
                self.open.set_exception(ConnectionError(start.decode()))
                return
            self.buffer, self.head = rest, False
        while self._chunk():
            pass

    def _chunk(self) -> bool:
        size, found, rest = self.buffer.partition(b"\r\n")
        if not found or len(rest) < int(size, 16) + 2:
            return False
        end = int(size, 16)
        self.buffer = rest[end + 2 :]
        for event in rest[:end].split(b"\n\n"):
            self._event(event)
        return True

    def _event(self, event: bytes) -> None:
        if event.startswith(b"event: hello"):
            self.open.set_result(None)
        elif event.startswith(b"id: "):
            number, _, rest = event[4:].partition(b"\n")
            json.loads(rest.partition(b"data: ")[2])
            self.room.heard(self.who, int(number))


class Poster:
    """One kept connection that posts."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None

    async def post(self, path: str, body: str, headers: str) -> int:
        if self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{headers}"
        self.writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        answer = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        for line in answer.splitlines():
            if line.startswith("content-length: "):
                await self.reader.readexactly(int(line.partition(": ")[2]))
        return int(answer.split(" ", 2)[1])


async def measure(task: Task) -> dict[str, Any]:
    room = Room(task.people, [0] * task.people)
    joined = time.perf_counter()
    if task.join:
        await _join(task)
    opened = time.perf_counter()
    await _open(task, room)
    there = time.perf_counter()
    await asyncio.sleep(1)
    start = max(room.reached)
    took = await _one_by_one(task, room, start)
    start += task.one_by_one
    begun = time.perf_counter()
    rest = len(task.forms) - task.one_by_one
    room.aim(start + rest)
    await _together(task)
    await asyncio.wait_for(room.all_there.wait(), WITHIN)
    return {
        "join": opened - joined,
        "open": there - opened,
        "took": took[WARM_UP:],
        "rate": rest / (room.last_at - begun),
    }


def _cookies(who: int) -> str:
    return f"mortem_key=bench-{who}; csrftoken={'c' * 32}"


async def _join(task: Task) -> None:
    left = iter(range(task.people))
    form = "Content-Type: application/x-www-form-urlencoded\r\n"

    async def some(port: int) -> None:
        poster = Poster(port)
        for who in left:
            headers = f"{form}Cookie: {_cookies(who)}\r\nX-CSRFToken: {'c' * 32}\r\n"
            status = await poster.post(task.join, f"name=Person+{who}", headers)
            assert status == 302, status

    await asyncio.gather(*(some(task.ports[n % len(task.ports)]) for n in range(JOINING)))


async def _open(task: Task, room: Room) -> None:
    loop = asyncio.get_running_loop()

    async def one(who: int) -> None:
        port = task.ports[who % len(task.ports)]
        request = f"GET {task.stream} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {_cookies(who)}\r\n\r\n"
        listener = Listener(request.encode(), who, room)
        await loop.create_connection(lambda: listener, "127.0.0.1", port)
        await asyncio.wait_for(listener.open, WITHIN)

    await asyncio.gather(*(one(who) for who in range(task.people)))


async def _one_by_one(task: Task, room: Room, start: int) -> list[float]:
    poster, took = Poster(task.ports[0]), []
    for place in range(task.one_by_one):
        room.aim(start + place + 1)
        begun = time.perf_counter()
        answer = asyncio.ensure_future(
            poster.post(task.post[place], task.forms[place], task.headers)
        )
        await asyncio.wait_for(room.all_there.wait(), WITHIN)
        took.append((room.last_at - begun) * 1000)
        assert await answer in DONE
        await asyncio.sleep(0.05)
    return took


async def _together(task: Task) -> None:
    left = iter(range(task.one_by_one, len(task.forms)))

    async def some() -> None:
        poster = Poster(task.ports[0])
        for place in left:
            status = await poster.post(task.post[place], task.forms[place], task.headers)
            assert status in DONE, status

    await asyncio.gather(*(some() for _ in range(OUTSTANDING)))


if __name__ == "__main__":
    given = Task(**json.load(sys.stdin))
    print(json.dumps(uvloop.run(measure(given))))
