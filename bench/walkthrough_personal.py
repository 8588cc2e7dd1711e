"""A goal, a promotion, an interview and two looks back of one's own, taken through alone.

One tired person, one browser, no data folder: the words typed here are ours. Every page is
photographed and read: no page may speak coldly, or as if a whole team sat in the room.

    python -m bench.walkthrough_personal OUT [--browser PATH]

OUT is made anew. Exits 1 when the browser complains or a page says an unkind word.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sqlite3
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from bench import walkthrough_shelf as shelf
from bench.walkthrough import CALM, Walk, installed_browser, running, sign_in
from mortem.core.playbooks import playbook

if TYPE_CHECKING:
    from collections.abc import Iterator

# Nobody wants to read these about their own life, whoever wrote them.
UNKIND = (
    *(
        r"fail\w*",
        r"mitigat\w*",
        "stakeholders?",
        r"facilitat\w*",
        "invalid",
        "denied",
        "root cause",
    ),
    *("pull request", r"publish\w*", "blame", "mistake", "fault", "streak"),
    *("top risks?", "hurt the plan", "catastrophe", "human error", "should have", "repository"),
)
# A page may not speak as if there were company; a playbook may speak of colleagues.
COMPANY = (
    *("teams?", "others", "everybody", "everyone", "colleagues?", "e-mail", "room", "we", "us"),
    *("our", "ours", "all of you", "nobody yet", "alias(es)?", "commit", "incident", "severity"),
)
EXPORTS = ("md", "html", "note", "pdf", "json")


@dataclass
class Ahead:
    """A plan of one's own: answers, reasons, and what guards against the first two of them."""

    context: str
    title: str
    answers: dict[str, str]
    reasons: list[str]
    guards: list[dict[str, str]]


@dataclass
class Back:
    """Something that went otherwise: answers, what led to it, what stays of it."""

    context: str
    title: str
    answers: list[str]
    causes: list[str]
    lessons: dict[str, str]
    step: str


GOAL = Ahead(
    "personal_goal",
    "Run the city marathon in October, after three tries that ended early",
    {
        "success": "Three mornings a week I come home out of breath and pleased.",
        "plan_date": "2031-10-20",
        "hurt": "Just me.",
    },
    ["A work trip in week five", "A sore knee", "It felt silly to start over"],
    [
        {
            "text": "Put the shoes by the door and let fifteen minutes count",
            "question": "How many days this week did I run at all?",
            "response": "If I miss two days, then I restart with ten minutes, no questions asked.",
        },
        {
            "text": "Walk for ten minutes before breakfast on every trip",
            "question": "Is next week a hard one?",
            "response": "If it is, then only the small version counts, and it counts in full.",
        },
    ],
)
PROMOTION = Ahead(
    "promotion",
    "Be put forward for staff engineer in the autumn round",
    {
        "success": "Our director can name two results of mine without looking.",
        "plan_date": "2031-10-01",
        "hurt": "Me, for a while.",
    },
    ["Nobody outside my group had seen the work", "I could not hand over on-call"],
    [
        {
            "text": "Write three lines every Friday: what I did, what it changed, who saw it",
            "question": "How many Fridays did I write?",
            "response": "If fewer than three in a month, then I write on Monday from my notes.",
        },
        {
            "text": "Teach Jun the release duty and let Jun run it in May",
            "question": "Can Jun do it alone?",
            "response": "If not by June, then I stay in the background for the next one.",
        },
    ],
)
INTERVIEW = Ahead(
    "interview",
    "Second interview for the lead role at the hospital on Tuesday",
    {"success": "They know what I would do in the first month.", "plan_date": "2031-03-04"},
    ["I told the outage story as if it had happened by itself", "I slept four hours"],
    [
        {
            "text": "Tell the outage story aloud in two minutes, with “I”",
            "question": "Can I tell it in two minutes?",
            "response": "If it takes three, then I practise that one first tomorrow.",
        },
        {
            "text": "Stop preparing at six the evening before",
            "question": "How did I sleep?",
            "response": "If badly twice, then I drop the practice and go for a walk.",
        },
    ],
)
STEP = Back(
    "career_step",
    "The staff role I was not offered in autumn",
    [
        "In October I heard that it was not me this time.",
        "The migration ran quietly, and two people thanked me for it.",
        "I would tell her that one round is one round.",
        "Asking earlier is mine. The budget was the weather.",
        "That I had never said aloud how much I wanted it.",
    ],
    ["The work was done where few could see it", "What the role asks for was never said"],
    {
        "went_right": "I asked for the reasons and listened.",
        "learned": "I want my work to be seen.",
        "differently": "Ask in March, not in September.",
    },
    "Ask the person who decided for two examples of what they would have liked to see",
)
OWN = Back(
    "personal",
    "The marathon training that ended in week five",
    [
        "I stopped after a work trip and did not go back.",
        "Four weeks in a row I ran three times.",
        "",
        "The trip was the weather; the shoes in the cellar are mine to move.",
        "That a small run counts.",
    ],
    ["The plan was made for a quiet life", "The shoes stood in the cellar"],
    {"went_right": "I liked the mornings.", "differently": "Begin with ten minutes."},
    "Begin again with ten minutes, on a Sunday that I choose now",
)
ALL: tuple[Ahead | Back, ...] = (GOAL, PROMOTION, INTERVIEW, STEP, OWN)
HEAVY = "I don't want to live any more."
HARSH = "I am so stupid, I ruin everything I touch."


