"""Six hundred people come in by one link at once: everybody gets a seat, and nothing breaks."""

from __future__ import annotations

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from tests.cli.conftest import WITHIN, Browser, serving

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = 600
AT_ONCE = 60  # connections open at the same time
BOUND = 120  # seconds, on a busy machine; a free one with two cores takes a few


def room_of(browser: Browser, sign_in: str) -> tuple[str, str]:
    """Sign in, begin a look ahead, open its room; return its address and the path of its link."""
    browser.get(sign_in)
    browser.post(sign_in)
    browser.post("/you/name/", name="Ada")
    browser.get("/ahead/new/")
    browser.post("/ahead/new/", context="migration", title="Move orders")
    review = browser.at.partition("plan/")[0]
    page = browser.post(f"{review}room/")
    link = re.search(r'id="room-link">([^<]+)<', page)
    assert link
    return review, urlsplit(link[1]).path


def come_in(port: int, path: str, number: int) -> list[int]:
    """Open the link and press its button, as one browser; return both answers."""
    door = HTTPConnection("127.0.0.1", port, timeout=BOUND)
    with closing(door):
        door.request("GET", path)
        page = door.getresponse()
        html = page.read().decode()
        cookies = [
            value.partition(";")[0]
            for name, value in page.getheaders()
            if name.lower() == "set-cookie"
        ]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
        assert token, html[:500]
        body = urlencode({"name": f"Guest {number}", "csrfmiddlewaretoken": token[1]})
        form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": "; ".join(cookies)}
        door.request("POST", path, body, form)
        taken = door.getresponse()
        taken.read()
    return [page.status, taken.status]


def test_six_hundred_come_in_at_once(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        sign_in = re.search(r"/sign-in/\S+", served.said)
        assert sign_in
        review, path = room_of(Browser(served.url), sign_in.group())
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            answers = list(
                crowd.map(
                    lambda number: come_in(served.port, path, number),
                    range(PEOPLE),
                    timeout=BOUND,
                )
            )
        assert Browser(served.url).get("/alive/") == "alive"
    assert [answer for answer in answers if answer != [200, 302]] == []
    with closing(sqlite3.connect(tmp_path / "mortem.sqlite3", timeout=WITHIN)) as base:
        key = review.split("/")[2].replace("-", "")
        names = base.execute("select name from web_participant where review_id = ?", [key])
        assert sorted(name for (name,) in names) == sorted(
            ["Ada", *(f"Guest {number}" for number in range(PEOPLE))]
        )
        (lines,) = base.execute(
            "select activity_count from web_review where id = ?", [key]
        ).fetchone()
        (counted,) = base.execute(
            "select count(*) from web_activity where review_id = ?", [key]
        ).fetchone()
        assert lines == counted
