"""Who follows a room: an open stream each, and the messages that wait for it."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from mortem.core.record import Role
from mortem.web.permissions import may

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Send = Callable[[dict[str, Any]], Awaitable[None]]

MOST_WAITING = 2_000_000
"""Bytes that may wait for one slow reader; past them the stream ends and the browser comes back."""


class View(NamedTuple):
    """What is the same for all whose stream gets the same bytes.

    `page` tells whose shared regions it shows: a phase, or another name. `follows` is the
    phase it shows while the review stands there, so that it goes along; or empty.
    """

    page: str
    follows: str
    role: Role

    @property
    def takes_part(self) -> bool:
        return may(self.role, Role.PARTICIPANT)


def message(event: str, data: dict[str, Any], *, number: int | None = None) -> bytes:
    """Return one server-sent event; `number` becomes what a browser sends as Last-Event-ID."""
    head = "" if number is None else f"id: {number}\n"
    said = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{head}event: {event}\ndata: {said}\n\n".encode()


@dataclass(eq=False, slots=True)
class Follower:
    """One open stream.

    `seat` tells one person's streams from another's, for as long as they are open; `holds` asks
    the database whether that seat is still there.
    """

    view: View
    seat: str
    holds: Callable[[], bool]
    is_over: bool = False
    _waiting: deque[bytes] = field(default_factory=deque)
    _size: int = 0
    _ready: asyncio.Event = field(default_factory=asyncio.Event)

    def push(self, body: bytes) -> None:
        """Hand over a message without waiting for the reader."""
        self._waiting.append(body)
        self._size += len(body)
        if self._size > MOST_WAITING:
            self.is_over = True
        self._ready.set()

    def end(self, last: bytes = b"") -> None:
        """End the stream after what waits, and after `last`."""
        if last:
            self._waiting.append(last)
        self.is_over = True
        self._ready.set()

    async def write(self, send: Send) -> None:
        """Send what comes until the stream is over and nothing waits any more."""
        while not (self.is_over and not self._waiting):
            await self._ready.wait()
            self._ready.clear()
            body = b"".join(self._waiting)
            self._waiting.clear()
            self._size = 0
            await send({"type": "http.response.body", "body": body, "more_body": True})
