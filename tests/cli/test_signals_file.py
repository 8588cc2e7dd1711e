"""A plan's signals in a file, applied from a terminal against a real source on loopback."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import mortem
from tests.web.loopback import Reply, site

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

INSIDE = {"MORTEM_OUTGOING_NETWORKS": "127.0.0.0/8"}


@dataclass(frozen=True)
class Place:
    """A data folder with one plan, and a file of signals beside it."""

    data: Path
    plan: str
    file: Path

    def write(self, read: str, head: str = "") -> None:
        self.file.write_text(
            f'review = "{self.plan[:8]}"\n[signal.queue]\nquestion = "Is the queue long?"\n{head}\n'
            f"[signal.queue.read]\n{read}\n"
        )

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        return mortem("signals", *arguments, "--data", str(self.data), **INSIDE, **env)

    def apply(self, *more: str, **env: str) -> subprocess.CompletedProcess[str]:
        return self.run("apply", str(self.file), *more, **env)

    def kept(self) -> int:
        with sqlite3.connect(self.data / "mortem.sqlite3") as there:
            found: int = there.execute("SELECT count(*) FROM web_watch").fetchone()[0]
            return found


def begun(folder: Path) -> Place:
    done = mortem("new", "ahead", "migration", "Move the orders", "--data", str(folder / "data"))
    return Place(folder / "data", done.stdout.split()[0], folder / "signals.toml")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return begun(tmp_path)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a place in which nothing is ever kept: all its files are refused."""
    return begun(tmp_path_factory.mktemp("untouched"))


def test_a_file_is_tried_told_and_applied_once(place: Place) -> None:
    with site(n=Reply(b'{"n": 412}')) as here:
        read = f'source = "number"\nurl = "{here.url("/n")}"\npath = "$.n"\nabove = 400'
        place.write(read + '\nheaders = { env = "KEY" }')
        key = {"KEY": "Authorization: Bearer opensesame"}
        dry = place.apply("--dry-run", **key)
        assert (dry.returncode, place.kept()) == (0, 0)
        assert "  queue reads 412 now.\n" in dry.stdout
        assert dry.stdout.endswith("Nothing was changed: this was a dry run.\n")
        done = place.apply(**key)
        assert (done.returncode, place.kept()) == (0, 1)
        assert done.stdout.startswith("+ queue: Is the queue long?\n")
        again = place.apply(**key)
        assert again.stdout.splitlines() == [
            "= queue: Is the queue long?",
            "  Watching begins when the plan has come to Protect.",
            "Done: 0 new, 0 changed, 0 put away, 1 as they were.",
        ]
        assert {told["authorization"] for _path, told in here.asked} == {"Bearer opensesame"}
        assert "opensesame" not in dry.stdout + done.stdout + again.stdout
        place.file.write_text(place.file.read_text().replace("above = 400", "above = 500"))
        changed = place.apply(**key)
        assert "    read.threshold: 400 → 500\n" in changed.stdout


def test_what_cannot_be_read_is_kept_only_when_that_is_known(place: Place) -> None:
    with site() as here:
        read = f'source = "number"\nurl = "{here.url("/n")}"\npath = "$.n"\nabove = 400'
        place.write(read)
        refused = place.apply()
        assert (refused.returncode, place.kept()) == (1, 0)
        assert "Nothing was changed: queue could not be read." in refused.stderr
        assert (place.apply("--anyway").returncode, place.kept()) == (0, 1)


def test_what_is_told_its_numbers_gets_its_address(place: Place) -> None:
    place.write('source = "heartbeat"\nevery = "1d"')
    done = place.apply()
    assert "queue is told at " in done.stdout
    assert "/ping/" in done.stdout


@pytest.mark.parametrize(
    ("read", "head", "said"),
    [
        ('source = "number"\nabove = 1', "", "signal.queue: url: "),
        ('source = "nonsense"', "", "There is no source “nonsense”"),
        ('source = "heartbeat"\nurl = "x"', "", "url: heartbeat asks for nothing."),
        (
            'source = "number"\nurl = "http://x.example/"\npath = "$"\nabove = 1\nheaders = "A: b"',
            "",
            "headers: a secret is named, not written",
        ),
        (
            'source = "sql"\nquery = "SELECT 1"\nabove = 1\nconnection = { env = "NOT_SET" }',
            "",
            "NOT_SET: this variable of the environment is not set.",
        ),
        (
            'source = "number"\nurl = "http://169.254.169.254:1/"\npath = "$"\nabove = 1',
            "",
            "url: Port 1 ",
        ),
        ('source = "heartbeat"', 'risk = "No such thing"', "0 causes of this plan begin with"),
        ('source = "heartbeat"', "ower = 1", "signal.queue.ower is not a field"),
        ('source = "heartbeat"', "= 1", "line 4: this is not TOML"),
    ],
)
def test_what_a_file_gets_wrong_is_said_and_nothing_changes(
    read: str, head: str, said: str, untouched: Place
) -> None:
    untouched.write(read, head)
    done = untouched.apply()
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert (done.returncode != 0, untouched.kept()) == (True, 0)


def test_a_file_without_its_plan_or_its_letters(place: Place) -> None:
    place.file.write_text('[signal.eyes]\nquestion = "Who connects?"')
    assert "does not say whose signals" in place.apply().stderr
    assert place.apply("--review", place.plan[:8]).stdout.startswith("+ eyes: Who connects?")
    assert "There is no review" in place.apply("--review", "ffffffff").stderr
    place.file.write_bytes(b"\xff\xfe")
    assert "is not UTF-8" in place.apply().stderr
    place.file.write_bytes(b"#" * 1_000_001)
    assert "is larger than" in place.apply().stderr
    place.file.unlink()
    assert "cannot be used" in place.apply().stderr


def test_what_pages_made_becomes_a_file(place: Place, tmp_path: Path) -> None:
    nothing = place.run("export", place.plan[:8])
    assert nothing.stderr == "This review has no signals that a file could hold.\n"
    place.write('source = "heartbeat"\nevery = "1d"')
    place.apply()
    out = tmp_path / "out.toml"
    place.run("export", place.plan[:8], "-o", str(out))
    assert out.read_text() == place.run("export", place.plan[:8]).stdout
    place.file.write_text(out.read_text())
    assert place.apply().stdout.endswith("0 put away, 1 as they were.\n")
