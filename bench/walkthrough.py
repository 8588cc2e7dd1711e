"""A real plan and the failure that met it, taken through Mortem in a browser.

Reads one row of a foresight file (a plan, and what made it fail) and the report of the
failure in place, runs the pre-mortem and the post-mortem that follows it, leaves a
screenshot of every page, exports both in every form, imports them into an empty data
folder, exports again and compares. Nothing of the data enters the project.

    python bench/walkthrough.py DATA OUT [--row ID] [--browser PATH]

DATA holds `foresight/dev.jsonl` and `incidents/repos_markdown.jsonl`; OUT is made anew.
Exits 1 when a second export differs from the first.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

ROW = "f-dfds-PM2020-005"
LOOKS = tuple((scheme, width) for scheme in ("light", "dark") for width in (1280, 390))
FORMS = {
    "premortem": ("json", "md", "html", "pdf", "note", "zip", "risks"),
    "postmortem": ("json", "md", "html", "pdf", "note", "zip", "fishbone", "why-tree", "timeline"),
}
MOMENTS = {"started": 1, "detected": 2, "acknowledged": 3, "mitigated": 4, "ended": 5}


CALM = ("--no-sandbox", "--disable-background-networking", "--disable-gpu")
BROWSERS = ("chromium", "chromium-browser", "chromium-headless-shell", "google-chrome")


@dataclass
class Case:
    """What the data says of one plan and its failure."""

    plan: str
    day: str
    feared: list[str]
    title: str
    summary: str
    report: str
    moments: list[tuple[str, str, str]]
    factors: list[str]
    learned: list[str]
    actions: list[str]


@dataclass
class Walk:
    """One browser on one running Mortem, photographing as it goes."""

    page: Page
    base: str
    out: Path
    shots: int = 0
    problems: list[str] = field(default_factory=list)
    looks: tuple[tuple[str, int], ...] = LOOKS

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.note(str(error)))
        self.page.on("console", lambda said: self.note(said.text) if said.type == "error" else None)

    def note(self, said: str) -> None:
        """Remember what the browser complained about, and where."""
        self.problems.append(f"{self.page.url} {said}")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.base}{path}")

    def press(self, name: str, *, nth: int = 0, exact: bool = True) -> None:
        self.page.get_by_role("button", name=name, exact=exact).nth(nth).click()
        self.page.wait_for_load_state("networkidle")

    def shoot(self, name: str) -> None:
        """Photograph the page as it stands in each look, and go back to the first one."""
        self.shots += 1
        for scheme, width in self.looks:
            self._look(scheme, width)
            path = self.out / f"{self.shots:02d}-{name}-{width}-{scheme}.png"
            self.page.screenshot(
                path=str(path), full_page=True, caret="initial", animations="disabled"
            )
        self._look(*self.looks[0])

    def _look(self, scheme: str, width: int) -> None:
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        self.page.set_viewport_size({"width": width, "height": 900})

    @property
    def review(self) -> str:
        found = re.search(r"/r/([0-9a-f-]{36})/", self.page.url)
        assert found, self.page.url
        return found.group(1)


def read_case(data: Path, row_id: str) -> Case:
    """Read the plan and its report; the report's own headings tell what is what."""
    row = next(r for r in _lines(data / "foresight/dev.jsonl") if r["id"] == row_id)
    reports = _lines(data / "incidents/repos_markdown.jsonl")
    report = next(r for r in reports if r["id"] == row["source"])
    text: str = report["text"]
    parts = dict(re.findall(r"^##? ([^\n]+)\n(.*?)(?=^##? |\Z)", text, re.MULTILINE | re.DOTALL))
    table = re.findall(r"^\| (\d{4}-\d\d-\d\d) (\d\d:\d\d) \| ([^|]+) \|", text, re.MULTILINE)
    return Case(
        plan=row["plan"],
        day=report["date"],
        feared=row["actual_causes"],
        title=report["title"],
        summary=parts["Summary"].strip(),
        report=text,
        moments=[(day, time, said.strip()) for day, time, said in table],
        factors=_bullets(parts["Contributing Factors"]),
        learned=_bullets(parts["Lessons Learned"]),
        actions=_bullets(parts["Action Items"]),
    )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _bullets(text: str) -> list[str]:
    return [line.removeprefix("- ").strip() for line in text.splitlines() if line.startswith("- ")]


