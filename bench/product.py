"""The real product in a process of its own, and one client that is signed in to it."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator

WITHIN = 120  # seconds, on a busy machine


def environment(**more: str) -> dict[str, str]:
    """Return the environment without any setting of whoever measures, and with bytecode kept."""
    own = ("MORTEM_", "DATABASE_URL", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return kept | more


@dataclass(frozen=True)
class Product:
    """A running `mortem serve`: its process, its sign-in link, seconds until it said the link."""

    process: subprocess.Popen[str]
    link: str
    greeted: float

    @property
    def port(self) -> int:
        return int(self.link.split("/")[2].rsplit(":", 1)[1])

    @property
    def sign_in_path(self) -> str:
        return "/" + self.link.split("/", 3)[3]

    def cpu_seconds(self) -> float:
        """Return how long the server has been on a processor, all its threads together."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e9

    def memory(self) -> int:
        """Return resident bytes of the server and of what it started."""
        return sum(map(_resident, [self.process.pid, *_children(self.process.pid)]))


@contextmanager
def serving(data: Path, *arguments: str, **env: str) -> Iterator[Product]:
    """Serve `data` until the block ends, on a free port unless `arguments` name one."""
    command = [sys.executable, "-m", "mortem", "serve", "--no-open", "--port=0", f"--data={data}"]
    command += arguments
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment(**env), stdout=subprocess.PIPE, text=True, bufsize=1
    )
    try:
        link = _sign_in_link(process)
        yield Product(process, link, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(WITHIN)


def _sign_in_link(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://\S+/sign-in/\S+", line):
            return found.group()
    raise SystemExit("mortem serve ended before it was ready.")


def _resident(pid: int) -> int:
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


@dataclass
class Client:
    """One browser without a screen: one kept connection, its cookies, no caching."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WITHIN)

    def get(self, path: str, *, expect: int = 200) -> bytes:
        return self._send("GET", path, None, expect)[1]

    def post(self, path: str, values: dict[str, str], *, expect: int = 302) -> str:
        """Post a form without following where it leads; return that address."""
        return self._send("POST", path, urlencode(values), expect)[0]

    def _send(self, method: str, path: str, body: str | None, expect: int) -> tuple[str, bytes]:
        self.connection.request(method, path, body, self._headers(body))
        response = self.connection.getresponse()
        said = response.read()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        if response.status != expect:
            raise SystemExit(f"{method} {path} answered {response.status}, not {expect}")
        return response.headers.get("Location", ""), said

    def _headers(self, body: str | None) -> dict[str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        return headers


def sign_in(product: Product) -> Client:
    client = Client(product.port)
    client.get(product.sign_in_path)
    client.post(product.sign_in_path, {})
    client.get("/")
    return client
