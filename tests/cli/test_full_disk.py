"""A disk without room, a real one: every command says so, and nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import mortem, serving, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FULL = (
    "The disk that holds {data} is full.\nFree some space and start again: nothing was changed.\n"
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 30 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=30m", "tmpfs", str(place))
    if (
        sys.platform != "linux"
        or subprocess.run(mount, check=False, capture_output=True).returncode
    ):
        pytest.skip("only root on Linux can make a small disk")
    yield place
    subprocess.run(("umount", str(place)), check=True)


def fill(disk: Path) -> Path:
    """Take all the room there is."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1024 * 1024))
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))
    return filler


def test_a_start_says_so_and_changes_nothing(disk: Path) -> None:
    data = disk / "data"
    key = mortem("new", "ahead", "migration", "Move the orders", "--data", str(data)).stdout
    filler = fill(disk)
    for command in (("serve", "--no-open"), ("list",)):
        refused = mortem(*command, "--data", str(data))
        assert (refused.returncode, refused.stderr) == (3, FULL.format(data=data))
    filler.unlink()
    assert mortem("show", key.strip()[:8], "--data", str(data)).returncode == 0


def test_a_backup_leaves_no_half_of_itself(disk: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    mortem("new", "ahead", "migration", "Move the orders", "--data", str(data))
    fill(disk)
    refused = mortem("backup", str(disk / "mortem.zip"), "--data", str(data))
    assert (refused.returncode, refused.stderr) == (
        1,
        "The disk is full.\nFree some space and try again.\n",
    )
    assert [one.name for one in disk.iterdir()] == ["filler"]


def test_a_page_says_so_and_goes_on_when_there_is_room(disk: Path) -> None:
    plan = {"context": "migration", "title": "Move the orders on 3 March"}
    with serving(disk / "data") as served:
        ada = signed_in(served)
        filler = fill(disk)
        pages = [ada.get("/")]
        pages += [ada.post("/ahead/new/", **plan) for _ in "abc"]
        filler.unlink()
        ada.post("/ahead/new/", **plan)
        begun = ada.get("/reviews/").count("Move the orders on 3 March")
    assert ada.answers[-6:] == [200, 507, 507, 507, 200, 200]
    assert ["Free some space, then send it again." in page for page in pages] == (
        [False, True, True, True]
    )
    assert begun == 1
