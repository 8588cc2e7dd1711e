"""The door: pages go to Django through WSGI, four at a time; streams and pings are answered beside it.

Django's own ASGI handler starts a thread for every request; a small pool is several
times faster, and a stream needs no thread at all.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mortem.web.settings")

from mortem.web.wsgi import application as pages  # from here on Django is ready

# isort: split
from mortem.web.live.pings import Pings, ping_of
from mortem.web.live.stream import review_of, stream
from mortem.web.live.tail import Tail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

PAGE_THREADS = 4
_pages = WSGIMiddleware(pages, workers=PAGE_THREADS)  # type: ignore[arg-type]
tail = Tail()
pings = Pings()


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer one connection: hand requests to the pages, and start and stop cleanly."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and (review_id := review_of(scope)):
        await stream(tail, review_id, scope, receive, send)
    elif scope["type"] == "http" and (ping := ping_of(scope)):
        await pings.answer(ping, scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)  # type: ignore[arg-type]


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await tail.start()
        else:
            await tail.stop()
            await pings.stop()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