@contextmanager
def running(data: Path) -> Iterator[str]:
    """Serve a data folder; the sign-in link is given."""
    command = [sys.executable, "-m", "mortem", "serve", "--data", str(data)]
    server = subprocess.Popen(
        [*command, "--port", "0", "--no-open"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    try:
        link = next(line.strip() for line in server.stdout if "/sign-in/" in line)
        yield link
    finally:
        server.terminate()
        server.wait(30)


def sign_in(context: BrowserContext, link: str, out: Path) -> Walk:
    walk = Walk(context.new_page(), link.split("/sign-in/", maxsplit=1)[0], out)
    come_home(walk, link)
    return walk


def come_home(walk: Walk, link: str) -> None:
    """Open the account of this computer for the first time."""
    walk.page.goto(link)
    walk.press("Sign in")
    walk.shoot("today-empty")
    walk.page.get_by_label("What shall we call you?").fill("Mara")
    walk.press("Keep it")


def look_ahead(walk: Walk, case: Case) -> str:
    """Take the plan through a whole pre-mortem, as it could have been before the day."""
    page = walk.page
    walk.go("/ahead/new/")
    walk.shoot("begin")
    page.locator("input[name=title], textarea[name=title]").fill(case.plan)
    page.locator("input[value=migration]").check(force=True)
    walk.press("Begin")
    answers = {
        "success": "Every service answers from outside exactly as it did before.",
        "hurt": "Everybody who uses a service of the cluster, and whoever is on call.",
    }
    for _ in range(8):
        asked = page.locator("#question form")
        if not asked.count():
            break
        box = asked.locator("textarea:visible, input[type=text]:visible, input[type=date]:visible")
        name = box.first.get_attribute("name") or ""
        walk.shoot(f"plan-{name}")
        if name in answers:
            box.first.fill(answers.pop(name))
            walk.press("Keep and go on")
        elif name == "plan_date":
            box.first.fill(case.day)
            walk.press("Keep and go on")
        else:
            page.locator("#question a.button-quiet").click()
    walk.shoot("plan")
    walk.press("Imagine it has failed")
    walk.shoot("imagine")
    walk.press("Write down why")
    cards = [*case.feared, "We had never tried it with real traffic", "Everybody was at lunch"]
    for card in cards:
        page.locator("#card-text").fill(card)
        page.locator("#card-text").press("Enter")
        page.get_by_text(card, exact=True).first.wait_for()
    walk.shoot("write")
    page.locator("form.next button").click()
    page.wait_for_url("**/reveal/")
    walk.shoot("reveal")
    for number in ("3", "2", "3", "5"):
        page.locator("#loose > li.card").first.locator(f"button[data-key='{number}']").click()
        page.wait_for_load_state("networkidle")
    walk.shoot("grouped")
    page.locator("#turn-next").click()
    page.wait_for_url("**/rate/")
    _rate(walk)
    _protect(walk)
    _watch_and_close(walk)
    return walk.review


def _rate(walk: Walk) -> None:
    page = walk.page
    for place, row in enumerate(page.locator("ol.ratings > li").all()):
        if (tick := row.locator(".pick input")).count():
            tick.check()
        row.locator("input[type=range]").fill(str(70 - 10 * place))
        row.locator("input[type=radio]").nth(max(0, 3 - place)).check(force=True)
    walk.shoot("rate")
    walk.press("Show the picture")
    page.wait_for_url("**/protect/**")


def _protect(walk: Walk) -> None:
    """Guard the suggested risks: one thing to do and one to watch for each, as asked."""
    walk.shoot("choose")
    walk.press("Guard these; let the rest go")
    said = {
        "text": "Add the attachment step to the playbook and run it on a test cluster",
        "due_date": "2030-03-01",
        "question": "How many healthy targets does each load balancer have?",
        "response": "If there are fewer than before, then Mara attaches the instances by hand.",
    }
    for place in range(12):
        ask = walk.page.locator("#ask form").first
        if not ask.count():
            break
        if place < 2:
            walk.shoot(f"protect-ask-{place + 1}")
        for name, value in said.items():
            box = ask.locator(f"[name={name}]")
            if box.count():
                box.fill(value)
        ask.locator("button.button-primary").click()
        walk.page.wait_for_load_state("networkidle")
    reach_me(walk)
    walk.shoot("protected")
    walk.press("Start watching")
    walk.page.wait_for_url("**/watch/")


def reach_me(walk: Walk) -> None:
    claim = walk.page.get_by_role("button", name=re.compile("^That is me"))
    if claim.count():
        claim.first.click()
        walk.page.wait_for_load_state("networkidle")


def _watch_and_close(walk: Walk) -> None:
    page = walk.page
    walk.shoot("watch")
    page.get_by_role("link", name=re.compile("^Look now|^Look at it")).first.click()
    walk.shoot("signal")
    page.locator("form.look [name=note]").first.fill("0 of 12")
    page.locator("form.look button[value=tripped]").first.click()
    page.wait_for_load_state("networkidle")
    walk.shoot("watch-tripped")
    page.goto(f"{walk.base}/r/{walk.review}/watch/")
    walk.press("Close it: what became of each risk?")
    page.wait_for_url("**/closed/")
    walk.shoot("closed-open")
    for place, outcome in enumerate(("happened", "happened", "did_not_happen")):
        risk = page.locator("li.risk").nth(place)
        if not risk.count():
            break
        if risk.locator("details").first.get_attribute("open") is None:
            risk.locator("summary").first.click()
        risk.locator(f"button[name=kind][value={outcome}]").click()
        page.wait_for_load_state("networkidle")
    walk.shoot("closed")


def look_back(walk: Walk, case: Case, before: str) -> str:
    """Take the failure through a post-mortem that follows the pre-mortem."""
    page = walk.page
    walk.go(f"/back/new/?follows={before}")
    page.locator("input[name=title], textarea[name=title]").fill(case.title)
    page.locator("input[value=incident]").check(force=True)
    walk.press("Begin")
    _event(walk, case, before)
    _evidence(walk, case)
    _causes(walk, case)
    _lessons_and_actions(walk, case)
    return walk.review


def _event(walk: Walk, case: Case, before: str) -> None:
    page = walk.page
    page.locator("[name=summary]").fill(case.summary)
    page.locator("[name=hurt]").fill("Everybody who used a service of the cluster.")
    page.locator("[name=where]").fill("The load balancers of one cluster.")
    page.locator("[name=severity]").select_option("1")
    page.locator("[name=zone]").fill("Europe/Copenhagen")
    for moment, row in MOMENTS.items():
        day, time, _ = case.moments[row]
        page.locator(f"[name={moment}_date], [name={moment}-date]").fill(day)
        page.locator(f"[name={moment}_time], [name={moment}-time]").fill(time)
    page.locator("[name=follows]").select_option(before)
    walk.shoot("event")
    walk.press("Save and bring evidence")


def _evidence(walk: Walk, case: Case) -> None:
    page = walk.page
    page.get_by_text("Paste a text").click()
    fold = page.locator("form[action$='/evidence/text/'], form[data-draft^='paste-']")
    fold.locator("[name$=text]").fill(case.report)
    fold.locator("[name$=name]").fill("report.md")
    fold.get_by_role("button", name="Keep it").click()
    page.wait_for_load_state("networkidle")
    for day, time, said in case.moments:
        form = page.locator("#entry-form")
        form.locator("[name$=date]:not([name*=until])").fill(day)
        form.locator("[name$=time]:not([name*=until])").fill(time)
        form.locator("textarea[name$=text]").fill(said)
        form.get_by_role("button", name="Put it on the timeline").click()
        page.wait_for_load_state("networkidle")
    walk.shoot("evidence")
    page.get_by_role("link", name="report.md").first.click()
    walk.shoot("evidence-lines")
    page.go_back()
    page.wait_for_load_state("networkidle")
    walk.press("On to the causes")


def _causes(walk: Walk, case: Case) -> None:
    page = walk.page
    for place, factor in enumerate(case.factors):
        page.locator("#new-cause textarea[name$=text]").fill(factor)
        page.locator("#new-cause select[name$=theme]").select_option(index=1 + place % 4)
        page.locator("#new-cause").get_by_role("button", name="Write it down").click()
        page.wait_for_load_state("networkidle")
    page.get_by_role("link", name=re.compile("^Why was that possible")).first.click()
    page.locator("#ask textarea[name$=text]").fill("The test clusters had no traffic to lose")
    walk.press("Hang it under this one")
    walk.shoot("causes")
    for row, (foresight, earlier) in enumerate((("foreseen", 1), ("late", 2), ("missed", 0))):
        page.locator("#warned .needs > li").nth(row).get_by_role("link").last.click()
        form = page.locator("#warned form")
        form.locator(f"input[value={foresight}]").check(force=True)
        form.locator("select").select_option(index=earlier)
        form.get_by_role("button", name="Save").click()
        page.wait_for_load_state("networkidle")
    walk.shoot("warned")
    walk.press("On to the lessons")


def _lessons_and_actions(walk: Walk, case: Case) -> None:
    page = walk.page
    said = {
        "went_right": "It was found within minutes and mended by hand.",
        "lucky": "It happened in daylight.",
        "went_wrong": case.learned[0],
        "learned": case.learned[-1],
        "surprised": "The change detached what it did not name.",
        "differently": case.learned[1],
    }
    for kind, text in said.items():
        section = page.locator(f"#{kind}")
        section.locator("form.card-form textarea").fill(text)
        section.get_by_role("button", name=re.compile("^Keep it")).click()
        page.get_by_text(text, exact=True).first.wait_for()
    walk.shoot("lessons")
    page.locator(".next form").last.get_by_role("button").click()
    page.wait_for_url("**/actions/")
    for text in case.actions:
        _agree(walk, text)
    reach_me(walk)
    walk.shoot("actions")
    override = page.locator("#override")
    if override.count():
        page.locator("#open summary").first.click()
        override.fill("The rest is written in the report itself.")
    walk.press("Publish")
    walk.shoot("published")
    walk.press("Done")
    fold = page.locator("section.judged details").first
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()
    fold.locator("[name=note]").fill("31 of 31")
    fold.locator("button[value=held]").click()
    page.wait_for_load_state("networkidle")
    walk.shoot("verdict")


def _agree(walk: Walk, text: str) -> None:
    """Park an idea, then agree on it with a day and a measure."""
    page = walk.page
    page.locator("#new-action [name=text]").fill(text)
    walk.press("Park the idea")
    page.get_by_role("link", name="Agree on it").first.click()
    page.locator("[name=due_date]").fill("2030-03-01")
    page.locator("[name=measure]").fill("Minutes from detachment to alert")
    page.locator("[name=check_date]").fill("2030-06-01")
    page.locator("[name=strength]").select_option("stronger")
    walk.press("Agree on it")


def export(walk: Walk, review: str, kind: str, into: Path) -> None:
    """Download a review in every form."""
    into.mkdir(parents=True, exist_ok=True)
    for form in FORMS[kind]:
        answer = walk.page.request.get(f"{walk.base}/r/{review}/export/{form}/")
        assert answer.ok, (form, answer.status, answer.text()[:300])
        (into / f"{kind}.{form}").write_bytes(answer.body())


def bring_in(walk: Walk, *files: Path) -> None:
    for file in files:
        walk.go("/import/")
        walk.page.locator("input[type=file]").set_input_files(str(file))
        walk.page.locator("main form button").first.click()
        walk.page.wait_for_load_state("networkidle")
        assert "/r/" in walk.page.url, walk.page.locator("main").inner_text()


def differences(first: Path, second: Path) -> list[str]:
    names = [f"{kind}.{form}" for kind in FORMS for form in ("json", "md")]
    return [n for n in names if (first / n).read_bytes() != (second / n).read_bytes()]


def main() -> int:
    options = _options()
    case = read_case(options.data, options.row)
    out: Path = options.out
    shutil.rmtree(out, ignore_errors=True)
    (out / "pages").mkdir(parents=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=options.browser, args=CALM)
        with running(out / "data") as link:
            walk = sign_in(browser.new_context(), link, out / "pages")
            before = look_ahead(walk, case)
            after = look_back(walk, case, before)
            for name, path in (
                ("report-back", f"/r/{after}/report/"),
                ("today", "/"),
                ("report-ahead", f"/r/{before}/report/"),
                ("reviews", "/reviews/"),
                ("lessons", "/lessons/"),
                ("search", "/search/?q=load+balancer"),
            ):
                walk.go(path)
                walk.shoot(name)
            export(walk, before, "premortem", out / "first")
            export(walk, after, "postmortem", out / "first")
        with running(out / "data-again") as link:
            again = sign_in(browser.new_context(), link, out / "pages")
            bring_in(again, out / "first/premortem.json", out / "first/postmortem.zip")
            export(again, before, "premortem", out / "second")
            export(again, after, "postmortem", out / "second")
        browser.close()
    differ = differences(out / "first", out / "second")
    print(f"{walk.shots} pages, {walk.shots * len(LOOKS)} screenshots in {out / 'pages'}")
    print("problems in the browser:", walk.problems + again.problems or "none")
    print("second export differs in:", differ or "nothing")
    return 1 if differ or walk.problems or again.problems else 0


def installed_browser() -> str | None:
    """Return the path of a browser on this machine; without one, Playwright has its own."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--row", default=ROW)
    parser.add_argument("--browser", default=installed_browser())
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
