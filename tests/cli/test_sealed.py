"""`mortem sealed`: what is sealed at the terminal, and opened there; never with a passphrase in sight."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.cli.conftest import copied

if TYPE_CHECKING:
    from pathlib import Path

PASSPHRASE = "correct horse battery staple"
SECRET = "Quittengelee"
DOCUMENT = f"""---
mortem: postmortem
context: personal
---

# {SECRET}

## Lessons

### What we learned

- Ask earlier
"""


def sealed(
    data: Path, *arguments: str, said: str = f"{PASSPHRASE}\n", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command with a passphrase on standard input, as from a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "mortem", "sealed", *arguments, "--data", str(data)],
        input=said,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


class Once(NamedTuple):
    """A data folder with one sealed review in it, and the beginning of its identifier."""

    data: Path
    key: str


@pytest.fixture(scope="module")
def once(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Seal the document."""
    place = tmp_path_factory.mktemp("sealed")
    data, file = copied(made, place), place / "mine.md"
    file.write_text(DOCUMENT, "utf-8")
    done = sealed(data, "new", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    return Once(data, done.stdout.splitlines()[0][:8])


@pytest.fixture
def data(once: Once, tmp_path: Path) -> Path:
    return copied(once.data, tmp_path)


@pytest.fixture
def key(once: Once) -> str:
    return once.key


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "mine.md"
    made.write_text(DOCUMENT, "utf-8")
    return made


def test_a_document_is_sealed_listed_shown_and_written(data: Path, key: str) -> None:
    assert sealed(data, "list").stdout == f"{key}\n"
    shown = sealed(data, "show", key)
    assert shown.stdout.startswith(f"{SECRET}\n")
    written = sealed(data, "export", key)
    assert written.stdout.count("Ask earlier") == 1
    assert json.loads(sealed(data, "export", key, "--form", "json").stdout)["title"] == SECRET


def test_nothing_of_it_is_in_the_folder(data: Path, key: str) -> None:
    sealed(data, "show", key)
    found = [one for one in data.rglob("*") if one.is_file()]
    assert found != []
    words = (SECRET, "Ask earlier", PASSPHRASE)
    told = {one.name for one in found for word in words if word.encode() in one.read_bytes()}
    assert told == set()


def test_the_sealed_file_is_as_unreadable(data: Path, key: str) -> None:
    done = sealed(data, "export", key, "--form", "sealed", said="")
    assert (done.returncode, done.stdout.count("mortem-sealed-review")) == (0, 1)
    assert [word for word in (SECRET, "Ask earlier") if word in done.stdout] == []


def test_a_passphrase_may_lie_in_a_file(data: Path, key: str, tmp_path: Path) -> None:
    kept = tmp_path / "passphrase"
    kept.write_text(f"{PASSPHRASE}\n")
    done = sealed(data, "export", key, said="", MORTEM_PASSPHRASE_FILE=str(kept))
    assert done.stdout.count("Ask earlier") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        (["export", "KEY"], "something else\n", 2, "This passphrase does not open it."),
        (["show", "ffffffff"], f"{PASSPHRASE}\n", 1, "Not exactly one sealed review begins"),
        (["new", "FILE"], "short\n", 2, "At least 12 characters"),
        (["new", "nowhere.md"], f"{PASSPHRASE}\n", 2, "cannot be read as UTF-8 text"),
        (["new", "-"], DOCUMENT, 2, "so the passphrase cannot"),
        (["export", "KEY", "--form", "svg"], f"{PASSPHRASE}\n", 1, "There is no form “svg”."),
    ],
)
def test_what_goes_wrong_is_told(
    wrong: tuple[list[str], str, int, str], data: Path, key: str, file: Path
) -> None:
    arguments, said, code, words = wrong
    named = [one.replace("KEY", key).replace("FILE", str(file)) for one in arguments]
    done = sealed(data, *named, said=said)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert SECRET not in done.stderr


def test_only_what_is_personal_is_sealed(data: Path, file: Path) -> None:
    file.write_text(DOCUMENT.replace("context: personal", "context: incident"), "utf-8")
    done = sealed(data, "new", str(file))
    assert done.returncode == 2
    assert "Only a personal review can be sealed" in done.stderr
