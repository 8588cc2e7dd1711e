"""A real SMTP server on loopback: it takes mail, keeps it, and can be told to refuse."""

from __future__ import annotations

import email
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage


@dataclass
class PostOffice:
    """Where mail arrived. While `closed`, whoever brings some is sent away."""

    port: int = 0
    closed: bool = False
    letters: list[EmailMessage] = field(default_factory=list)

    def texts(self) -> list[str]:
        return [letter.get_content() for letter in self.letters]


class Clerk(socketserver.StreamRequestHandler):
    """Says what a mail program needs to hear, and keeps what it brings."""

    office: PostOffice

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        if self.office.closed:
            self.say("421 closed for today")
            return
        self.say("220 here")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.take()
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self) -> None:
        self.say("354 go on")
        raw = b"".join(line.removeprefix(b".") for line in iter(self.rfile.readline, b".\r\n"))
        self.office.letters.append(email.message_from_bytes(raw, policy=policy.default))
        self.say("250 taken")


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """Take mail until the block is left."""
    here = PostOffice()
    clerk = type("ClerkHere", (Clerk,), {"office": here})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), clerk) as server:
        server.daemon_threads = True
        here.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield here
        finally:
            server.shutdown()
            thread.join()
