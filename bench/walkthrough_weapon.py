"""A look back that is turned against somebody: noticed, contested, answered, and safe from rewriting.

Four browsers on one Mortem; the words typed here are ours. Every step is photographed at 1280 and at
390 pixels. At the end somebody rewrites the database behind everybody's back, and it shows.

    python -m bench.walkthrough_weapon OUT [--browser PATH]

OUT is made anew. Exits 1 when the browser complains or something was not as it should be.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from bench.walkthrough import CALM, Walk, installed_browser, running, sign_in
from bench.walkthrough_people import Findings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TITLE = "The shop answered nobody for an hour"
CAUSES = ("Robin did not renew the certificate", "Robin had switched the reminder off")
MOMENTS = (
    ("08:50", "Robin went into a meeting with the phone off"),
    ("09:05", "The manager approved the restart"),
    ("09:20", "Robin came back and saw the alert"),
    ("09:40", "An engineer renewed the certificate"),
)
ACTION = "Retrain Robin on renewals"
MINE = "The reminder went to an address that nobody reads since the move in spring."
UNSIGNED = "All of us were in that meeting, and the rota said so."
BETTER = "The renewal depended on one reminder, and its address was not read any more"


@dataclass
class Room:
    """Who is there, each with a browser, and what was found."""

    mara: Walk
    robin: Walk
    noor: Walk
    found: Findings
    review: str = ""
    shots: int = 0

    def shoot(self, walk: Walk, name: str) -> None:
        """Photograph one window; the pictures of all of them are numbered as one story."""
        walk.shots = self.shots
        walk.shoot(name)
        self.shots = walk.shots

    def go(self, walk: Walk, page: str) -> None:
        walk.go(f"/r/{self.review}/{page}")


def guest(browser: Browser, base: str, link: str, name: str, out: Path) -> Walk:
    """Come in by the link, in a browser of one's own."""
    walk = Walk(browser.new_context(reduced_motion="reduce").new_page(), base, out)
    walk.page.goto(link)
    walk.page.locator("[name=name]").fill(name)
    walk.press("Come in")
    return walk


def begin(walk: Walk) -> str:
    """Begin the look back and open its room; return the room's link."""
    page = walk.page
    walk.go("/back/new/")
    page.locator("[name=title]").fill(TITLE)
    page.locator("input[value=incident]").check(force=True)
    walk.press("Begin")
    page.locator("[name=summary]").fill("Nobody could buy anything between nine and ten.")
    walk.press("Save and bring evidence")
    page.get_by_text("Look at it together").click()
    page.locator("input[name=mode][value=named]").check(force=True)
    walk.press("Open the room")
    return page.locator("#room-link").inner_text().strip()


def turn_it_against_robin(room: Room) -> None:
    """Write what hurts: a name as the cause, names for some, an action at a person."""
    walk, page = room.mara, room.mara.page
    for time, text in MOMENTS:
        room.go(walk, "evidence/")
        page.locator("#entry-date").fill("2026-03-03")
        page.locator("#entry-time").fill(time)
        page.locator("#entry-text").fill(text)
        walk.press("Put it on the timeline")
    go_on(walk, "causes")
    for text in CAUSES:
        page.locator("#new-cause textarea").first.fill(text)
        walk.press("Write it down")
    go_on(walk, "lessons")
    go_on(walk, "actions")
    page.locator("#new-action [name=text]").fill(ACTION)
    walk.press("Park the idea")


def go_on(walk: Walk, phase: str) -> None:
    walk.page.locator(".next form").last.get_by_role("button").click()
    walk.page.wait_for_url(f"**/{phase}/")


def notice(room: Room) -> None:
    walk = room.robin
    room.go(walk, "causes/")
    room.shoot(walk, "robin-finds-the-causes")
    walk.page.get_by_role("link", name="Is it fair to everybody?").click()
    room.shoot(walk, "robin-sees-the-signs")
    signs = walk.page.locator("main section section h3").all_inner_texts()
    for sign in (
        "The last answer to “why?” is a person or a team",
        "Some are named, others appear by their role",
    ):
        room.found.expect(f"the panel shows: {sign}", sign in signs, True)


def contest(room: Room) -> None:
    robin, noor = room.robin, room.noor
    room.go(robin, "causes/")
    robin.page.get_by_role("link", name=re.compile("I see this differently")).first.click()
    robin.page.locator("[name=text]").fill(MINE)
    room.shoot(robin, "robin-says-what-was-different")
    robin.press("Put it beside the text")
    room.go(noor, "evidence/")
    noor.page.get_by_role("link", name=re.compile("I see this differently")).first.click()
    noor.page.locator("[name=text]").fill(UNSIGNED)
    noor.page.locator("[name=unsigned]").check()
    room.shoot(noor, "noor-leaves-her-name-out")
    noor.press("Put it beside the text")
    room.shoot(noor, "both-wait")
    room.go(room.mara, "causes/")
    room.shoot(room.mara, "mara-is-told")
    waiting = room.mara.page.locator("#contests-open").inner_text()
    room.found.expect(
        "every page says that two wait", "2 things are seen differently" in waiting, True
    )