@dataclass
class Reader:
    """Photographs a page and keeps every sentence on it that is not kind, or not for one."""

    walk: Walk
    context: str = ""
    typed: set[str] = field(default_factory=set)
    unkind: list[str] = field(default_factory=list)

    def read(self, name: str) -> None:
        name = f"{self.context}-{name}" if self.context else name
        self.walk.shoot(name)
        text = self.walk.page.evaluate(_TEXT)
        (self.walk.out / f"{self.walk.shots:02d}-{name}.txt").write_text(text)
        self.judge(name, text)

    def judge(self, where: str, text: str) -> None:
        for said in sorted(self.typed, key=len, reverse=True):
            text = text.replace(said, "·")
        self._note(where, text, UNKIND)
        if not self.context:
            return
        for said in sorted(_strings(asdict(playbook(self.context))), key=len, reverse=True):
            text = text.replace(said, "·")
        self._note(where, text, COMPANY)

    def _note(self, where: str, text: str, words: tuple[str, ...]) -> None:
        for found in re.finditer(rf"\b(?:{'|'.join(words)})\b", text, re.IGNORECASE):
            near = " ".join(text[max(0, found.start() - 60) : found.end() + 40].split())
            self.unkind.append(f"{where}: “{found.group()}” in … {near} …")


# Every text of the page, also what is folded or only heard, each on a line of its own.
_TEXT = """() => {
  const said = [document.title];
  for (const one of document.querySelectorAll('[placeholder], [aria-label], [title]'))
    said.push(one.placeholder, one.getAttribute('aria-label'), one.title);
  for (const part of document.querySelectorAll('main, .site-foot')) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) said.push(texts.currentNode.data.trim());
  }
  return said.filter(Boolean).join('\\n');
}"""


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str) and " " in value:
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def look_ahead(reader: Reader, plan: Ahead) -> str:
    """Take one plan from its first line to the end of its risks."""
    walk, page = reader.walk, reader.walk.page
    _begin(reader, plan.context, plan.title, "/ahead/new/")
    _answer_plan(reader, plan)
    shelf.ask_oneself(reader, "went_right", "I have asked for it before.")
    reader.read("plan")
    page.locator("form.next button").click()
    reader.read("imagine")
    walk.press("Write down how it came")
    reader.read("write-empty")
    for reason in plan.reasons:
        page.locator("#card-text").fill(reason)
        page.locator("#card-text").press("Enter")
        page.get_by_text(reason, exact=True).first.wait_for()
    page.get_by_text("I'm stuck").click()
    page.get_by_role("link", name="Ask me something").click()
    page.locator("#prompts .nudge").first.wait_for()
    reader.read("write")
    page.locator("form.next button").click()
    page.wait_for_url("**/reveal/")
    reader.read("reveal")
    page.locator("#turn-next").click()
    page.wait_for_url("**/rate/")
    _rate(reader)
    _protect(reader, plan)
    _watch(reader)
    _close(reader)
    _take_away(reader)
    return walk.review


def _begin(reader: Reader, context: str, title: str, path: str) -> None:
    walk, page = reader.walk, reader.walk.page
    reader.context = context
    walk.go(path)
    page.locator("[name=title]").fill(title)
    page.locator(f"input[value={context}]").check(force=True)
    walk.press("Begin")


