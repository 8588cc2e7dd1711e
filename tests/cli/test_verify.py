"""`mortem verify`, against the folder of a real installation."""

from __future__ import annotations

import re
import sqlite3
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import copied, mortem

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess

BACK = str(files("mortem.web") / "examples" / "gitlab-2017-back.md")


@pytest.fixture(scope="module")
def brought_in(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = copied(made, tmp_path_factory.mktemp("verify"))
    assert mortem("import", BACK, "--data", str(place)).returncode == 0
    return place


@pytest.fixture
def data(brought_in: Path, tmp_path: Path) -> Path:
    """Return a data folder with one review in it."""
    return copied(brought_in, tmp_path)


def verify(data: Path, *arguments: str) -> CompletedProcess[str]:
    return mortem("verify", *arguments, "--data", str(data))


def key_of(data: Path) -> str:
    return mortem("list", "--data", str(data)).stdout.split()[0]


def newest(said: str) -> str:
    (digest,) = re.findall(r"Newest digest: ([0-9a-f]{64})", said)
    return str(digest)


def test_an_intact_review_says_so_with_its_digest(data: Path) -> None:
    done = verify(data)
    assert (done.returncode, done.stderr) == (0, "")
    assert ": intact up to step 1, its newest one." in done.stdout
    kept = newest(done.stdout)
    again = verify(data, key_of(data), "--digest", kept)
    assert again.returncode == 0
    assert again.stdout.endswith("The digest you kept is step 1 of this record.\n")


def test_a_rewritten_text_is_told_and_fails(data: Path) -> None:
    with sqlite3.connect(data / "mortem.sqlite3") as base:
        base.execute("UPDATE web_lesson SET text = 'It was all one person'")
    done = verify(data)
    assert done.returncode == 1
    assert "“It was all one person” stands here, and no step" in done.stdout


def test_a_digest_of_something_else_fails(data: Path) -> None:
    done = verify(data, key_of(data), "--digest", "a" * 64)
    assert done.returncode == 1
    assert "The digest you kept is of no step of this record." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--digest", "a" * 64), "Of which review is the digest?"),
        (("1234", "--digest", "abc"), "A digest has 64 letters and digits."),
    ],
)
def test_a_wrong_command_says_what_helps(
    data: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = verify(data, *arguments)
    assert done.returncode == 2
    assert words in done.stderr


def test_an_exported_file_is_verified_without_a_folder(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "review.json"
    text = mortem("export", key_of(data), "--form", "json", "--data", str(data)).stdout
    file.write_text(text, "utf-8")
    done = mortem("verify", str(file))
    assert (done.returncode, newest(done.stdout)) == (0, newest(verify(data).stdout))
    file.write_text(text.replace('"lucky"', '"learned"').replace("database", "Tom"), "utf-8")
    assert mortem("verify", str(file)).returncode == 1
