"""The people of a walkthrough: each with a browser process, a screen, and a way to use it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench.walkthrough import CALM, Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Sized
    from pathlib import Path

    from playwright.sync_api import Locator, Page, Playwright

PATIENCE = 30_000  # milliseconds, on a busy machine
MANY_TABS = 600

# Keeps what the stream of a page brings, and tells of every press of a mouse or a finger.
_WATCHED = """
window.heard = [];
addEventListener("pointerdown", () => window.notePointer(), true);
window.EventSource = class extends EventSource {
  constructor(...given) {
    super(...given);
    for (const kind of ["change", "fresh", "here"])
      this.addEventListener(kind, ({ data }) => window.heard.push(data));
  }
};
"""
# Words on the page, in its fields and in its source, and all that its stream has brought.
_EVERYTHING = """() => [document.documentElement.outerHTML, ...window.heard,
  ...Array.from(document.querySelectorAll("input, textarea"), (e) => e.value)].join("\\n")"""
# What a browser, and htmx in it, say of a server that does not answer.
_UNANSWERED = re.compile(r"net::ERR_|^htmx:(sendError|afterRequest)")
_FOCUSED = "(wanted) => document.activeElement?.matches(wanted) ?? false"


@dataclass
class Findings:
    """What was looked for, what was seen, and whether it was that."""

    rows: list[tuple[str, str, bool]] = field(default_factory=list)

    def expect(self, what: str, seen: object, wanted: object) -> None:
        good = seen == wanted
        said = str(seen) if good else f"{seen}, not {wanted}"
        self.rows.append((what, said, good))
        if not good:
            print(f"! {what}: {said}", flush=True)

    def same(self, what: str, seen: Sized, wanted: Sized) -> None:
        """Like expect, for what is too long for the table: it tells how many there are."""
        self.expect(what, len(seen) if seen == wanted else seen, len(wanted))

    def tell(self, what: str, seen: object) -> None:
        self.rows.append((what, str(seen), True))

    @property
    def wrong(self) -> int:
        return sum(not good for *_, good in self.rows)

    def print(self) -> None:
        wide = max(len(what) for what, *_ in self.rows)
        for what, said, good in self.rows:
            print(f"{' ' if good else '!'} {what:<{wide}}  {said}")


@dataclass
class Person(Walk):
    """Somebody at a screen of their own. `away` collects what the browser says of a lost server."""

    name: str = ""
    away: list[str] = field(default_factory=list)
    pointed: int = 0
    tabs: int = 0

    def note(self, said: str) -> None:
        if _UNANSWERED.search(said):
            self.away.append(said)
        else:
            super().note(said)

    def shoot(self, name: str) -> None:
        super().shoot(f"{name}-{self.name}")

    def point(self) -> None:
        self.pointed += 1

    # ── what a person sees ──

    @property
    def everything(self) -> str:
        """All that this page holds, shown or not, and all that was ever pushed to it."""
        found: str = self.page.evaluate(_EVERYTHING)
        return found

    def mark(self) -> None:
        """Leave a mark that goes with the page, should it be loaded anew."""
        self.page.evaluate("window.stayed = true")

    @property
    def stayed(self) -> bool:
        return bool(self.page.evaluate("window.stayed === true"))

    def is_at(self, phase: str) -> None:
        self.page.wait_for_url(f"**/{phase}/**")
        self.page.locator("#here:not(:empty)").wait_for(state="attached")

    def reads(self, where: str, text: str) -> None:
        """Wait until a part of the page holds a text."""
        self.page.locator(where, has_text=text).first.wait_for()

    # ── by keyboard ──

    def tab_to(self, wanted: str) -> None:
        """Go there with Tab alone, as often as it takes."""
        for _ in range(MANY_TABS):
            if self.page.evaluate(_FOCUSED, wanted):
                return
            self.page.keyboard.press("Tab")
            self.tabs += 1
        raise SystemExit(f"{self.name} cannot reach {wanted} by Tab on {self.page.url}")

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def press_at(self, wanted: str, key: str = "Enter") -> None:
        self.tab_to(wanted)
        self.keys(key)

    # ── by mouse ──

    def lift(self, what: Locator, over: Locator) -> None:
        """Take a card and hold it above a place."""
        what.evaluate("(card) => card.scrollIntoView({block: 'center'})")
        self.page.mouse.move(*_middle(what.locator(".said").first))
        self.page.mouse.down()
        self.page.mouse.move(*_middle(over), steps=6)
        self.page.locator(".ghost").wait_for()

    def let_go(self) -> None:
        self.page.mouse.up()


def _middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def seat(
    play: Playwright, browser: str | None, name: str, base: str, out: Path, **screen: Any
) -> Person:
    """Start a browser for one person. `screen`: what a context takes, and `looks`."""
    looks = screen.pop("looks", (("light", 1280), ("dark", 1280)))
    scheme, width = looks[0]
    context = play.chromium.launch(executable_path=browser, args=CALM).new_context(
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        locale="en-GB",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        **screen,
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(_WATCHED)
    person = Person(context.new_page(), base, out, looks=looks, name=name)
    context.expose_function("notePointer", person.point)
    return person


def until(page: Page, true: Callable[[], bool], why: str) -> float:
    """Wait until something holds, while the browsers go on; return the seconds that took."""
    begun = time.perf_counter()
    while not true():
        if time.perf_counter() - begun > PATIENCE / 1000:
            raise SystemExit(f"It did not come to pass within {PATIENCE / 1000:.0f} s: {why}")
        page.wait_for_timeout(20)
    return time.perf_counter() - begun
