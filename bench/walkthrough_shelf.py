"""A notebook and stories of one's own, walked through as part of `bench.walkthrough_personal`.

The words typed here are ours; every page is photographed and read like the others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.walkthrough_personal import Reader

LINES = (
    ("Moved the order queue to the new cluster without a pause", "win", "the night shift"),
    ("Chose one plain table over the event store, and wrote down why", "decision", ""),
    ("Jun ran the release alone for the first time", "mentoring", "Jun"),
    ("“Your notes saved us a day”, said the head of support", "feedback", ""),
)
STORY = {
    "situation": "A backup had never been restored, and the contract asked for it by May.",
    "behaviour": "We met every week and wrote the steps down.",
    "impact": "In May it took two hours instead of two days.",
}
BETTER = (
    "I asked for one Friday a month, restored it myself and wrote down each step for the others."
)
RULE = "If I miss two days, then I walk to the corner and back."
TYPED = {*STORY.values(), BETTER, RULE, *(part for line in LINES for part in line if " " in part)}


def ask_oneself(reader: Reader, about: str, answer: str) -> None:
    """Answer one question to oneself on the page that is open."""
    page = reader.walk.page
    page.locator(f"#own-{about}").fill(answer)
    page.locator("#for-myself form").get_by_role("button").click()
    page.wait_for_load_state("networkidle")


def notebook(reader: Reader) -> None:
    """Write lines from Today, find one, change one, put one away, ask for the monthly question."""
    walk, page = reader.walk, reader.walk.page
    reader.context = ""
    walk.go("/notebook/")
    reader.read("notebook-empty")
    for text, kind, helped in LINES:
        walk.go("/")
        if not page.locator("form.jot textarea").is_visible():
            page.get_by_text("Note something you did").click()
        page.locator(f"form.jot input[value={kind}]").check(force=True)
        if helped:
            page.get_by_text("Another day, whom it helped").click()
            page.locator("form.jot [name=helped]").fill(helped)
        page.locator("form.jot textarea").fill(text)
        page.locator("form.jot textarea").press("Enter")
        page.wait_for_load_state("networkidle")
    reader.read("today-noted")
    for query in ("?by=month", "?by=kind", "?q=jun", "?q=nothing+like+it"):
        walk.go(f"/notebook/{query}")
        reader.read("notebook-" + re.sub(r"\W+", "-", query).strip("-"))
    walk.go("/notebook/")
    page.locator("ul.items a", has_text="Change").first.click()
    reader.read("notebook-line")
    walk.press("Keep the change")
    page.locator("ul.items form button").first.click()
    reader.read("notebook-undo")
    walk.press("Undo")
    walk.press("Ask me once a month")
    reader.read("notebook-monthly")


def take_notebook(reader: Reader, review: str) -> None:
    """Take a copy into a review that is being watched, and read it there."""
    walk, page = reader.walk, reader.walk.page
    walk.go(f"/r/{review}/protect/")
    walk.press("Take it into this review")
    reader.read("promotion-notebook")
    page.locator("#notebook a", has_text=".md").first.click()
    reader.read("promotion-copy")


def stories(reader: Reader) -> None:
    """Begin a story, be asked back about its “we”, practise it until it is one's own."""
    walk, page = reader.walk, reader.walk.page
    reader.context = ""
    walk.go("/stories/")
    reader.read("stories-empty")
    page.locator("[name=title]").fill("The restore that took a night")
    walk.press("Begin it")
    for part, text in STORY.items():
        page.locator(f"[name={part}]").fill(text)
    page.locator("input[value=pressure]").check(force=True)
    walk.press("Keep it")
    reader.read("story-of-we")
    page.locator("[name=behaviour]").fill(BETTER)
    walk.press("Keep it")
    page.locator("input[value=partly]").check(force=True)
    page.locator("[name=note]").fill("Four minutes, and the end was lost")
    page.locator("[name=next_date]").fill("2026-01-09")
    walk.press("I told it")
    reader.read("story-told")
    walk.go("/stories/")
    reader.read("stories")
    walk.go("/")
    reader.read("today-practise")


def asked_for(reader: Reader, review: str) -> None:
    """Say in a look back which story the interview asked for."""
    walk, page = reader.walk, reader.walk.page
    walk.go(f"/r/{review}/evidence/")
    page.locator("#stories summary").click()
    page.locator("#stories input[value=well]").check(force=True)
    page.locator("#stories [name=note]").fill("What it cost")
    page.locator("#stories form button").click()
    page.wait_for_load_state("networkidle")
    reader.read("story-asked-for")
