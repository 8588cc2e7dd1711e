"""Rating many causes in a real browser: tick, slide, give a range, and lose nothing on the way."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Look
from tests.e2e.going import press
from tests.e2e.test_following import send
from tests.e2e.test_look_ahead import begin, write_cards

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import People

    Check = Callable[[Page], None]

LOOKS = (Look("light", 1280), Look("dark", 390))
FEARS = tuple(f"Reason number {number}" for number in range(1, 10))


def to_rating(page: Page) -> None:
    """Bring a review of thirty minutes to rating, with nine causes."""
    plan = begin(page, "migration", "Move orders to the new cluster on 3 March")
    send(page, f"{plan}frame/", minutes="30", mode="named")
    page.goto(plan)
    press(page, "Imagine it has failed")
    page.goto(page.url.split("?")[0] + "?sure=later")
    press(page, "Write down why")
    write_cards(page, *FEARS)
    for phase in ("reveal", "rate"):
        page.locator(".next button.button-primary").click()
        page.wait_for_url(f"**/{phase}/")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.scheme}-{look.width}")
def test_tick_slide_and_give_a_range_by_keyboard(
    people: People, assert_accessible: Check, look: Look
) -> None:
    page = people.window(look)
    to_rating(page)
    rows, picked = page.locator(".ratings > li"), page.locator("#picked")
    expect(rows.locator("input[type=range]:visible")).to_have_count(0)
    expect(picked).to_have_text("Tick up to 7.")
    for number in range(8):
        rows.nth(number).locator(".pick input").focus()
        page.keyboard.press("Space")
    expect(picked).to_have_text("8 are ticked; 7 is the most. Untick what matters less.")
    for number in range(2, 8):
        rows.nth(number).locator(".pick").click()
    expect(picked).to_have_text("2 of 7 ticked.")

    first, second = rows.nth(0), rows.nth(1)
    first.locator("input[type=range]").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(first.locator("output")).to_have_text("70 %")
    first.locator("details summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("5k")
    page.keyboard.press("Tab")
    page.keyboard.type("8")
    second.locator("input[type=radio]").nth(3).check(force=True)
    assert_accessible(page)

    page.reload()  # whoever is thrown out finds everything as it was
    expect(page.locator(".draft-line")).to_contain_text("Here is what you had typed.")
    expect(picked).to_have_text("2 of 7 ticked.")
    expect(first.locator("output")).to_have_text("70 %")
    expect(second.locator("input[type=radio]").nth(3)).to_be_checked()

    press(page, "Show the picture")
    expect(page.locator("[role=alert]")).to_contain_text(
        "“At most 8” is less than “at least 5,000”."
    )
    expect(first.get_by_label("At least")).to_have_value("5k")
    assert_accessible(page)
    page.locator("[role=alert] a").click()
    expect(first.get_by_label("At most")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("8,000")
    press(page, "Show the picture")
    page.wait_for_url("**/protect/")
    expect(page.locator("svg.svg-picture:visible")).to_contain_text(
        "5,000 to 8,000 hours of downtime"
    )
    assert_accessible(page)


def test_the_reverse_question_comes_when_all_hesitate_and_opens_for_all(
    people: People, assert_accessible: Check
) -> None:
    ada, jun = people.window(LOOKS[0]), people.window(LOOKS[1], signed_in=False)
    plan = begin(ada, "launch", "Open the shop in Spain on 3 May")
    review = plan.removesuffix("plan/")
    send(ada, f"{plan}frame/", minutes="30", mode="anonymous")
    send(ada, f"{review}room/")
    ada.goto(f"{review}invite/")
    jun.goto(ada.locator("#room-link").inner_text())
    press(jun, "Come in")
    jun.wait_for_url("**/r/**")
    for phase, following in pairwise(("plan", "imagine", "write")):
        send(ada, f"{review}phase/", seen=phase, to=following)
    ada.goto(f"{review}write/")
    write_cards(ada, "Nobody had asked")
    for phase, following in pairwise(("write", "reveal", "rate", "protect")):
        send(ada, f"{review}phase/", seen=phase, to=following)
    ada.wait_for_url("**/protect/")
    ada.locator("input[name=top]").check()
    press(ada, "Guard these; let the rest go")

    for page in (ada, jun):
        page.goto(f"{review}protect/?sure=again#sure")
        page.get_by_label("Wait, or change it first").check()
        assert_accessible(page)
        press(page, "Keep it")
    asked = ada.locator("#reverse")
    expect(asked.locator("h2")).to_have_text(
        "All of you would rather wait or stop. The other way round, then:", timeout=10_000
    )
    assert_accessible(ada)
    jun.get_by_label("What it cost not to do it").fill("The rival opened first")
    assert_accessible(jun)
    jun.locator("#reverse button").click()
    expect(jun.locator("#reverse")).to_contain_text("You wrote: The rival opened first")
    expect(asked).not_to_contain_text("The rival opened first")

    send(ada, f"{review}phase/", seen="protect", to="watch")
    for page in (ada, jun):
        page.wait_for_url("**/watch/")
        expect(page.locator("#reverse")).to_contain_text("The rival opened first")
        expect(page.locator("#leans")).to_have_text(
            "Do it: 0 · Wait, or change it first: 2 · Leave it: 0", use_inner_text=False
        )
        page.locator("#sure-shift > summary").click()
        assert_accessible(page)
