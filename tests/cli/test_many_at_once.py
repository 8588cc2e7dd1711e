"""Eight browsers write to one served product at once: nothing breaks, nothing is lost."""

from __future__ import annotations

import re
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import WITHIN, Browser, Served, serving, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WRITERS = 8
EACH = 4  # cards, and entries, that each of them writes
SAID = "Zwiebelkuchen"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Path]]:
    data = tmp_path_factory.mktemp("many")
    with serving(data) as running:
        yield running, data


@pytest.fixture(scope="module")
def owner(served: tuple[Served, Path]) -> Browser:
    """Return the browser of this computer's own account, signed in and named."""
    return signed_in(served[0])


def begun(owner: Browser, way: str, context: str, title: str) -> str:
    """Begin a review; return its address."""
    owner.post(f"/{way}/new/", context=context, title=title)
    return re.sub(r"[a-z]+/$", "", owner.at)


def guests(owner: Browser, review: str) -> list[Browser]:
    owner.post(f"{review}room/")
    link = re.search(r"/join/[\w-]+/", owner.get(f"{review}invite/"))
    assert link
    found = [Browser(owner.url) for _ in range(WRITERS)]
    for number, browser in enumerate(found):
        browser.get(link.group())
        browser.post(link.group(), name=f"Guest {number}")
    return found


def at_once(browsers: list[Browser], what: Callable[[Browser], object]) -> None:
    gate = threading.Barrier(len(browsers))

    def one(browser: Browser) -> None:
        browser.answers.clear()
        gate.wait(WITHIN)
        what(browser)

    threads = [threading.Thread(target=one, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WITHIN)


def rows(data: Path, query: str, review: str) -> list[tuple[object, ...]]:
    key = review.split("/")[2].replace("-", "")
    with closing(sqlite3.connect(data / "mortem.sqlite3")) as base:
        return base.execute(query, [key]).fetchall()


def history(data: Path, review: str) -> tuple[list[object], int]:
    """Return the numbers of the lines of history, and the last one that the review knows."""
    numbers = rows(data, "select number from web_activity where review_id = ? order by 1", review)
    ((count,),) = rows(data, "select activity_count from web_review where id = ?", review)
    return [number for (number,) in numbers], int(str(count))


def test_cards_and_ratings_of_eight(served: tuple[Served, Path], owner: Browser) -> None:
    review = begun(owner, "ahead", "migration", "Move orders")
    people = guests(owner, review)
    owner.post(f"{review}phase/", seen="plan", to="imagine")
    owner.post(f"{review}phase/", seen="imagine", to="write")

    def write(browser: Browser) -> None:
        for number in range(EACH):
            browser.post(f"{review}cards/", text=f"Reason {number}")

    at_once(people, write)
    assert [browser.answers for browser in people] == [[200] * EACH] * WRITERS
    ((cards,),) = rows(served[1], "select count(*) from web_card where review_id = ?", review)
    assert cards == WRITERS * EACH
    owner.post(f"{review}phase/", seen="write", to="reveal")
    owner.post(f"{review}phase/", seen="reveal", to="rate")
    page = people[0].get(f"{review}rate/")
    causes = sorted(set(re.findall(r'name="cost-([0-9a-f-]{36})"', page)))[:5]
    given = {f"cost-{one}": "3" for one in causes} | {f"chance-{one}": "40" for one in causes}
    at_once(people, lambda browser: browser.post(f"{review}ratings/", **given))
    assert [browser.answers for browser in people] == [[200]] * WRITERS
    rated = (
        "select count(*) from web_rating join web_cause c on c.id = cause_id where review_id = ?"
    )
    assert rows(served[1], rated, review) == [(WRITERS * len(causes),)]
    numbers, count = history(served[1], review)
    assert numbers == list(range(1, count + 1))


def test_entries_of_eight(served: tuple[Served, Path], owner: Browser) -> None:
    review = begun(owner, "back", "incident", "Checkout was down")
    people = guests(owner, review)

    def write(browser: Browser) -> None:
        for number in range(EACH):
            browser.post(
                f"{review}entries/",
                text=f"Page {number}",
                kind="fact",
                date="2026-03-03",
                time="02:13",
                precision="minute",
            )

    at_once(people, write)
    assert [browser.answers for browser in people] == [[200] * EACH] * WRITERS
    kept = "select count(*) from web_timelineentry where review_id = ?"
    assert rows(served[1], kept, review) == [(WRITERS * EACH,)]
    numbers, count = history(served[1], review)
    assert numbers == list(range(1, count + 1))


def test_a_phase_moved_by_eight_at_once_moves_once(
    served: tuple[Served, Path], owner: Browser
) -> None:
    """One facilitator with eight windows: each lands where they wanted to go."""
    review = begun(owner, "ahead", "migration", "Move orders")
    windows = [Browser(owner.url, opener=owner.opener, token=owner.token) for _ in range(WRITERS)]
    at_once(windows, lambda one: one.post(f"{review}phase/", seen="plan", to="imagine"))
    assert [(one.answers, one.at) for one in windows] == [([200], f"{review}imagine/")] * WRITERS
    moved = "select count(*) from web_activity where verb = 'phase.moved' and review_id = ?"
    assert rows(served[1], moved, review) == [(1,)]


def test_what_breaks_is_told_without_a_word_of_it(tmp_path: Path) -> None:
    """The log of a product whose database lost a table: no text, no link, no address."""
    with serving(tmp_path) as served:
        browser = signed_in(served)
        link = re.search(r"/sign-in/(\S+)/", served.said)
        assert link
        review = begun(browser, "ahead", "migration", SAID)
        for seen, to in (("plan", "imagine"), ("imagine", "write")):
            browser.post(f"{review}phase/", seen=seen, to=to)
        with closing(sqlite3.connect(tmp_path / "mortem.sqlite3")) as base:
            base.execute("drop table web_card")
        browser.answers.clear()
        page = browser.post(f"{review}cards/", text=f"{SAID} of ada@example.org")
        served.process.terminate()
        assert served.process.stdout is not None
        log = served.process.stdout.read()
    assert browser.answers == [500]
    assert "Something broke on our side." in page
    assert f"ERROR django.request: Internal Server Error: {review}cards/" in log
    assert "OperationalError" in log
    assert [word for word in (SAID, "ada@example.org", link[1], "web_card") if word in log] == []
