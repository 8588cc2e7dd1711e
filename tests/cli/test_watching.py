"""Watching without pages: for cron, for CI, for a second machine; numbers sent from a terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tests.cli.conftest import Served, environment, mortem, serving, signed_in
from tests.web.loopback import Reply, site

if TYPE_CHECKING:
    from pathlib import Path


def watched(served: Served, data: Path, source: str, **told: str) -> str:
    """Begin a look ahead with a signal that Mortem reads; return the signal's identifier."""
    browser = signed_in(served)
    browser.post("/ahead/new/", context="migration", title="Move the orders")
    found = re.search(r"/r/([0-9a-f-]{36})/", browser.at)
    assert found
    review = found.group(1)
    for seen, to in (
        ("plan", "imagine"),
        ("imagine", "write"),
        ("write", "reveal"),
        ("reveal", "rate"),
        ("rate", "protect"),
    ):
        browser.post(f"/r/{review}/phase/", seen=seen, to=to)
    browser.post(f"/r/{review}/signals/", question="Is the queue long?", cadence_days="7")
    key = str(UUID(str(rows(data, "SELECT id FROM web_signal")[0][0])))
    line = {
        "threshold": "400",
        "direction": "above",
        "hold_minutes": "0",
        "every_minutes": "1",
        "grace_minutes": "1",
    }
    browser.post(f"/r/{review}/signals/{key}/source/", source=source, keep="1", **line, **told)
    return key


def rows(data: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(data / "mortem.sqlite3") as there:
        return there.execute(query).fetchall()


def test_a_worker_for_cron_reads_once_and_ends(tmp_path: Path) -> None:
    allowed = {"MORTEM_OUTGOING_NETWORKS": "127.0.0.0/8"}
    with site(n=Reply(json.dumps(500).encode())) as here:
        with serving(tmp_path, **allowed) as served:
            told = {"of-url": here.url("/n"), "of-path": "$"}
            watched(served, tmp_path, "number", **told)
        done = mortem("worker", "--once", "--data", str(tmp_path), **allowed)
        assert (done.returncode, done.stderr) == (0, "")
        assert re.fullmatch(r"Signals read: [01]\. Messages taken: 0\.\n", done.stdout)
        listed = mortem("signal", "list", "--data", str(tmp_path)).stdout
    assert re.search(r"^\w{8}  tripped   .*  Is the queue long\?$", listed, re.MULTILINE)
    assert rows(tmp_path, "SELECT state FROM web_flip") == [("tripped",)]


def test_numbers_are_pushed_from_a_terminal(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        key = watched(served, tmp_path, "pushed")
    done = mortem("signal", "push", key[:8], "412.5", "--data", str(tmp_path))
    assert done.stdout.startswith("Kept: 412.5.")
    assert mortem("worker", "--once", "--data", str(tmp_path)).returncode == 0
    assert rows(tmp_path, "SELECT value FROM web_sample") == [(412.5,)]
    assert rows(tmp_path, "SELECT state FROM web_flip") == [("tripped",)]
    for number in ("nan", "inf", "1e308"):
        bad = mortem("signal", "push", key[:8], number, "--data", str(tmp_path))
        assert (bad.returncode, "between -1e100 and 1e100" in bad.stderr) == (2, True)
    assert rows(tmp_path, "SELECT count(*) FROM web_sample") == [(1,)]
    missing = mortem("signal", "push", "ffff", "1", "--data", str(tmp_path))
    assert (missing.returncode, "mortem signals list" in missing.stderr) == (1, True)


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX's")
def test_workers_killed_again_and_again_lose_and_double_nothing(tmp_path: Path) -> None:
    """Kill -9 at moments all over a worker's life; what is left is read once, and flips once."""
    allowed = {"MORTEM_OUTGOING_NETWORKS": "127.0.0.0/8"}
    with site(n=Reply(json.dumps(500).encode(), seconds=0.2)) as here:
        with serving(tmp_path, **allowed) as served:
            told = {"of-url": here.url("/n"), "of-path": "$"}
            watched(served, tmp_path, "number", **told)
        with sqlite3.connect(tmp_path / "mortem.sqlite3") as there:
            for table in ("web_sample", "web_flip"):
                there.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
            there.execute(
                "UPDATE web_watch SET state='waiting', flip_count=0, due_at='2020-01-01 00:00:00',"
                " taken_until=NULL"
            )
        for step in range(6):
            worker = subprocess.Popen(
                [sys.executable, "-m", "mortem", "worker", "--once", "--data", str(tmp_path)],
                env=environment(**allowed),
                stdout=subprocess.DEVNULL,
            )
            time.sleep(0.8 + 0.6 * step)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            with sqlite3.connect(tmp_path / "mortem.sqlite3", timeout=20) as there:
                there.execute("UPDATE web_watch SET taken_until=NULL")  # as if its lease had ended
        mortem("worker", "--once", "--data", str(tmp_path), **allowed)
    assert rows(tmp_path, "SELECT state, number FROM web_flip") == [("tripped", 1)]
    assert rows(tmp_path, "SELECT count(*) FROM web_sample")[0][0] >= 1
    assert rows(tmp_path, "SELECT flip_count, state FROM web_watch") == [(1, "tripped")]
