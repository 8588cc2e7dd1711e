"""Every source of a signal goes quiet, leaning, tripped, answered, and a person is told of it.

What is read is real: HTTP, a SQLite file and pings on loopback. So is what tells: an SMTP server and a
webhook. A browser sets everything up, looks, and answers by the link of the letter. Waiting takes a
clock that is moved: from the setting up on, each round of the worker is a minute later than the last.

    python -m bench.walkthrough_signals OUT [--browser PATH]

OUT is made anew. Exits 1 when something that should have been seen was not, or the browser complains.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from bench.walkthrough import CALM, Walk, installed_browser, reach_me, running, sign_in
from bench.walkthrough_people import Findings, until
from tests.web.loopback import Reply, site
from tests.web.post_office import post_office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from tests.web.loopback import Site
    from tests.web.post_office import PostOffice

ADDRESS = "mara@mail.example"
RESPONSE = "Stop the backfill and tell the team"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LOOKS = (("light", 1280), ("dark", 390))
ROUNDS: Final = 24
"""How many numbers are read on the way up: enough to lean, and the line is still ahead."""

PUSHES, PAUSE = 24, 300  # milliseconds between two numbers that are sent
BEYOND: Final = 250


@dataclass(frozen=True)
class Story:
    """One signal: its source, what the source is told, the line, and what can be seen of it."""

    source: str
    question: str
    line: int = 200
    every: int = 1  # minutes
    leans: bool = True
    told: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    """What Mortem reads, and where it tells. `level` is what every source shows now."""

    outside: Site
    office: PostOffice
    shop: Path

    def level(self, number: int) -> None:
        """Let everything that is asked show a number; a page takes as many hundredths of a second."""
        said: dict[str, object] = {
            "/n": {"queue": {"waiting": number}},
            "/api/v1/query": _series(number),
            "/search/issues": {"total_count": number},
        }
        for path, document in said.items():
            self.outside.replies[path] = Reply(json.dumps(document).encode())
        self.outside.replies["/page"] = Reply(b"all well", seconds=number / 250)
        with closing(sqlite3.connect(self.shop)) as there, there:
            there.execute("DELETE FROM waiting")
            there.executemany("INSERT INTO waiting VALUES (?)", [(n,) for n in range(number)])

    def letter(self, state: str, question: str) -> EmailMessage | None:
        """Return the last letter that said this of a signal."""
        found = [one for one in self.office.letters if one["subject"] == f"{state}: {question}"]
        return found[-1] if found else None

    def posted(self, state: str, question: str) -> int:
        """Return how often the webhook was told this of a signal."""
        titles = [json.loads(body)["title"] for body in self.outside.brought]
        return titles.count(f"{state}: {question}")


def _series(number: int) -> dict[str, object]:
    result = [{"metric": {}, "value": [0, str(number)]}]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


def stories(world: World) -> tuple[Story, ...]:
    """Return one signal for each source that reads by itself."""
    base, in_eight_days = world.outside.url(""), datetime.now(UTC).date() + 8 * DAY
    query, repository = "sum(queue_waiting)", "ada/shop"
    return (
        Story("pushed", "Do the row counts differ?", line=40, every=10_080),
        Story("heartbeat", "Did the nightly backup run?", line=1, every=5, leans=False),
        Story(
            "http",
            "Does the shop answer slowly?",
            line=800,
            told={"url": f"{base}/page", "measure": "latency"},
        ),
        Story(
            "number",
            "Is the queue too long?",
            told={"url": f"{base}/n", "path": "$.queue.waiting"},
        ),
        Story("prometheus", "Do jobs pile up?", told={"url": base, "query": query}),
        Story(
            "sql",
            "Do orders wait in the shop?",
            told={"connection": "shop", "query": "SELECT count(*) FROM waiting"},
        ),
        Story(
            "github",
            "Do open issues pile up?",
            told={"repository": repository, "measure": "issues", "server": base},
        ),
        Story(
            "day",
            "Does the certificate end soon?",
            line=7,
            every=1440,
            leans=False,
            told={"day": f"{in_eight_days}"},
        ),
    )


class Clock:
    """The worker, one round after the other, each later than the last; it has a thread of its own.

    Django refuses the database to the thread in which a browser is driven.
    """

    def __init__(self, data: Path, base: str) -> None:
        os.environ["MORTEM_PUBLIC_URL"] = base
        self._thread = ThreadPoolExecutor(1)
        self._thread.submit(_load, data).result()
        self.at = datetime.now(UTC)

    def go(self, by: timedelta) -> None:
        self.at = max(self.at, datetime.now(UTC)) + by
        self._thread.submit(_round, self.at).result()

    def this_morning(self) -> None:
        """Do one round at an hour at which letters go."""
        at = datetime.now(UTC).replace(hour=10)
        self._thread.submit(_round, at).result()


def _load(data: Path) -> None:
    from mortem.cli import start  # noqa: PLC0415 - the environment is settled only now

    start.set_up(start.choose_data(data))


def _round(at: datetime) -> None:
    from mortem.web.jobs import timekeeper  # noqa: PLC0415 - needs _load

    timekeeper.run_once(at=at)


@dataclass
class Tour:
    """One person in front of a browser, and what was seen."""

    walk: Walk
    world: World
    found: Findings = field(default_factory=Findings)
    review: str = ""
    places: dict[str, str] = field(default_factory=dict)

    def look(self, story: Story) -> str:
        """Open a signal's page and return where it stands."""
        self.walk.go(self.places[story.question])
        return self.walk.page.locator("h2.said + p strong").inner_text()

    def stands(self, story: Story, state: str) -> None:
        """Expect a state, photograph it, and expect that a letter and the webhook told it."""
        self.found.expect(f"{story.source}: {state}", self.look(story), state)
        self.walk.shoot(f"{story.source}-{state.lower()}")
        if state != "Quiet":
            letters = self.world.letter(state, story.question) is not None
            self.found.expect(f"{story.source}: a letter says {state}", letters, True)
            posted = self.world.posted(state, story.question)
            self.found.expect(f"{story.source}: the webhook says {state}", posted, 1)

    def waits_for(self, story: Story, state: str) -> None:
        """Wait until the server's own worker has seen it, and told it."""
        page = self.walk.page
        until(page, lambda: self.look(story) == state, f"{story.source} is {state}")
        told = self.world.posted
        if state != "Quiet":
            until(page, lambda: bool(told(state, story.question)), f"{state} is told")

    def answer(self, story: Story) -> None:
        """Open the letter's link twice, which changes nothing, and answer there."""
        letter, page = self.world.letter("Tripped", story.question), self.walk.page
        if letter is None:
            return
        text = letter.get_content()
        self.found.expect(f"{story.source}: it says what was agreed", RESPONSE in text, True)
        link = re.search(r"\S+/answer/\S+", text)
        assert link, text
        for _ in range(2):
            page.goto(link.group())
        self.walk.shoot(f"{story.source}-answer")
        page.locator("#note").fill("Stopped it.")
        self.walk.press("I did it")
        said = page.get_by_role("status").first.inner_text()
        self.found.expect(f"{story.source}: answered", "Answered. Thank you." in said, True)
        self.walk.shoot(f"{story.source}-answered")


