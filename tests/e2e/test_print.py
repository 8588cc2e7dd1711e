"""On paper stands what people wrote, and nothing that paper cannot do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.test_following import begin, send

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_paper_has_no_buttons_and_no_empty_fields(page: Page) -> None:
    review = begin(page, "back", "incident")
    send(page, f"{review}phase/", seen="event", to="causes")
    page.goto(f"{review}causes/")
    for text in ("Nobody restored a backup", "The alert looked elsewhere"):
        page.locator("#new-cause textarea").first.fill(text)
        page.get_by_role("button", name="Write it down").click()
        expect(page.locator("#pictures")).to_contain_text(text.split()[-1])
        expect(page.locator("#new-cause textarea").first).to_have_value("")
    page.emulate_media(media="print")
    expect(page.get_by_text("Nobody restored a backup").first).to_be_visible()
    expect(page.locator(":is(button, .button, textarea, select, input):visible")).to_have_count(0)
