"""A line in ten seconds, and words that are answered with people, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.test_look_ahead import begin

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

LINE = "Please tell somebody you trust, today."


def test_a_line_needs_a_few_words_and_enter(page: Page) -> None:
    begin(page, "promotion", "Be put forward for staff engineer in autumn")
    page.goto("/")
    line = page.get_by_label("What did you do, decide, teach or hear?")
    line.focus()
    page.keyboard.type("Jun ran the release alone")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    line.press("Enter")
    expect(page.get_by_text("Noted, for you alone.")).to_be_visible()
    page.get_by_role("link", name="Open your notebook").click()
    row = page.locator("ul.items > li", has_text="Jun ran the release alone")
    expect(row.locator(".meta")).to_contain_text("Decision")
    page.get_by_role("link", name="By kind").click()
    expect(page.get_by_role("heading", name="Decision")).to_be_visible()


def test_heavy_words_are_answered_once_on_every_screen(
    page_in_every_look: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_in_every_look
    page.goto("/back/new/")
    page.locator("input[name=title]").fill("The training that ended in week five")
    page.locator("input[value=personal]").check()
    page.get_by_role("button", name="Begin").click()
    page.locator("[name=answer_0]").fill("I don't want to live any more.")
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.get_by_text(LINE)).to_have_count(1)
    expect(page.get_by_text(LINE)).to_be_in_viewport(ratio=1)
    box = page.get_by_text(LINE).bounding_box()
    bar = page.locator("form.story > .next").bounding_box()
    assert box
    assert bar
    assert box["y"] + box["height"] <= bar["y"]
    expect(page.locator("[name=answer_0]")).to_have_value("I don't want to live any more.")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert_accessible(page)
    page.locator("[name=answer_0]").fill("I stopped after a work trip.")
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.get_by_text(LINE)).to_have_count(0)
