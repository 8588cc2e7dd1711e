"""What a change meets on its way: no answer, an answer that refuses it, and the next good one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.test_following import begin, send

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOST = "The last change did not reach Mortem."
GONE = "There is no such page, or it is not shared with you."


def writing(page: Page) -> str:
    review = begin(page, "ahead", "migration")
    for seen, to in (("plan", "imagine"), ("imagine", "write")):
        send(page, f"{review}phase/", seen=seen, to=to)
    page.goto(f"{review}write/")
    return review


def make_card(page: Page) -> None:
    page.locator("#card-text").fill("Nobody restored a backup")
    page.get_by_role("button", name="Make a card").click()


def told(page: Page, words: str) -> None:
    """Expect the words, and that they stay, although the page looks for news every two seconds."""
    notice = page.locator("#connection")
    expect(notice).to_be_visible()
    page.wait_for_timeout(2_500)
    expect(notice).to_be_visible()
    expect(notice).to_contain_text(words)


def test_a_change_that_got_no_answer_is_told_until_one_gets_through(page: Page) -> None:
    writing(page)
    page.route("**/cards/", lambda route: route.abort())
    make_card(page)
    told(page, LOST)
    expect(page.locator("#card-text")).to_have_value("Nobody restored a backup")
    page.unroute("**/cards/")
    make_card(page)
    expect(page.locator("#mine")).to_contain_text("Nobody restored a backup")
    expect(page.locator("#connection")).to_be_hidden()


def test_a_defect_is_told_and_the_words_stay(page: Page) -> None:
    writing(page)
    page.route("**/cards/", lambda route: route.fulfill(status=502, body="Bad Gateway"))
    make_card(page)
    told(page, LOST)
    expect(page.locator("#card-text")).to_have_value("Nobody restored a backup")


def test_a_refusal_is_told_in_its_own_words(page: Page) -> None:
    for door in ("stream", "pulse"):  # it is the card that finds out
        page.route(f"**/{door}/**", lambda route: route.abort())
    review = writing(page)
    send(page, f"{review}deletion/")
    make_card(page)
    told(page, GONE)
    expect(page.locator("#card-text")).to_have_value("Nobody restored a backup")