def be_reached(walk: Walk, world: World) -> None:
    """Confirm an address by the letter that came, and add the webhook."""
    page = walk.page
    walk.go("/you/")
    page.locator("[name=address]").fill(ADDRESS)
    walk.press("Send a link to confirm it")
    until(page, lambda: bool(world.office.letters), "the letter about the address came")
    link = re.search(r"https?://\S+", world.office.texts()[-1])
    assert link
    page.goto(link.group())
    walk.press("Yes, this is mine")
    walk.go("/you/channels/")
    page.locator("[name=form]").select_option("json")
    page.locator("[name=address]").fill(world.outside.url("/chat"))
    walk.press("Try it and keep it")
    walk.shoot("channels")


def plan(walk: Walk) -> str:
    """Take a plan to the page where risks are guarded; return the key of its one risk."""
    page = walk.page
    walk.go("/ahead/new/")
    page.locator("[name=title]").fill("Move orders to the new cluster")
    page.locator("input[value=migration]").check(force=True)
    walk.press("Begin")
    while page.locator("#question a.button-quiet").count():
        page.locator("#question a.button-quiet").click()
        page.wait_for_load_state("networkidle")
    walk.press("Imagine it has failed")
    walk.press("Write down why")
    page.locator("#card-text").fill("Rows drifted apart")
    page.locator("#card-text").press("Enter")
    page.locator(".card", has_text="Rows drifted apart").first.wait_for()
    for phase in ("reveal", "rate"):
        page.locator(".next button.button-primary").click()
        page.wait_for_url(f"**/{phase}/")
    page.locator("input[type=range]").first.fill("60")
    page.locator("ol.ratings input[type=radio]").nth(3).check(force=True)
    walk.press("Show the picture")
    page.locator("input[name=top]").first.check()
    walk.press("Guard these; let the rest go")
    key = page.locator("#ask [name=cause]").first.get_attribute("value")
    page.locator("#ask textarea").first.fill("Compare row counts every night")
    walk.press("Agree on it")
    return str(key)


