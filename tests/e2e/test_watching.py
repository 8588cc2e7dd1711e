"""A signal that Mortem reads by itself, in a real browser: set up, sent numbers, tripped, answered."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Look
from tests.e2e.going import follow, press
from tests.e2e.test_guarding import to_rating

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import People

    Check = Callable[[Page], None]

LOOKS = (Look("light", 1280), Look("dark", 390))
ROUND = 30_000  # milliseconds: the server looks every five seconds, on a busy machine


def to_the_signal(page: Page) -> None:
    """Guard one risk with something to do and something to watch; start watching it."""
    to_rating(page, "migration", "Move orders to the new cluster", "Rows drifted apart")
    press(page, "Show the picture")
    page.locator("input[name=top]").first.check()
    press(page, "Guard these; let the rest go")
    page.locator("#ask textarea").first.fill("Compare row counts every night")
    press(page, "Agree on it")
    page.locator("#ask textarea").first.fill("Do the row counts differ?")
    page.locator("#ask textarea").nth(1).fill("Jun stops the backfill")
    press(page, "Watch this")
    press(page, "Start watching")
    follow(page, "Look now")


def picture(page: Page, name: str) -> None:
    """Keep what is seen where somebody wants to look at it."""
    if folder := os.environ.get("MORTEM_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.scheme}-{look.width}")
def test_mortem_looks_by_itself(people: People, assert_accessible: Check, look: Look) -> None:
    page = people.window(look)
    to_the_signal(page)
    follow(page, "Let Mortem look by itself")
    assert_accessible(page)
    picture(page, f"sources-{look.scheme}-{look.width}")
    follow(page, "A number in a JSON answer")
    assert_accessible(page)
    page.get_by_label("Address").fill("http://127.1/n")
    page.get_by_label("Where in the answer?").fill("$.waiting")
    page.get_by_label("From which number on do we act?").fill("0.1")
    press(page, "Try it")
    expect(page.get_by_text("odd way to write an address")).to_be_visible()
    assert_accessible(page)
    picture(page, f"refused-{look.scheme}-{look.width}")

    follow(page, "Another source")
    follow(page, "Something sends numbers")
    page.get_by_label("From which number on do we act?").fill("0.1")
    press(page, "Watch this")
    command = page.locator("pre code").inner_text()
    address = command.split()[4]
    for number in (0.01, 0.02, 0.03):
        assert page.request.post(address, data=str(number)).text() == "Thank you.\n"
    assert page.request.get(address).status == 405
    assert page.request.post(address, data="0.2").ok

    def shows(words: str) -> bool:
        page.reload()
        return page.get_by_text(words, exact=True).first.is_visible()

    for _ in range(ROUND // 1000):
        if shows("Tripped"):
            break
        page.wait_for_timeout(1000)
    expect(page.locator("figure.picture svg")).to_be_visible()
    expect(page.locator("p.meta", has_text="Numbers: 4")).to_be_visible()
    assert_accessible(page)
    picture(page, f"signal-{look.scheme}-{look.width}")

    follow(page, "Back to all of them")
    expect(page.get_by_role("heading", name="Have a look")).to_be_visible()
    expect(page.get_by_text("Watching stops when this computer sleeps")).to_be_visible()
    assert_accessible(page)
    picture(page, f"watch-{look.scheme}-{look.width}")
    press(page, "I did it")
    expect(page.get_by_role("heading", name="Have a look")).to_have_count(0)
    expect(page.get_by_text("Done as agreed")).to_be_visible()
    assert_accessible(page)
