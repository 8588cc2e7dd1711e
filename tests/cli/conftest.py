"""`mortem` as people run it: a process of its own, a data folder of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

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
    """Serve until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mortem", "serve", "--data", str(data), "--no-open", *arguments],
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


@pytest.fixture
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    return mortem