def add_signals(tour: Tour, risk: str, questions: list[str]) -> None:
    """Agree on each question and on what to do then, the first one to be looked at today; start watching."""
    walk, page = tour.walk, tour.walk.page
    review = tour.review = walk.review
    for question in questions:
        walk.go(f"/r/{review}/protect/?risk={risk}&ask=signal")
        page.locator("#ask [name=question]").fill(question)
        page.locator("#ask [name=response]").fill(RESPONSE)
        if question == questions[0]:
            page.locator("#ask summary").first.click()
            page.locator("#ask [name=next_date]").fill(f"{datetime.now(UTC).date()}")
        walk.press("Watch this")
    reach_me(walk)
    walk.press("Start watching")
    walk.shoot("watch-begins")
    for question in questions:
        signal = page.locator("article.signal", has_text=question)
        tour.places[question] = f"/r/{review}/signals/{signal.get_attribute('id')}/"


def set_source(tour: Tour, story: Story) -> None:
    """Choose a source, try it, and let Mortem read it."""
    walk, page = tour.walk, tour.walk.page
    walk.go(f"{tour.places[story.question]}source/?source={story.source}")
    for name, value in story.told.items():
        box = page.locator(f"[name=of-{name}]")
        if box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    if page.locator("[name=threshold]").is_visible():
        page.locator("[name=threshold]").fill(str(story.line))
    page.locator("[name=every_minutes]").select_option(str(story.every))
    if page.get_by_role("button", name="Try it").count():
        walk.press("Try it")
        seen = page.locator("main form :is([role=status], [role=alert])").first.inner_text()
        tour.found.expect(f"{story.source}: {seen}", seen.startswith("Reads "), True)
    walk.shoot(f"{story.source}-form")
    walk.press("Watch this")


def send(tour: Tour, story: Story, *said: float) -> None:
    """Post numbers to a signal's own address."""
    tour.look(story)
    page = tour.walk.page
    address = page.locator("pre code").inner_text().split()[4]
    for number in said:
        assert page.request.post(address, data=str(number)).ok
        page.wait_for_timeout(PAUSE)


def told_by_programs(tour: Tour, pushed: Story, heartbeat: Story) -> None:
    """Send numbers as they would come, only sooner; the server's own worker looks at them."""
    send(tour, heartbeat, 0)
    tour.waits_for(heartbeat, "Quiet")
    tour.stands(heartbeat, "Quiet")
    send(tour, pushed, 1)
    tour.waits_for(pushed, "Quiet")
    tour.stands(pushed, "Quiet")
    send(tour, pushed, *range(2, PUSHES + 2))
    tour.waits_for(pushed, "Leaning")
    tour.stands(pushed, "Leaning")
    send(tour, pushed, pushed.line + 1)
    tour.waits_for(pushed, "Tripped")
    tour.stands(pushed, "Tripped")
    tour.answer(pushed)


def read_by_mortem(tour: Tour, clock: Clock, asked: list[Story], heartbeat: Story) -> None:
    """Let what is asked rise slowly, then jump; the heartbeat stays away."""
    clock.go(MINUTE)
    for story in asked:
        tour.stands(story, "Quiet")
    leaning = [story for story in asked if story.leans]
    for number in range(1, ROUNDS):
        tour.world.level(10 + 5 * number)
        clock.go(MINUTE)
    for story in leaning:
        tour.stands(story, "Leaning")
    tour.walk.go(f"/r/{tour.review}/watch/")
    tour.walk.shoot("watch-leaning")
    tour.world.level(BEYOND)
    clock.go(MINUTE)
    for story in [*leaning, heartbeat]:
        tour.stands(story, "Tripped")
        tour.answer(story)
    clock.go(DAY)
    for story in asked:
        if not story.leans:
            tour.stands(story, "Tripped")
            tour.answer(story)