def answer(room: Room) -> None:
    walk, page = room.mara, room.mara.page
    room.go(walk, "causes/")
    page.get_by_role("link", name=re.compile(rf"^Change\s*: {CAUSES[0]}")).click()
    page.locator("form[data-draft^='cause-'] textarea").first.fill(BETTER)
    walk.press("Save")
    for state, words in (("reworded", "Thank you. We asked once more."), ("both", "")):
        room.go(walk, "contests/")
        first = page.locator("li.contest:has(.chip-warn)").first
        first.locator("summary").click()
        first.locator(f"input[value={state}]").check(force=True)
        first.locator("textarea").fill(words)
        if state == "reworded":
            room.shoot(walk, "mara-answers")
        first.get_by_role("button", name="Answer").click()
        page.wait_for_load_state("networkidle")
    room.go(room.robin, "contests/")
    room.robin.press("That settles it")
    room.shoot(room.robin, "answered-and-settled")
    left = room.robin.page.locator(".chip-warn").count()
    room.found.expect("nothing waits any more", left, 0)
    room.go(walk, "report/")
    said = page.locator("article.report").inner_text()
    room.found.expect("the report keeps both views", MINE in said and UNSIGNED in said, True)
    room.shoot(walk, "the-report-keeps-it")


def hand_over(room: Room) -> None:
    room.go(room.mara, "event/")
    room.mara.press("I was part of this event")
    room.shoot(room.mara, "mara-was-part-of-it")
    told = room.mara.page.locator("#independence").inner_text()
    room.found.expect("who facilitates is told kindly", "ask more freely" in told, True)


def rewrite(room: Room, data: Path) -> None:
    """Keep the digest, rewrite a text behind everybody's back, and look."""
    walk, page = room.robin, room.robin.page
    room.go(walk, "causes/")
    page.get_by_role("link", name=re.compile(r"^History\s*:")).first.click()
    room.shoot(walk, "every-wording")
    room.go(walk, "history/")
    kept = page.locator("#digest").inner_text().strip()
    room.shoot(walk, "intact")
    room.found.expect("the record is intact", verified(data, room.review, kept), 0)
    with sqlite3.connect(data / "mortem.sqlite3") as base:
        base.execute("UPDATE web_cause SET text = ? WHERE text = ?", (CAUSES[0], BETTER))
    room.go(walk, f"history/?digest={kept}")
    room.shoot(walk, "rewritten")
    said = page.locator("#integrity").inner_text()
    room.found.expect("the rewriting shows", f"“{CAUSES[0]}” stands here" in said, True)
    room.found.expect("mortem verify says so too", verified(data, room.review, kept), 1)


def verified(data: Path, review: str, digest: str) -> int:
    command = [sys.executable, "-m", "mortem", "verify", review, "--digest", digest]
    done = subprocess.run(
        [*command, "--data", str(data)], check=False, text=True, stdout=subprocess.PIPE
    )
    print(done.stdout)
    return done.returncode


def walk_through(browser: Browser, out: Path, data: Path, link: str) -> Room:
    mara = sign_in(browser.new_context(reduced_motion="reduce"), link, out)
    door = begin(mara)
    robin, noor = (guest(browser, mara.base, door, name, out) for name in ("Robin", "Noor"))
    room = Room(mara, robin, noor, Findings(), review=robin.review)
    guest(browser, mara.base, door, "Kim", out)
    for step in (turn_it_against_robin, notice, contest, answer, hand_over):
        step(room)
    rewrite(room, data)
    return room


def main() -> int:
    options = _options()
    shutil.rmtree(options.out, ignore_errors=True)
    options.out.mkdir(parents=True)
    data = options.out / "data"
    with sync_playwright() as playwright, running(data) as link:
        browser = playwright.chromium.launch(executable_path=options.browser, args=list(CALM))
        room = walk_through(browser, options.out, data, link)
        browser.close()
    for what, seen, good in room.found.rows:
        print("✓" if good else "✗", what, "" if good else seen)
    problems = [one for walk in (room.mara, room.robin, room.noor) for one in walk.problems]
    print("\n".join(problems))
    return 0 if all(good for *_, good in room.found.rows) and not problems else 1


def _options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", 1)[0])
    asked.add_argument("out", type=Path)
    asked.add_argument("--browser", default=installed_browser())
    return asked.parse_args()


if __name__ == "__main__":
    sys.exit(main())
