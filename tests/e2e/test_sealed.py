"""A sealed review in a browser: begun, locked, opened; and shown to somebody who reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.going import follow, press

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

PASSPHRASE = "lantern otter seventeen plum"


def seal(page: Page, title: str) -> None:
    page.goto("/sealed/new/")
    page.get_by_label("What kind is it?").select_option("personal")
    page.get_by_label("One line: what is it about?").fill(title)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_label("The same once more").fill(PASSPHRASE)
    page.get_by_label("I have read this.").check()
    page.get_by_role("button", name="Begin, sealed").click()
    page.wait_for_url("**/event/")


def test_its_pages_are_accessible(
    page_in_every_look: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_in_every_look
    page.goto("/sealed/new/")
    assert_accessible(page)
    seal(page, "The talk that went wrong")
    assert_accessible(page)
    follow(page, "Passphrase, copy, reminder")
    for fold in page.locator("summary").all():
        fold.click()
    assert_accessible(page)
    press(page, "Lock now")
    for fold in page.locator("summary").all():
        fold.click()
    assert_accessible(page)
    page.get_by_label("Passphrase", exact=True).fill("not this one at all")
    press(page, "Open it")
    assert_accessible(page)
    page.goto("/sealed/")
    assert_accessible(page)


def test_what_is_typed_while_it_locks_is_there_again(page: Page) -> None:
    seal(page, "The talk that went wrong")
    address = page.url
    follow(page, "Passphrase, copy, reminder")
    other = page.context.new_page()
    other.goto(address)
    press(page, "Lock now")
    other.locator("[name^=answer]").first.fill("I spoke too fast")
    other.wait_for_timeout(600)  # until the draft is kept
    other.get_by_role("button", name="Keep it", exact=True).click()
    other.get_by_text("This review is locked, so this was not kept.").wait_for()
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    press(page, "Open it")
    page.wait_for_url("**/event/")
    page.get_by_text("Here is what you had typed.").first.wait_for()
    assert page.locator("[name^=answer]").first.input_value() == "I spoke too fast"


def test_a_page_tells_by_itself_that_it_was_opened(page: Page) -> None:
    page.goto("/back/new/")
    page.locator("input[value=personal]").check(force=True)
    page.locator("input[name=title], textarea[name=title]").fill("The talk that went wrong")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_url("**/event/")
    review = page.url.removesuffix("event/")
    page.goto(f"{review}who/?to=person")
    page.get_by_label("Who is it?").fill("Noor")
    page.get_by_label("Whom can this help, and with what?").fill("Advice")
    press(page, "Show it")
    link = page.locator(".invite-link").inner_text()
    assert page.context.browser is not None
    friend = page.context.browser.new_context().new_page()
    friend.goto(link)
    friend.get_by_label("Your name").fill("Noor")
    with friend.expect_response("**/opening/") as told:
        friend.get_by_role("button", name="Come in").click()
    assert told.value.status == 204
    page.reload()
    page.get_by_text("Noor opened it, last on").wait_for()
    friend.close()
