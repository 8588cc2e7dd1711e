"""The documents, the blocks of code in them, and a visitor without a browser."""

from __future__ import annotations

import http.cookiejar
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
STARTS_WITHIN = 30  # seconds, on a busy machine
BLOCK = re.compile(
    r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]*)")?\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL
)


def block(page: str, kind: str) -> str:
    """Return the first block of that kind on a page of the docs."""
    found = next(m for m in BLOCK.finditer((DOCS / page).read_text()) if m["kind"] == kind)
    return found["text"]


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def wait_for(port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def running(*command: str | Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program until the test is done with it."""
    process = subprocess.Popen(
        command,
        env=clean_environment() | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=STARTS_WITHIN)


def clean_environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MORTEM_")}
    kept.pop("DATABASE_URL", None)
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | {"PYTHONUNBUFFERED": "1"}


@contextmanager
def mortem_served(data: Path, port: int, **environment: str) -> Iterator[str]:
    """Run `mortem serve` and yield its sign-in link as it was printed."""
    command = (sys.executable, "-m", "mortem", "serve", "--data", data, "--no-open")
    with running(*command, "--port", str(port), **environment) as process:
        assert process.stdout is not None
        heard = []
        for line in process.stdout:
            heard.append(line)
            if link := re.search(r"https?://\S+/sign-in/\S+", line):
                wait_for(port)
                yield link.group()
                return
        pytest.fail("Mortem ended without a sign-in link:\n" + "".join(heard))


class Answer(NamedTuple):
    status: int
    text: str
    headers: list[tuple[str, str]]

    @property
    def cookies(self) -> list[str]:
        return [value for name, value in self.headers if name.lower() == "set-cookie"]


@dataclass
class Visitor:
    """A person at one address, with cookies and forms but without a browser."""

    url: str
    certificate: Path | None = None
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def __post_init__(self) -> None:
        context = ssl.create_default_context(cafile=self.certificate) if self.certificate else None
        handlers = [HTTPSHandler(context=context)] if context else []
        self.opener = build_opener(HTTPCookieProcessor(self.jar), *handlers)

    def get(self, path: str) -> Answer:
        return self._send(Request(f"{self.url}{path}"))

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> Answer:
        """Fill in the form on the page at `path` and send it there, as a browser would."""
        form = self.get(path).text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        fields["csrfmiddlewaretoken"] = token[1] if token else ""
        own = {"Origin": self.url, "Referer": f"{self.url}{path}"}
        body = urlencode(fields).encode()
        return self._send(Request(f"{self.url}{path}", body, own | (headers or {})))

    def _send(self, request: Request) -> Answer:
        try:
            with self.opener.open(request, timeout=STARTS_WITHIN) as answer:
                return Answer(answer.status, answer.read().decode(), answer.headers.items())
        except HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.read().decode(), refused.headers.items())
