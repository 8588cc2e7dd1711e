"""What the documents tell one to type does what they show."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.docs.conftest import BLOCK, DOCS, ROOT, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
SAMPLE = DOCS / "how-to" / "markdown-in-a-repository.md"
ELSEWHERE = "On the other machine"
AHEAD, BACK = ("ahead", "migration", "Move orders on 3 March"), ("back", "incident", "No orders")
TYPED = re.compile(r"^\$ (?P<line>.+)\n(?P<shown>(?:(?!\$ ).*\n)*)", re.MULTILINE)


class Step(NamedTuple):
    """One command of a page, what the page shows of its answer, and on which machine it runs."""

    words: list[str]
    shown: str
    is_elsewhere: bool


def steps(page: Path) -> list[Step]:
    return list(_steps(page.read_text()))


def _steps(text: str) -> Iterator[Step]:
    for block in BLOCK.finditer(text):
        if block["kind"] != "console":
            continue
        for typed in TYPED.finditer(block["text"].replace("\\\n", " ")):
            words = shlex.split(typed["line"])
            # `serve` does not end by itself; tests/e2e runs it.
            if words[0] == "mortem" and words[1] != "serve":
                yield Step(words[1:], typed["shown"], block["title"] == ELSEWHERE)


def put_files(page: Path, folder: Path) -> None:
    """Write the files that a page shows with their names."""
    for block in BLOCK.finditer(page.read_text()):
        if block["kind"] in {"json", "markdown", "text"} and block["title"]:
            path = folder / block["title"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder as the first command makes it; making one takes longer than a copy."""
    folder = tmp_path_factory.mktemp("made")
    mortem(folder, ["list"])
    return folder / "data"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if steps(page)], ids=lambda page: str(page.relative_to(ROOT))
)
def test_what_one_is_told_to_type_does_what_is_shown(
    page: Path, tmp_path: Path, made: Path
) -> None:
    shutil.copytree(made, tmp_path / "data", dirs_exist_ok=True)
    put_files(SAMPLE, tmp_path)
    put_files(page, tmp_path)
    way = BACK if any(step.words[0] == "bring" for step in steps(page)) else AHEAD
    review = mortem(tmp_path, ["new", *way]).strip()[:8]

    for step in steps(page):
        words = [one for word in step.words for one in expanded(word, tmp_path)]
        words = [word.replace("REVIEW", review) for word in words]
        words = [word.replace("/tmp/", f"{tmp_path}/") for word in words]  # noqa: S108
        answer = mortem(tmp_path, words, "elsewhere" if step.is_elsewhere else "data")
        if step.shown:
            assert answer == step.shown


def expanded(word: str, folder: Path) -> list[str]:
    """Do with a star what a shell does."""
    found = sorted(folder.glob(word)) if "*" in word else []
    return [str(path.relative_to(folder)) for path in found] or [word]


def mortem(folder: Path, words: list[str], data: str = "data") -> str:
    """Run one command and return what it says; `check`, `lint` and `timeline` may find something."""
    done = subprocess.run(
        [sys.executable, "-m", "mortem", *words],
        cwd=folder,
        env=clean_environment() | {"MORTEM_DATA": str(folder / data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode in ({0, 1} if words[0] in {"check", "lint", "timeline"} else {0}), (
        done.stdout
    )
    return done.stdout
