"""Evidence from a terminal: files and pipes are sealed, read, and told, all of them or none."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import copied, environment, mortem, serving

if TYPE_CHECKING:
    from pathlib import Path

LOG = "".join(
    f"2026-03-01 09:{minute:02}:00,250 - INFO  [main:Boot@1] - step {minute}\n"
    for minute in range(40)
)


@pytest.fixture(scope="module")
def begun(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a data folder with a look back, and the beginning of its identifier."""
    place = copied(made, tmp_path_factory.mktemp("bring"))
    new = mortem("new", "back", "incident", "A night", "--data", str(place))
    return place, new.stdout[:8]


@pytest.fixture
def data(begun: tuple[Path, str], tmp_path: Path) -> Path:
    return copied(begun[0], tmp_path)


@pytest.fixture
def review(begun: tuple[Path, str]) -> str:
    return begun[1]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "boot.log"
    file.write_text(LOG)
    return file


@pytest.fixture
def beside_the_log(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(log.parent)


def kept(data: Path) -> list[Path]:
    return [one for one in (data / "evidence").rglob("*") if one.is_file()]


def test_files_are_sealed_read_and_told(data: Path, review: str, log: Path) -> None:
    picture, prose = log.with_name("a.png"), log.with_name("b.txt")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    prose.write_text("Nothing here has a time.\n")
    done = mortem("bring", review, str(log), str(picture), str(prose), "--data", str(data))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "boot.log: zookeeper, 40 rows. It names no zone: the page asks.",
        "a.png: kept; it is no text.",
        "b.txt: kept; no rows with a time could be read from it.",
        "The page of the evidence opens once the event is told.",
    ]
    assert "Evidence as it was brought: 3 of 3." in mortem("verify", "--data", str(data)).stdout
    assert b"step 7" not in b"".join(one.read_bytes() for one in kept(data))


def test_its_rows_wait_on_the_page(data: Path, review: str, log: Path) -> None:
    with serving(data) as served:
        done = mortem("bring", review, str(log), "--data", str(data))
        opens, address = done.stdout.splitlines()[1:]
        assert opens == "The page of the evidence opens once the event is told."
        assert address.startswith(f"{served.url}/r/{review}")
        assert address.endswith("/evidence/")
    assert len(list((data / "rows").glob("*.sqlite3"))) == 1


def test_a_pipe_is_evidence_too(data: Path, review: str) -> None:
    command = [sys.executable, "-m", "mortem", "bring", review, "-", "--data", str(data)]
    for name, called in (("", "pipe.txt"), ("boot.log", "boot.log")):
        done = subprocess.run(
            [*command, *(("--name", name) if name else ())],
            input=LOG,
            env=environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.startswith(f"{called}: zookeeper, 40 rows.")
    assert len(kept(data)) == 1


def test_a_person_sees_how_far_it_is(data: Path, review: str, log: Path) -> None:
    theirs, ours = pty.openpty()
    command = [sys.executable, "-m", "mortem", "bring", review, str(log), "--data", str(data)]
    subprocess.run(command, env=environment(), stdout=subprocess.PIPE, stderr=ours, check=True)
    os.close(ours)
    said = os.read(theirs, 65_536).decode()
    os.close(theirs)
    assert "\r\033[Kboot.log: 0 %" in said
    assert said.endswith("\r\033[K")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ("boot.log nowhere.log", "“nowhere.log” cannot be read: No such file"),
        ("boot.log .", "“.” cannot be read: Is a directory"),
        ("boot.log /dev/null", "There is nothing in “/dev/null”."),
        ("boot.log /dev/zero", "“/dev/zero” has more than 1 MB."),
        ("- -", "it can stand there once"),
        ("boot.log boot.log --name one", "A name is for one file"),
    ],
)
@pytest.mark.usefixtures("beside_the_log")
def test_all_or_none(data: Path, review: str, files: str, words: str) -> None:
    small = {"MORTEM_EVIDENCE_MAX_MB": "1"}
    done = mortem("bring", review, *files.split(), "--data", str(data), **small)
    assert (done.returncode in {1, 2}, words in done.stderr) == (True, True)
    assert kept(data) == []


def test_it_goes_to_a_look_back_only(data: Path, review: str, log: Path) -> None:
    ahead = mortem("new", "ahead", "migration", "Move", "--data", str(data)).stdout[:8]
    done = mortem("bring", ahead, str(log), "--data", str(data))
    assert (done.returncode, "bring it to a look back" in done.stderr) == (2, True)
    unknown = mortem("bring", "00000000", str(log), "--data", str(data))
    assert (unknown.returncode, "There is no review" in unknown.stderr) == (1, True)
    assert kept(data) == []
    assert review