def _answer_plan(reader: Reader, plan: Ahead) -> None:
    page = reader.walk.page
    for _ in range(8):
        asked = page.locator("#question form")
        if not asked.count():
            return
        box = asked.locator("textarea, input:not([type=hidden])").first
        name = box.get_attribute("name") or ""
        reader.read(f"plan-{name}")
        if name in plan.answers and "again=1" not in page.url:
            box.fill(plan.answers[name])
            reader.walk.press("Keep and go on")
        else:
            page.locator("#question a.button-quiet").click()
            page.wait_for_load_state("networkidle")


def _rate(reader: Reader) -> None:
    page = reader.walk.page
    for place, row in enumerate(page.locator("ol.ratings > li").all()):
        if (tick := row.locator(".pick input")).count():
            tick.check()
        row.locator("input[type=range]").fill(str(60 - 10 * place))
        row.locator("input[type=radio]").nth(max(0, 2 - place)).check(force=True)
    reader.read("rate")
    page.locator("button[name=then]").click()
    page.wait_for_url("**/protect/**")


def _protect(reader: Reader, plan: Ahead) -> None:
    walk, page = reader.walk, reader.walk.page
    reader.read("choose")
    boxes = page.locator(".picks input[type=checkbox]")
    for place in range(boxes.count()):
        boxes.nth(place).set_checked(place < len(plan.guards), force=True)
    page.locator("button[name=rest][value=let_go]").click()
    page.wait_for_load_state("networkidle")
    for place in range(2 * len(plan.guards)):
        ask = page.locator("#ask form").first
        reader.read(f"protect-{place + 1}")
        for name, value in plan.guards[place // 2].items():
            if (box := ask.locator(f"[name={name}]")).count():
                box.fill(value)
        ask.locator("button.button-primary").click()
        page.wait_for_load_state("networkidle")
    shelf.ask_oneself(reader, "restart", shelf.RULE)
    reader.read("protected")
    walk.press("I am ready")
    page.wait_for_url("**/watch/")


def _watch(reader: Reader) -> None:
    """Two weeks go by without a look: the page answers with the way back in."""
    walk, page = reader.walk, reader.walk.page
    reader.read("watch")
    days_pass(walk.out.parent / "data", 14)
    here = page.url
    walk.go("/")
    reader.read("today")
    page.goto(here)
    reader.read("watch-missed")
    page.locator("form.look button[value=quiet]").first.click()
    page.wait_for_load_state("networkidle")
    reader.read("watch-looked")
    page.locator("article.signal a.button-quiet").first.click()
    reader.read("signal")
    page.go_back()


def days_pass(data: Path, days: int) -> None:
    """Move every look and every promise back, as if so many days had gone by."""
    with sqlite3.connect(data / "mortem.sqlite3") as rows:
        ago = (f"-{days} days",)
        rows.execute("UPDATE web_signal SET next_date = date(next_date, ?)", ago)
        rows.execute("UPDATE web_actionitem SET due_date = date(due_date, ?)", ago)


def _close(reader: Reader) -> None:
    page = reader.walk.page
    page.locator("article.action form button", has_text="Done").first.click()
    page.wait_for_load_state("networkidle")
    page.locator(".next form").last.get_by_role("button").click()
    page.wait_for_url("**/closed/")
    reader.read("closed-open")
    shelf.ask_oneself(reader, "growth", "That I like to be asked.")
    for place, outcome in enumerate(("averted", "happened")):
        risk = page.locator("li.risk").nth(place)
        if risk.locator("details").first.get_attribute("open") is None:
            risk.locator("summary").first.click()
        risk.locator(f"button[name=kind][value={outcome}]").click()
        page.wait_for_load_state("networkidle")
    reader.read("closed")


def _take_away(reader: Reader) -> None:
    walk = reader.walk
    review = walk.review
    for path, name in ((f"/r/{review}/report/", "report"), (f"/r/{review}/invite/", "share")):
        walk.go(path)
        reader.read(name)
    into = walk.out.parent / "exports"
    into.mkdir(exist_ok=True)
    for form in EXPORTS:
        answer = walk.page.request.get(f"{walk.base}/r/{review}/export/{form}/")
        assert answer.ok, (form, answer.status)
        (into / f"{reader.context}.{form}").write_bytes(answer.body())
        if form in {"html", "note"}:
            text = re.sub(r"<style.*?</style>|<[^>]+>", " ", answer.text(), flags=re.DOTALL)
            reader.judge(f"{reader.context}.{form}", text)


def look_back(reader: Reader, story: Back) -> str:
    """Take one story from its first line to what became of the one small step."""
    walk, page = reader.walk, reader.walk.page
    _begin(reader, story.context, story.title, "/back/new/")
    reader.read("story-empty")
    for box, answer in zip(page.locator("[name^=answer]").all(), story.answers, strict=False):
        box.fill(answer)
    page.locator("[name^=answer]").first.fill(HARSH)
    walk.press("Keep it")
    reader.read("story-harsh")
    page.locator("[name^=answer]").first.fill(HEAVY)
    walk.press("Keep it")
    reader.read("story-heavy")
    page.locator("[name^=answer]").first.fill(story.answers[0])
    reader.read("story")
    walk.press("Keep it and go on")
    reader.read("evidence")
    page.locator("#entry-form textarea[name$=text]").fill("The day it turned")
    page.locator("#entry-form [name$=date]:not([name*=until])").fill("2025-10-14")
    walk.press("Put it down")
    reader.read("evidence-moment")
    page.locator(".next form").last.get_by_role("button").click()
    page.wait_for_url("**/causes/")
    reader.read("causes-empty")
    for cause in story.causes:
        page.locator("#new-cause textarea[name$=text]").fill(cause)
        page.locator("#new-cause").get_by_role("button").first.click()
        page.wait_for_load_state("networkidle")
    reader.read("causes")
    page.locator(".next form").last.get_by_role("button").click()
    page.wait_for_url("**/lessons/")
    for kind, text in story.lessons.items():
        page.locator(f"#{kind} form.card-form textarea").fill(text)
        page.locator(f"#{kind}").get_by_role("button", name=re.compile("^Keep it")).click()
        page.get_by_text(text, exact=True).first.wait_for()
    reader.read("lessons")
    page.locator(".next form").last.get_by_role("button").click()
    page.wait_for_url("**/actions/")
    _one_step(reader, story)
    _take_away(reader)
    return walk.review


def _one_step(reader: Reader, story: Back) -> None:
    page = reader.walk.page
    reader.read("actions-empty")
    page.locator("#new-action [name=text]").fill(story.step)
    page.locator("#new-action button[name=state]").click()
    page.wait_for_load_state("networkidle")
    reader.read("actions-idea")
    page.locator("a[href*='?agree']").first.click()
    reader.read("agree")
    page.locator("main form .button-primary").first.click()
    page.wait_for_load_state("networkidle")
    reader.read("actions")
    page.locator("#publish .next button").click()
    page.wait_for_load_state("networkidle")
    reader.read("kept" if "/published/" in page.url else "still-open")
    if (box := page.locator("#override")).count():
        box.fill("It is enough for now.")
        page.locator("#publish .next button").click()
        page.wait_for_url("**/published/")
        reader.read("kept")
    page.locator("article.action form button", has_text="Done").first.click()
    page.wait_for_load_state("networkidle")
    fold = page.locator("section.judged details").first
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()
    reader.read("verdict-open")
    fold.locator("button[value=held]").click()
    page.wait_for_load_state("networkidle")
    page.locator(".next form").last.get_by_role("button").click()
    page.wait_for_url("**/closed/")
    reader.read("closed")


def main() -> int:
    options = _options()
    out: Path = options.out
    shutil.rmtree(out, ignore_errors=True)
    (out / "pages").mkdir(parents=True)
    with sync_playwright() as play, running(out / "data") as link:
        browser = play.chromium.launch(executable_path=options.browser, args=CALM)
        walk = sign_in(browser.new_context(reduced_motion="reduce"), link, out / "pages")
        reader = Reader(walk)
        reader.typed = {HARSH, HEAVY, *shelf.TYPED}.union(*(_strings(asdict(one)) for one in ALL))
        look_ahead(reader, GOAL)
        shelf.notebook(reader)
        shelf.stories(reader)
        shelf.take_notebook(reader, look_ahead(reader, PROMOTION))
        look_ahead(reader, INTERVIEW)
        shelf.asked_for(reader, look_back(reader, STEP))
        look_back(reader, OWN)
        reader.context = ""
        for name, path in (("today", "/"), ("reviews", "/reviews/"), ("search", "/search/?q=week")):
            walk.go(path)
            reader.read(name)
        browser.close()
    print(f"{walk.shots} pages read, screenshots in {out / 'pages'}")
    print("problems in the browser:", walk.problems or "none")
    print("unkind or in company:", *(reader.unkind or ["nothing"]), sep="\n  ")
    return 1 if walk.problems or reader.unkind else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("out", type=Path)
    parser.add_argument("--browser", default=installed_browser())
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