def by_a_person(tour: Tour, clock: Clock, story: Story) -> None:
    """Be asked for a look by mail and give it there; look twice on the page, and say what was done."""
    page = tour.walk.page
    by_letter(tour, clock, story)
    for state in ("Leaning", "Tripped"):
        tour.look(story)
        page.locator(f"form.look button[value={state.lower()}]").click()
        page.wait_for_load_state("networkidle")
        tour.found.expect(f"{story.source}: {state}", tour.look(story), state)
        tour.walk.shoot(f"{story.source}-{state.lower()}")
    tour.walk.press("I did it")
    tour.found.expect(f"{story.source}: answered", tour.look(story), "Quiet")
    tour.walk.shoot(f"{story.source}-answered")


def by_letter(tour: Tour, clock: Clock, story: Story) -> None:
    """Give the look that a letter asks for; opening its link changes nothing."""
    page, found = tour.walk.page, tour.found
    clock.this_morning()
    letter = tour.world.letter("Have a look", story.question)
    found.expect(f"{story.source}: a letter asks for a look", letter is not None, True)
    link = re.search(r"\S+/check-in/\S+", letter.get_content() if letter else "")
    assert link, letter
    for _ in range(2):
        page.goto(link.group())
    tour.walk.shoot(f"{story.source}-asked")
    page.locator("form.look button[value=quiet]").click()
    page.wait_for_load_state("networkidle")
    said = page.get_by_role("status").first.inner_text()
    found.expect(f"{story.source}: the letter is answered", "Thank you." in said, True)
    tour.walk.shoot(f"{story.source}-given")
    found.expect(f"{story.source}: Quiet", tour.look(story), "Quiet")


@contextmanager
def surroundings(out: Path) -> Iterator[World]:
    """Start what is read and what tells, and let Mortem know where they are."""
    with site(chat=Reply()) as outside, post_office() as office:
        world = World(outside, office, out / "shop.sqlite3")
        with closing(sqlite3.connect(world.shop)) as there, there:
            there.execute("CREATE TABLE waiting (number INTEGER)")
        world.level(10)
        os.environ |= {
            "MORTEM_MAIL_URL": f"smtp://127.0.0.1:{office.port}",
            "MORTEM_OUTGOING_NETWORKS": "127.0.0.0/8",
            "MORTEM_SQL_CONNECTIONS": f"shop=sqlite://{world.shop}",
        }
        yield world


def take_the_tour(walk: Walk, world: World, data: Path) -> Findings:
    """Do it all once, for every source."""
    tour = Tour(walk, world)
    be_reached(walk, world)
    risk = plan(walk)
    mine, machines = Story("check-in", "Does the new cluster feel slower?"), stories(world)
    add_signals(tour, risk, [story.question for story in (mine, *machines)])
    clock = Clock(data, walk.base)
    by_a_person(tour, clock, mine)
    for story in machines:
        set_source(tour, story)
    pushed, heartbeat, *asked = machines
    told_by_programs(tour, pushed, heartbeat)
    read_by_mortem(tour, clock, asked, heartbeat)
    walk.go(f"/r/{tour.review}/watch/")
    walk.shoot("watch-at-the-end")
    walk.go("/")
    walk.shoot("home-at-the-end")
    return tour.found


def main() -> int:
    options = _options()
    out: Path = options.out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    (out / "pages").mkdir(parents=True)
    with surroundings(out) as world, sync_playwright() as play, running(out / "data") as link:
        browser = play.chromium.launch(executable_path=options.browser, args=list(CALM))
        context = browser.new_context(reduced_motion="reduce", locale="en-GB")
        walk = sign_in(context, link, out / "pages")
        walk.looks = LOOKS
        found = take_the_tour(walk, world, out / "data")
        browser.close()
    found.print()
    print("\n".join(walk.problems))
    return 1 if found.wrong or walk.problems else 0


def _options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", 1)[0])
    asked.add_argument("out", type=Path)
    asked.add_argument("--browser", default=installed_browser())
    return asked.parse_args()


if __name__ == "__main__":
    sys.exit(main())
