"""`POST /ping/…`: something reports in, or sends a number, answered beside Django's request cycle.

An answer means that the number is on the disk. Pings that come while others are being written
are written together in the next transaction, so that many of them cost one flush.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import close_old_connections, connection
from django.utils import timezone

from mortem.core.watching import can_be_kept
from mortem.web import tokens
from mortem.web.operations.watching import take_numbers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)

MOST_WAITING: Final = 10_000
MOST_BYTES: Final = 1_000
_PATH = re.compile(r"/ping/([A-Za-z0-9_-]{43})(?:/([^/]{1,40}))?/?")
_NO_NUMBER: Final = "Send one number up to 1e100, such as 0 for well and 1 for not well."
_POSTED: Final = {"POST", "PUT"}


class Ping(NamedTuple):
    """The hash of the address that was posted to, and what stood behind it."""

    address: str
    said: str


@dataclass(slots=True)
class _Waiting:
    address: str
    value: float
    at: datetime
    known: asyncio.Future[bool | None]


def ping_of(scope: dict[str, Any]) -> Ping | None:
    """Return what is reported to; None for every other address."""
    found = _PATH.fullmatch(scope["path"]) if scope["path"].startswith("/ping/") else None
    return Ping(tokens.hash_of(found[1]), found[2] or "") if found else None


class Pings:
    """Takes pings and writes them, many at a time and one transaction after the other."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pings")

    async def answer(self, ping: Ping, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one post, once what it says is kept. Opening the address changes nothing."""
        body = await _body(receive)
        if body is None:
            return
        if scope["method"] not in _POSTED:
            await _reply(send, 405, "Post to this address; opening it changes nothing.")
        elif (value := number_in(ping.said or body)) is None:
            await _reply(send, 422, _NO_NUMBER)
        elif len(self._waiting) >= MOST_WAITING:
            await _reply(send, 503, "Too many at once; send it again in a moment.")
        else:
            await self._keep(ping, value, send)

    async def _keep(self, ping: Ping, value: float, send: Send) -> None:
        known = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(ping.address, value, timezone.now(), known))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        is_known = await known
        if is_known is None:
            await _reply(send, 503, "It could not be kept just now; send it again in a moment.")
        elif is_known:
            await _reply(send, 200, "Thank you.")
        else:
            await _reply(send, 404, "Nothing listens at this address, or not any more.")

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting, []
            known = await loop.run_in_executor(self._thread, _write_down, batch)
            for one, is_known in zip(batch, known, strict=True):
                if not one.known.done():  # whoever posted may be gone meanwhile
                    one.known.set_result(is_known)
        self._writing = None

    async def stop(self) -> None:
        """Write what has come; then be done."""
        if self._writing is not None:
            await self._writing
        await asyncio.get_running_loop().run_in_executor(self._thread, _hang_up)


def _write_down(batch: list[_Waiting]) -> list[bool] | list[None]:
    """Return for each whether its address is one; None where it could not be kept."""
    try:
        close_old_connections()
        return take_numbers((one.address, one.value, one.at) for one in batch)
    except Exception as error:  # noqa: BLE001 - those who wait are answered, whatever broke
        log.warning("what was sent could not be kept: %s", type(error).__name__)
        return [None] * len(batch)


def _hang_up() -> None:
    """Close the connection of the thread that calls this."""
    connection.close()


def number_in(said: str) -> float | None:
    """Return the number that was sent: plain, in JSON as `value`, or 0 for nothing at all."""
    if len(said) > MOST_BYTES:
        return None
    said = said.strip()
    try:
        found = json.loads(said) if said else 0
        value = float(found["value"] if isinstance(found, dict) else found)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    return value if can_be_kept(value) else None


async def _body(receive: Receive) -> str | None:
    """Return what was posted; None when whoever posts is gone before all of it was here."""
    body, more = b"", True
    while more and len(body) <= MOST_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body.decode("utf-8", "replace")


async def _reply(send: Send, status: int, words: str) -> None:
    body = f"{words}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
