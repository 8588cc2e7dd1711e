"""A personal review written under a seal, locked, opened, kept private, shown to one person, taken back.

Three browsers: whose it is, a colleague in the same team, and the friend to whom it is shown.
After each step the data folder is searched for the words that were typed; each page is photographed.

    python -m bench.walkthrough_private OUT [--browser PATH]

OUT is made anew. Exits 1 when the browser complains, or when somebody sees what is not for them.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from bench.walkthrough import CALM, Walk, installed_browser, running, sign_in
from bench.walkthrough_people import Findings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TITLE = "I was not promoted, and heard it in the corridor"
LESSON = "I waited for somebody to notice instead of saying what I want"
FOUR_WORDS = "lantern otter seventeen plum"
PURPOSE = "So that you can tell me what I do not see"


@dataclass
class Story:
    """Whose it is, a colleague, and where everything lies."""

    walk: Walk
    colleague: Page
    data: Path
    findings: Findings

    @property
    def page(self) -> Page:
        return self.walk.page

    def on_disk(self) -> list[str]:
        """Return which of the words somebody finds who carries the folder away."""
        files = [one.read_bytes() for one in self.data.rglob("*") if one.is_file()]
        words = (TITLE, LESSON, FOUR_WORDS)
        return [word for word in words if any(word.encode() in raw for raw in files)]

    def expect_nothing_readable(self, when: str) -> None:
        self.findings.expect(f"words on the disk, {when}", self.on_disk(), [])

    def status_for_the_colleague(self, path: str) -> int:
        answer = self.colleague.request.get(f"{self.walk.base}{path}")
        return answer.status


def seal(story: Story) -> str:
    """Begin under a seal, after reading what cannot be undone, and write."""
    walk, page = story.walk, story.page
    walk.go("/back/new/")
    page.get_by_role("link", name="Begin it sealed, with a passphrase").click()
    walk.shoot("before-sealing")
    page.get_by_label("What kind is it?").select_option("career_step")
    page.get_by_label("One line: what is it about?").fill(TITLE)
    page.get_by_label("Passphrase", exact=True).fill("too short")
    page.get_by_label("The same once more").fill("too short")
    page.get_by_label("I have read this.").check()
    walk.press("Begin, sealed")
    walk.shoot("a-short-passphrase")
    page.get_by_label("Passphrase", exact=True).fill(FOUR_WORDS)
    page.get_by_label("The same once more").fill(FOUR_WORDS)
    page.get_by_label("I have read this.").check()
    walk.press("Begin, sealed")
    page.wait_for_url("**/event/")
    walk.shoot("sealed-and-open")
    page.locator("[name^=answer]").first.fill(LESSON)
    walk.press("Keep it")
    page.locator("[name^=answer]").first.wait_for()
    walk.shoot("written")
    story.expect_nothing_readable("while it is open")
    return walk.review


def lock_and_open(story: Story, review: str) -> None:
    walk, page = story.walk, story.page
    walk.press("Lock now")
    walk.shoot("locked")
    story.expect_nothing_readable("once it is locked")
    walk.go(f"/r/{review}/event/")
    page.get_by_label("Passphrase", exact=True).fill("lantern otter seventeen plums")
    walk.press("Open it")
    walk.shoot("a-wrong-passphrase")
    page.get_by_label("Passphrase", exact=True).fill(FOUR_WORDS)
    walk.press("Open it")
    page.wait_for_url("**/event/")
    kept = page.locator("[name^=answer]").first.input_value()
    story.findings.expect("what was written is there again", kept, LESSON)
    walk.go("/sealed/")
    walk.shoot("list")
    walk.go("/reviews/")
    story.findings.expect("its title in the list of reviews", page.content().count(TITLE), 0)


def keep_private(story: Story, review: str) -> None:
    """Let a colleague, in the same team, try every way in."""
    paths = (f"/r/{review}/", f"/r/{review}/event/", f"/sealed/{review}/", f"/api/reviews/{review}")
    seen = [story.status_for_the_colleague(path) for path in paths]
    story.findings.expect("what the colleague is answered", set(seen), {404})
    story.colleague.goto(f"{story.walk.base}/reviews/")
    story.findings.expect("rows in their list", story.colleague.locator("#list li").count(), 0)


def show(story: Story, review: str, friend: Page) -> str:
    """Make a readable copy on purpose, and show it to one person."""
    walk, page = story.walk, story.page
    walk.go(f"/sealed/{review}/")
    walk.shoot("open-what-can-be-done")
    walk.press("Make a readable copy")
    page.wait_for_url("**/who/")
    walk.shoot("who-nobody-yet")
    page.get_by_role("link", name="One person").click()
    walk.shoot("who-one-person")
    page.get_by_label("Who is it?").fill("Noor")
    page.get_by_label("Whom can this help, and with what?").fill(PURPOSE)
    walk.press("Show it")
    walk.shoot("who-shown")
    copy, link = walk.review, page.locator(".invite-link").first.inner_text()
    friends = Walk(friend, walk.base, walk.out, shots=walk.shots)
    friend.goto(link)
    friends.shoot("friend-is-asked")
    friend.get_by_label("Your name").fill("Noor")
    friends.press("Come in")
    friends.shoot("friend-reads")
    walk.shots = friends.shots
    story.findings.expect("the purpose on the friend's page", friend.content().count(PURPOSE), 1)
    story.findings.expect("the colleague", story.status_for_the_colleague(f"/r/{copy}/"), 404)
    walk.go(f"/r/{copy}/who/")
    opened = page.get_by_text("Noor opened it, last on").count()
    story.findings.expect("who opened it is on the page", opened, 1)
    walk.shoot("who-opened")
    return copy


def take_back(story: Story, copy: str, friend: Page) -> None:
    walk = story.walk
    walk.press("Take it back", exact=False)
    walk.shoot("taken-back")
    answer = friend.goto(f"{walk.base}/r/{copy}/event/")
    story.findings.expect("the friend, afterwards", answer and answer.status, 404)
    friends = Walk(friend, walk.base, walk.out, shots=walk.shots)
    friends.shoot("friend-afterwards")
    walk.shots = friends.shots


def seal_the_copy(story: Story, copy: str) -> None:
    """Seal what lies there readable; its traces go with it."""
    walk, page = story.walk, story.page
    walk.go(f"/r/{copy}/sealing/")
    walk.shoot("seal-what-is-readable")
    page.get_by_label("Passphrase", exact=True).fill(FOUR_WORDS)
    page.get_by_label("The same once more").fill(FOUR_WORDS)
    page.get_by_label("I have read this.").check()
    walk.press("Seal it")
    page.wait_for_url("**/event/")
    story.expect_nothing_readable("once the copy is sealed, too")


def join_team(walk: Walk, browser: Browser) -> Page:
    """Make a team, and let a colleague join it in a browser of their own."""
    walk.go("/teams/")
    walk.page.get_by_label("Name").fill("Platform")
    walk.press("Make a team")
    walk.page.get_by_role("button", name="Make a link").click()
    link = walk.page.locator(".invite-link").inner_text()
    colleague = browser.new_context().new_page()
    colleague.goto(link)
    colleague.locator("input[name=name]").fill("Jun")
    colleague.locator("main form button").click()
    colleague.wait_for_load_state("networkidle")
    return colleague


def main() -> int:
    options = _options()
    out: Path = options.out
    shutil.rmtree(out, ignore_errors=True)
    (out / "pages").mkdir(parents=True)
    findings = Findings()
    with sync_playwright() as play, running(out / "data") as link:
        browser = play.chromium.launch(executable_path=options.browser, args=CALM)
        walk = sign_in(browser.new_context(reduced_motion="reduce"), link, out / "pages")
        story = Story(walk, join_team(walk, browser), out / "data", findings)
        friend = browser.new_context(reduced_motion="reduce").new_page()
        review = seal(story)
        lock_and_open(story, review)
        keep_private(story, review)
        copy = show(story, review, friend)
        take_back(story, copy, friend)
        seal_the_copy(story, copy)
        # A form that is asked again answers 422, which a browser notes; nothing else is expected.
        problems = [one for one in walk.problems if "422" not in one]
        findings.expect("what the browser complained about", problems, [])
    for what, said, good in findings.rows:
        print(f"{'✓' if good else '✗'} {what}: {said}")
    return 0 if all(good for _what, _said, good in findings.rows) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--browser", default=installed_browser())
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
