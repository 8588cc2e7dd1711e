"""A real HTTP server on loopback that answers as a test tells it, and remembers what was asked."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator


@dataclass
class Reply:
    """What is answered at one path; `seconds` is how long that takes."""

    body: bytes = b"ok"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0


@dataclass
class Site:
    """A server's replies by path, and each request: its path and its headers, in lower case.

    `brought` is what was posted, by whoever posted.
    """

    port: int = 0
    scheme: str = "http"
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    brought: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


class Answering(BaseHTTPRequestHandler):
    """What every stand-in needs: `answer` says what it does when asked, with what was brought, if anything."""

    def answer(self, brought: bytes | None) -> None:
        raise NotImplementedError

    def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.answer(None)

    def do_POST(self) -> None:
        self.answer(self.rfile.read(int(self.headers["content-length"])))

    def do_PATCH(self) -> None:
        self.do_POST()

    def do_PUT(self) -> None:
        self.do_POST()

    def log_message(self, *_told: Any) -> None:
        """Say nothing: pytest shows what is asserted."""


class _Quiet(ThreadingHTTPServer):
    request_queue_size = 512

    def handle_error(self, *_about: Any) -> None:
        """An asker that gives up early is what some tests are about."""


@contextmanager
def answering(
    handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Let a handler answer on loopback until the block is left; yield its port."""
    server = _Quiet(("127.0.0.1", 0), handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def site(context: ssl.SSLContext | None = None, **replies: Reply) -> Iterator[Site]:
    """Serve until the block is left; `replies` are by path without its first slash."""
    here = Site(replies={f"/{path}": reply for path, reply in replies.items()})
    here.scheme = "http" if context is None else "https"

    class Handler(Answering):
        def answer(self, brought: bytes | None) -> None:
            if brought is not None:
                here.brought.append(brought)
            here.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            reply = here.replies.get(self.path.partition("?")[0], Reply(b"nothing here", 404))
            time.sleep(reply.seconds)
            self.send(reply.status, reply.headers, reply.body)

    with answering(Handler, context) as here.port:
        yield here
