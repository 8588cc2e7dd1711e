"""Walk both tutorials in a real browser and keep the pictures that the documents show.

python -m tools.pictures [FOLDER]     writes into docs/img, or into FOLDER
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.docs.conftest import ROOT, free_port, mortem_served
from tests.e2e.going import NOTE_LEAVING, arrive

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

BROWSERS = ("chromium", "chromium-headless-shell", "google-chrome")
CALM = ("--no-sandbox", "--disable-background-networking", "--disable-gpu")
SIZE: ViewportSize = {"width": 1000, "height": 760}
PATIENCE = 30_000  # milliseconds, on a busy machine

PLAN = "Move orders to the new cluster on 3 March"
CARDS = (
    "Nobody has ever restored a backup of this database",
    "The backfill starved the live traffic and had to be stopped",
    "Rows from before 2016 did not fit the new schema",
    "A nightly billing job still wrote to the old side",
    "Nobody knew who decides about going back",
)
RATINGS = {CARDS[0]: (35, 5), CARDS[1]: (70, 4), CARDS[3]: (60, 3), CARDS[2]: (40, 2)}
THEMES = {CARDS[0]: "Process", CARDS[1]: "Technology", CARDS[4]: "People"}
ACTIONS = (
    "Restore last night's backup to an empty machine and open the shop on it",
    "Throttle the backfill by the live side's response time",
)
EVENT = "The shop was down for 47 minutes"
MOMENTS = (
    ("22:40", "The certificate of the payment gateway is renewed by hand, on one of two machines"),
    ("02:10", "The other machine's certificate runs out; every payment is refused"),
    ("02:13", "The alert on refused payments fires"),
    ("02:57", "The certificate is copied over; payments go through again"),
)
CAUSES = (
    ("Renewing the certificate depended on one person's memory", "Process"),
    ("The alert looked at refused payments, not at the days that were left", "Technology"),
    ("Nothing compared the two machines", "Technology"),
    ("The runbook named a machine that no longer exists", "Communication"),
)
WHY = "Renewal was set up by hand in the week of the launch, to be automated later"


CURE = "Renew every certificate by machine, thirty days before it runs out"


class Walk:
    """One person at one page, who keeps pictures on the way."""

    def __init__(self, page: Page, url: str, folder: Path) -> None:
        self.page = page
        self.url = url
        self.folder = folder

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    def press(self, name: str) -> None:
        """Press the button or link of that name, and wait for what it brings."""
        button = self.page.get_by_role("button", name=name, exact=True)
        link = self.page.get_by_role("link", name=name, exact=True)
        button.or_(link).first.click()
        self.settle()

    def settle(self) -> None:
        arrive(self.page)

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def unfold(self, name: str) -> None:
        self.page.locator("summary", has_text=name).first.click()

    def picture(self, name: str, at: str = "") -> None:
        """Keep what the window shows, scrolled so that `at` is near its top."""
        if at:
            self.page.locator(at).first.evaluate("one => one.scrollIntoView({block: 'start'})")
        else:
            self.page.evaluate("() => scrollTo(0, 0)")
        self.page.mouse.move(0, 0)
        self.page.screenshot(path=self.folder / f"{name}.png", animations="disabled")

    def cut(self, name: str, of: str) -> None:
        """Keep one part of the page alone."""
        self.page.locator(of).screenshot(path=self.folder / f"{name}.png")


def look_ahead(walk: Walk) -> None:
    """Go through docs/tutorial/look-ahead.md."""
    begin(walk, "/ahead/new/", "Migration", PLAN)
    answer(walk, "Row counts and checksums are equal, and the old side is off by 10 March.")
    answer(walk, "Everybody who orders that night, and support the morning after.")
    walk.press("Imagine it has failed")
    walk.press("Write down why")
    for card in CARDS:
        walk.page.get_by_label("One reason").fill(card)
        walk.page.keyboard.press("Enter")
        walk.page.locator(".card", has_text=card).wait_for()
    walk.picture("write")
    walk.press("That is all I can think of")
    group(walk)
    walk.press("Which of these matter most?")
    for text, (chance, cost) in RATINGS.items():
        rate(walk, text, chance, cost)
    walk.press("Show the picture")
    walk.picture("risks", "#picture-head")
    walk.press("Guard these; let the rest go")
    protect(walk)
    walk.picture("protect", "#protect-head")
    walk.press("Start watching")


def begin(walk: Walk, path: str, context: str, title: str) -> None:
    walk.open(path)
    walk.page.locator("[name=title]").fill(title)
    walk.page.get_by_label(context).first.check(force=True)
    walk.press("Begin")


def answer(walk: Walk, text: str) -> None:
    walk.page.locator("main textarea").first.fill(text)
    walk.press("Keep and go on")


def group(walk: Walk) -> None:
    for text, theme in THEMES.items():
        card = walk.page.locator("#loose > li", has_text=text)
        card.locator(".said").click()
        card.get_by_role("button", name=theme).click()
        card.wait_for(state="detached")
        walk.settle()


def rate(walk: Walk, text: str, chance: int, cost: int) -> None:
    row = walk.page.locator("#ratings li", has_text=text)
    row.wait_for()
    if row.locator(".pick input").count():
        row.locator(".pick input").check()
    row.locator("input[type=range]").fill(str(chance))
    row.locator(f"input[type=radio][value='{cost}']").check(force=True)


def protect(walk: Walk) -> None:
    page = walk.page
    by = datetime.now(UTC).date() + timedelta(days=10)
    for action in ACTIONS:
        page.locator("#protect-head").wait_for()
        if page.locator("#ask").count() == 0:
            walk.press("What will we do?")
        page.locator("#ask [name=text]").fill(action)
        page.locator("#ask [name=due_date]").fill(by.isoformat())
        walk.press("Agree on it")
        page.locator("#ask [name=question]").fill("By how much do the row counts differ?")
        page.locator("#ask [name=response]").fill(
            "If they differ by more than 0.1 % for ten minutes, then Mara stops the backfill."
        )
        walk.press("Watch this")


def look_back(walk: Walk) -> None:
    """Go through docs/tutorial/look-back.md."""
    begin(walk, "/back/new/", "Incident", EVENT)
    page = walk.page
    page.locator("[name=summary]").fill("From 02:10 to 02:57 nobody could pay. Baskets were kept.")
    page.locator("[name=hurt]").fill("About 900 people who wanted to order.")
    for moment, time in (("started", "02:10"), ("detected", "02:13"), ("ended", "02:57")):
        page.locator(f"[name={moment}_date]").fill("2026-02-24")
        page.locator(f"[name={moment}_time]").fill(time)
    walk.press("Save and bring evidence")
    for time, text in MOMENTS:
        form = page.locator("#entry-form")
        form.locator("[name=text]").fill(text)
        form.locator("[name=date]").fill("2026-02-23" if time > "12" else "2026-02-24")
        form.locator("[name=time]").fill(time)
        walk.press("Put it on the timeline")
    walk.picture("timeline", "main h2:has-text('How it went'), main h2:has-text('Timeline')")
    walk.press("On to the causes")
    for text, theme in CAUSES:
        cause(walk, "#new-cause", text, theme)
    ask_why(walk, WHY)
    walk.cut("fishbone", "[aria-label='Fishbone']")
    walk.press("On to the lessons")
    page.locator("#went_right [name=text]").fill("The alert came within three minutes")
    page.locator("#went_right button").last.click()
    page.locator("#went_right .said, #went_right p", has_text="three minutes").first.wait_for()
    walk.press("On to what we will do")
    page.locator("form[action$='/actions-agreed/'] [name=text]").first.fill(CURE)
    walk.press("Park the idea")


def ask_why(walk: Walk, text: str) -> None:
    walk.page.get_by_role("link", name="Why was that possible?").first.click()
    walk.settle()
    walk.page.locator("#ask [name=text]").fill(text)
    walk.page.locator("#ask button.button").first.click()
    walk.settle()


def cause(walk: Walk, form: str, text: str, theme: str) -> None:
    walk.page.locator(f"{form} [name=text]").fill(text)
    walk.page.locator(f"{form} select[name=theme]").select_option(label=theme)
    walk.page.locator(f"{form} button.button").last.click()
    walk.settle()


def sign_in(walk: Walk, link: str) -> None:
    walk.page.goto(link)
    walk.press("Sign in")
    walk.write("What shall we call you?", "Mara")
    walk.press("Keep it")


def main() -> None:
    folder = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs" / "img"
    folder.mkdir(parents=True, exist_ok=True)
    known = (os.environ.get("MORTEM_CHROMIUM"), *map(shutil.which, BROWSERS))
    chromium = next(filter(None, known), None)
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as data,
        mortem_served(Path(data), port) as link,
        sync_playwright() as browsers,
    ):
        browser = browsers.chromium.launch(executable_path=chromium, args=CALM)
        page = browser.new_page(viewport=SIZE, timezone_id="Europe/Berlin", color_scheme="light")
        page.set_default_timeout(PATIENCE)
        page.add_init_script(NOTE_LEAVING)
        walk = Walk(page, f"http://127.0.0.1:{port}", folder)
        sign_in(walk, link)
        look_ahead(walk)
        look_back(walk)
        browser.close()


if __name__ == "__main__":
    main()
