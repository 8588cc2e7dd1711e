"""Every page of a room that is in use, for whoever facilitates and for a guest: axe, and Tab alone."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import LOOKS, Look
from tests.e2e.test_every_page import FOCUSABLE, tab_through
from tests.e2e.test_following import begin, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.e2e.conftest import People

FEARS = ("Nobody restored a backup", "The rollback ends early", "No backup was ever restored")


def room_in_use(people: People, look: Look) -> Iterator[tuple[Page, Page]]:
    """Give a facilitator's and a guest's page in every step of an anonymous half hour."""
    ada, jun = people.window(look), people.window(look, signed_in=False)
    review = begin(ada, "ahead", "migration")
    send(ada, f"{review}plan/frame/", minutes="30", mode="anonymous")
    send(ada, f"{review}room/", **{"from": "plan"})
    ada.goto(f"{review}plan/")
    jun.goto(ada.get_by_text(re.compile(r"^https?://\S+/join/\S+")).first.inner_text())
    jun.get_by_role("button", name="Come in").click()
    jun.wait_for_url("**/plan/")
    yield ada, jun
    for seen, to in itertools.pairwise(("plan", "imagine", "write", "reveal", "rate", "protect")):
        send(ada, f"{review}phase/", seen=seen, to=to)
        for page in (ada, jun):
            page.wait_for_url(f"**/{to}/")
            page.locator("#here:not(:empty)").wait_for()
        if to == "write":
            for page, text in zip((ada, jun, jun), FEARS, strict=True):
                page.locator("#card-text").fill(text)
                page.locator("#card-text").press("Enter")
                page.locator("#mine", has_text=text).wait_for()
                expect(page.locator("#card-text")).to_have_value("")
        yield ada, jun
        if to == "imagine":
            ada.goto(f"{review}imagine/?sure=later")
            yield ada, jun
    ada.locator("input[name=top]").first.check()
    with ada.expect_navigation():
        ada.get_by_role("button", name="Guard these; let the rest go").click()
    jun.locator("#protections").wait_for()
    yield ada, jun


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_room_in_use_is_accessible(
    people: People, look: Look, assert_accessible: Callable[[Page], None]
) -> None:
    for pages in room_in_use(people, look):
        for page in pages:
            assert_accessible(page)


@pytest.mark.parametrize("look", [Look("light", 1280), Look("dark", 390)], ids=str)
def test_a_room_in_use_works_by_keyboard(people: People, look: Look) -> None:
    for pages in room_in_use(people, look):
        for page in pages:
            wanted = page.evaluate(FOCUSABLE)
            page.evaluate("delete window.tabbedTo; document.activeElement?.blur(); scrollTo(0, 0)")
            reached = tab_through(page, wanted)
            assert (page.url, reached.count("shown")) == (page.url, wanted), reached
