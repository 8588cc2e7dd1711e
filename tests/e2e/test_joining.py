"""Coming in from a phone, and what people's machines do wrong: clocks, double clicks, directions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Look, Product, sign_in
from tests.e2e.test_room import begin, move_on, outside_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from tests.e2e.conftest import People

TOMORROW = """() => {
  const day = 24 * 60 * 60 * 1000, RealDate = Date;
  window.Date = class extends RealDate {
    constructor(...given) { super(...(given.length ? given : [RealDate.now() + day])); }
    static now() { return RealDate.now() + day; }
  };
}"""


@pytest.mark.skipif(not outside_address(), reason="this machine has no address but loopback")
def test_two_taps_from_the_link_on_a_phone_without_a_secure_context(
    new_product: Callable[..., Product], browser: Browser
) -> None:
    room = new_product("--share")
    desk = browser.new_context(base_url=room.url, storage_state=sign_in(browser, room)).new_page()
    begin(desk)
    link = desk.locator("#room-link").inner_text().strip()
    phone = browser.new_context(
        viewport={"width": 390, "height": 800}, is_mobile=True, has_touch=True
    ).new_page()
    phone.goto(link)
    assert phone.evaluate("window.isSecureContext") is False
    expect(phone.locator("input:not([type=hidden])")).to_have_count(1)
    expect(phone.locator("[name=name]")).to_be_focused()  # the first tap is not even needed
    phone.keyboard.type("Jun")
    phone.get_by_role("button", name="Come in").tap()
    phone.wait_for_url("**/plan/")
    expect(phone.locator("main")).to_contain_text("It begins in a moment.")
    for page in (desk, phone):
        page.context.close()


def test_a_clock_that_is_a_day_ahead_changes_no_time(people: People) -> None:
    desk = people.window()
    desk.add_init_script(f"({TOMORROW})()")
    begin(desk)
    desk.goto(desk.url.partition("plan/")[0])
    move_on(desk, "imagine")
    move_on(desk, "write")
    expect(desk.locator("[data-ring-words]")).to_have_text(re.compile(r"^(5:00|4:[45]\d)$"))
    desk.locator("#card-text").fill("A thought that is not finished")
    desk.reload()
    expect(desk.locator("#card-text")).to_have_value("A thought that is not finished")


def test_a_double_click_makes_one_card_and_the_next_one_its_own(people: People) -> None:
    desk = people.window()
    begin(desk)
    desk.goto(desk.url.partition("plan/")[0])
    move_on(desk, "imagine")
    move_on(desk, "write")
    form = desk.locator("form.card-form")
    for count in (1, 2):
        desk.locator("#card-text").fill("Nobody restored a backup")
        form.evaluate("(form) => { form.requestSubmit(); form.requestSubmit(); }")
        expect(desk.locator("#mine .card")).to_have_count(count)
        expect(desk.locator("#card-text")).to_have_value("")
    desk.reload()
    expect(desk.locator("#mine .card")).to_have_count(2)


def test_a_card_reads_from_its_own_side(people: People) -> None:
    desk = people.window(Look("light", 390))
    begin(desk)
    desk.goto(desk.url.partition("plan/")[0])
    move_on(desk, "imagine")
    move_on(desk, "write")
    for text in ("לא שחזרנו גיבוי.", "We restored none."):
        desk.locator("#card-text").fill(text)
        desk.locator("#card-text").press("Enter")
        expect(desk.locator("#mine")).to_contain_text(text)
        expect(desk.locator("#card-text")).to_have_value("")
    said = desk.locator("#mine .card > .said")
    expect(said).to_have_count(2)
    sides = {}
    for one in said.all():
        box = one.bounding_box()
        line = one.evaluate(
            "(e) => { const r = document.createRange(); r.selectNodeContents(e);"
            " return r.getBoundingClientRect().left; }"
        )
        assert box
        sides[one.inner_text()] = line - box["x"] > box["width"] / 3
    assert sides == {"לא שחזרנו גיבוי.": True, "We restored none.": False}
