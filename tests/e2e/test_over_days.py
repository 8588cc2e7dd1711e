"""A review over days in a real browser: chosen by keyboard, told in words, in every look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.test_room import begin, move_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


def test_days_are_chosen_by_keyboard_and_told_in_words(
    page_in_every_look: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_in_every_look
    review = begin(page)
    page.get_by_role("link", name="Not all at the same time?").press("Enter")
    page.wait_for_url("**/days/")
    assert_accessible(page)
    page.get_by_role("button", name="Hold it over days").press("Enter")
    page.wait_for_url("**/plan/#deadline")
    page.goto(review)
    move_on(page, "imagine")
    move_on(page, "write")
    expect(page.locator("#deadline")).to_contain_text("There is time until")
    expect(page.locator(".ring")).to_have_count(0)
    page.get_by_text("Tell the others yourself").press("Enter")
    expect(page.locator(".over-days pre")).to_contain_text("/join/")
    assert_accessible(page)
