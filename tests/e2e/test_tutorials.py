"""Both tutorials, walked as they are written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_both_tutorials_lead_where_they_say(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.pictures", str(tmp_path)]

    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")
    assert names(tmp_path) == names(ROOT / "docs" / "img")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.png")}
