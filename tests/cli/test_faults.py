"""A worker or server is killed at steps all over a flip, or finds no room: one flip, told, and nothing lost.

Every step is tried by `python -m bench.faults`; here it is a few of them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import environment

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX's")
def test_whoever_is_killed_or_finds_no_room_leaves_one_flip_that_is_told() -> None:
    words = [sys.executable, "-m", "bench.faults", "--every", "13"]
    done = subprocess.run(
        words, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    tried = re.findall(r"^sqlite, ([\w ]+): (\d+) times", done.stdout, re.MULTILINE)
    counts = {kind: int(count) for kind, count in tried}
    counts.pop("disk full", 1)  # only root can make a small disk
    fewest = {"killed": 3, "no room": 3, "server killed": 3, "number sent": 1, "answer given": 1}
    assert counts.keys() == fewest.keys()
    assert all(counts[kind] >= few for kind, few in fewest.items())
