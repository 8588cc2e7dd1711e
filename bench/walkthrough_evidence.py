"""The evidence of one night, from dropping the files to a published timeline, in a browser.

    python -m bench.walkthrough_evidence EVIDENCE OUT [--browser PATH]

EVIDENCE holds real samples: loghub's logs, a day of a Slack export, an alert of Alertmanager. Their times are
shifted into one night. Some name no zone, some no year; both are asked for on the page and answered. Moments
of a log, the chat and the alert are put on the timeline, and the look back is published. OUT is made anew.
Exits 1 when the browser complains, or when a moment does not arrive where and when it happened.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect, sync_playwright

from bench.timeline import SAMPLES
from bench.walkthrough import CALM, installed_browser, running, sign_in
from bench.walkthrough_people import Findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from bench.walkthrough import Walk

NIGHT = datetime(2026, 3, 14, 1, tzinfo=UTC)
LONG = timedelta(hours=2)
LINES = 600
LOGS = ("Zookeeper", "OpenSSH", "Apache")
PATIENCE = 60_000  # milliseconds, on a busy machine


def night(samples: Path, into: Path) -> list[Path]:
    """Write the night's files and return their paths."""
    into.mkdir(parents=True)
    for name in LOGS:
        pattern, write = SAMPLES[name]
        lines = (samples / f"loghub/{name}_2k.log").read_text("utf-8", "replace").splitlines()
        (into / f"{name.lower()}.log").write_text(_shifted(lines[:LINES], pattern, write))
    chat = json.loads(
        (samples / "webhooks/slack_export_channel_2018-01-20.json").read_text("utf-8")
    )
    for number, message in enumerate(chat):
        at = NIGHT + timedelta(minutes=75 + 4 * number)
        message["ts"] = f"{at.timestamp():.0f}.{number:06}"
    (into / "chat.json").write_text(json.dumps(chat, indent=2))
    alert = json.loads((samples / "webhooks/alertmanager_v4_firing.json").read_text("utf-8"))
    for one in alert["alerts"]:
        one["startsAt"] = f"{NIGHT + timedelta(minutes=71):%Y-%m-%dT%H:%M:%SZ}"
    (into / "alert.json").write_text(json.dumps(alert, indent=2))
    return sorted(into.iterdir())


def _shifted(lines: list[str], pattern: str, write: Callable[[datetime], str]) -> str:
    stamp = re.compile(pattern)
    kept = [line for line in lines if stamp.search(line[:40])]
    return "".join(
        stamp.sub(write(NIGHT + LONG * number / len(kept)), line, count=1) + "\n"
        for number, line in enumerate(kept)
    )


def begin(walk: Walk) -> None:
    page = walk.page
    walk.go("/back/new/")
    page.locator("input[name=title], textarea[name=title]").fill("The coordinators lost each other")
    page.locator("input[value=incident]").check(force=True)
    walk.press("Begin")
    page.locator("[name=summary]").fill("Writes stood still for three quarters of an hour.")
    page.locator("[name=hurt]").fill("Whoever placed an order that night.")
    page.locator("[name=where]").fill("Three coordinators and what is behind them.")
    page.locator("[name=severity]").select_option("1")
    page.locator("[name=zone]").fill("UTC")
    walk.press("Save and bring evidence")


def bring(walk: Walk, files: list[Path], findings: Findings) -> None:
    """Drop everything at once, and answer what the pieces ask."""
    page, evidence = walk.page, walk.page.url
    page.locator("input[type=file]").set_input_files([str(path) for path in files])
    walk.press("Bring them")
    explore = page.get_by_role("link", name="Explore its rows")
    expect(explore).to_have_count(len(files), timeout=PATIENCE)
    walk.shoot("brought-and-asking")
    answered = {"2026": 0, "UTC": 0}
    for name in answered:
        button = page.get_by_role("button", name=name, exact=True)
        while button.count():
            before = button.count()
            with page.expect_navigation():
                button.first.click()
            page.goto(evidence)
            expect(explore).to_have_count(len(files), timeout=PATIENCE)
            expect(button).to_have_count(before - 1)
            answered[name] += 1
    findings.expect("pieces that asked for their year", answered["2026"], 1)
    findings.expect("pieces that asked for their zone", answered["UTC"], len(LOGS))
    walk.shoot("answered")


def explore(walk: Walk, evidence: str, findings: Findings) -> None:
    """Look at all in one picture, then at single pieces; star what mattered."""
    page = walk.page
    page.get_by_role("link", name="All evidence in one picture").click()
    page.locator(".night > li a").first.wait_for()
    walk.shoot("the-night")
    for piece, shot in (("alert.json", "alert"), ("chat.json", "chat"), ("zookeeper.log", "log")):
        page.goto(evidence)
        _piece(page, piece).get_by_role("link", name="Explore its rows").click()
        page.locator("#rows .rows > li").first.wait_for()
        if shot == "log":
            page.get_by_label("Level").select_option(label="warning and graver")
            walk.press("Look")
        walk.shoot(f"piece-{shot}")
        page.locator("#rows .rows > li").first.get_by_role("button", name="Star").click()
        expect(page.get_by_text("on the timeline now")).to_be_visible(timeout=PATIENCE)
    walk.shoot("starred")
    page.goto(evidence)
    told = page.locator("#story .said").count()
    findings.expect("moments on the timeline", told, 3)
    walk.shoot("timeline")


def _piece(page: Page, name: str) -> Locator:
    return page.locator("li", has=page.get_by_role("link", name=name, exact=True)).first


def publish(walk: Walk, findings: Findings) -> None:
    page = walk.page
    walk.press("On to the causes")
    page.locator("#new-cause textarea[name$=text]").fill(
        "A full disk stops the vote without a word"
    )
    page.locator("#new-cause").get_by_role("button", name="Write it down").click()
    page.wait_for_load_state("networkidle")
    walk.press("On to the lessons")
    lesson = page.locator("#learned")
    lesson.locator("form.card-form textarea").fill("Room on the disk is part of the vote.")
    lesson.get_by_role("button", name=re.compile("^Keep it")).click()
    page.get_by_text("Room on the disk is part of the vote.", exact=True).first.wait_for()
    page.locator(".next form").last.get_by_role("button").click()
    page.wait_for_url("**/actions/")
    override = page.locator("#override")
    if override.count():
        page.locator("#open summary").first.click()
        override.fill("The night is told; the rest follows in the meeting.")
    walk.press("Publish")
    walk.shoot("published")
    walk.go(f"/r/{walk.review}/report/")
    findings.expect(
        "the alert's minute stands in the report", page.get_by_text("02:11").count() > 0, True
    )
    walk.shoot("report")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("evidence", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--browser", default=installed_browser())
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    (options.out / "pages").mkdir(parents=True)
    files = night(options.evidence, options.out / "night")
    findings = Findings()
    with sync_playwright() as play, running(options.out / "data") as link:
        browser = play.chromium.launch(executable_path=options.browser, args=CALM)
        walk = sign_in(browser.new_context(), link, options.out / "pages")
        begin(walk)
        evidence = walk.page.url
        bring(walk, files, findings)
        explore(walk, evidence, findings)
        publish(walk, findings)
        findings.expect("problems in the browser", walk.problems, [])
        browser.close()
    findings.print()
    print(f"{walk.shots} pages photographed in {options.out / 'pages'}")
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
