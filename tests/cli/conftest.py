"""`mortem` as people run it: a process of its own, a data folder of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WITHIN = 60  # seconds, on a busy machine


@dataclass
class Served:
    """A running `mortem serve` and what it said."""

    process: subprocess.Popen[str]
    said: str
    url: str

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])


@dataclass
class Browser:
    """A browser without a screen: cookies, and the form's proof of origin."""

    url: str
    answers: list[int] = field(default_factory=list)
    opener: OpenerDirector = field(
        default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar()))
    )
    token: str = ""
    at: str = ""

    def get(self, path: str) -> str:
        return self._open(Request(f"{self.url}{path}"))

    def post(self, path: str, **data: str) -> str:
        body = urlencode(data | {"csrfmiddlewaretoken": self.token}).encode()
        return self._open(Request(f"{self.url}{path}", data=body))

    def _open(self, request: Request) -> str:
        try:
            with self.opener.open(request, timeout=WITHIN) as answer:
                self.answers.append(answer.status)
                self.at = answer.url.removeprefix(self.url)
                page: str = answer.read().decode()
        except HTTPError as error:
            self.answers.append(error.code)
            return error.read().decode()
        found = re.search(r'X-CSRFToken": "(\w+)"', page)
        self.token = found[1] if found else self.token
        return page


def signed_in(served: Served) -> Browser:
    """Return the browser of this computer's own account, with a name."""
    browser = Browser(served.url)
    link = re.search(r"/sign-in/\S+", served.said)
    assert link
    browser.get(link.group())
    browser.post(link.group())
    browser.post("/you/name/", name="Ada")
    return browser


def environment(**more: str) -> dict[str, str]:
    """Return the environment without any setting of the machine that runs the tests."""
    mine = ("MORTEM_", "DATABASE_URL", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    return kept | {"PYTHONUNBUFFERED": "1"} | more


def mortem(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "mortem", *arguments],
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=False,
    )


@contextmanager
def serving(data: Path, *arguments: str, **env: str) -> Iterator[Served]:
    """Serve on a free port until the block ends."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "mortem",
            "serve",
            "--data",
            str(data),
            "--no-open",
            "--port",
            "0",
            *arguments,
        ],
        env=environment(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = _until_it_greets(process)
        found = re.search(r"(https?://\S+?)/sign-in/", said)
        assert found, said
        yield Served(process, said, found.group(1))
    finally:
        process.terminate()
        process.communicate(timeout=WITHIN)


def _until_it_greets(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("Stop with"):
            return said
    raise AssertionError(f"Mortem ended early:\n{said}")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder as the first command makes it; making one takes longer than a copy."""
    place = tmp_path_factory.mktemp("made") / "mortem"
    assert mortem("list", "--data", str(place)).returncode == 0
    return place


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """Return a data folder in which there is no review yet."""
    return copied(made, tmp_path)


def copied(folder: Path, to: Path) -> Path:
    """Return a copy of a data folder in another place."""
    return Path(shutil.copytree(folder, to / "mortem"))


@pytest.fixture
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    return mortem
