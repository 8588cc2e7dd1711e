"""A sealed review on a real server: killed at any moment, nothing that was answered is lost or readable."""

from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING

from tests.cli.conftest import Browser, serving, signed_in

if TYPE_CHECKING:
    from pathlib import Path

PASSPHRASE = "lantern otter seventeen plum"
TITLE, LESSONS = "Quittengelee", ["Zwiebelkuchen", "Kaiserschmarrn", "Apfelstrudel"]
NEW = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "understood": "on"}


def readable(data: Path, log: str = "") -> set[str]:
    """Return which words lie in the data folder, or stand in what the server said."""
    files = [one.read_bytes() for one in data.rglob("*") if one.is_file()]
    words = (TITLE, *LESSONS, PASSPHRASE)
    return {one for one in words if one in log or any(one.encode() in raw for raw in files)}


def opened_again(browser: Browser, key: str) -> str:
    """Give the passphrase to a server that has been started anew; return the review as text."""
    assert "It is locked." in browser.get(f"/r/{key}/event/")
    browser.post(f"/sealed/{key}/opening/", passphrase=PASSPHRASE)
    return browser.get(f"/r/{key}/export/md/")


def test_killed_after_each_answer_nothing_is_lost_and_nothing_is_readable(tmp_path: Path) -> None:
    data, key = tmp_path / "data", ""
    for place, lesson in enumerate(LESSONS):
        with serving(data) as served:
            browser = signed_in(served)
            if place == 0:
                browser.post("/sealed/new/", context="personal", title=TITLE, **NEW)
                found = re.search(r"/r/([0-9a-f-]{36})/", browser.at)
                assert found, browser.at
                key = found[1]
            else:
                kept = opened_again(browser, key)
                assert [one for one in LESSONS if one in kept] == LESSONS[:place]
            browser.post(f"/r/{key}/lessons/new/", kind="learned", text=lesson)
            assert readable(data) == set()
            served.process.send_signal(signal.SIGKILL)
            log, _nothing = served.process.communicate()
        assert readable(data, log) == set()
    with serving(data) as served:
        kept = opened_again(signed_in(served), key)
    assert [one for one in (TITLE, *LESSONS) if one not in kept] == []
