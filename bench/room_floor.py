"""The floor of a live room: Starlette, a queue for each stream, no disk, no rules, no page.

`python -m bench.room_floor` serves it on a free port, which it prints.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

_queues: set[asyncio.Queue[bytes]] = set()
_count = 0


async def listen(_request: Request) -> StreamingResponse:
    queue: asyncio.Queue[bytes] = asyncio.Queue()

    async def messages() -> AsyncIterator[bytes]:
        _queues.add(queue)
        try:
            yield b"event: hello\ndata: {}\n\n"
            while True:
                yield await queue.get()
        finally:
            _queues.discard(queue)

    return StreamingResponse(messages(), media_type="text/event-stream")


async def change(request: Request) -> Response:
    global _count  # noqa: PLW0603 - all the state there is
    _count += 1
    body = b"id: %d\nevent: change\ndata: %s\n\n" % (_count, await request.body())
    for queue in _queues:
        queue.put_nowait(body)
    return Response(status_code=204)


def main() -> None:
    routes = [Route("/stream/", listen), Route("/change/", change, methods=["POST"])]
    door = socket.create_server(("127.0.0.1", 0))
    print(door.getsockname()[1], flush=True)
    config = uvicorn.Config(
        Starlette(routes=routes),
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run(sockets=[door])


if __name__ == "__main__":
    main()
