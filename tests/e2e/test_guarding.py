"""From rating to the end of a look ahead, and the actions of a look back, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Look
from tests.e2e.going import follow, go_by, press
from tests.e2e.test_look_ahead import begin, to_writing, write_cards

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import People

    Check = Callable[[Page], None]

LOOKS = (Look("light", 1280), Look("dark", 390))
FEARS = ("Backups never restored", "Rows drifted", "Old side written to", "Backfill slow", "Rain")


def to_rating(page: Page, context: str, title: str, *fears: str) -> None:
    begin(page, context, title)
    to_writing(page)
    write_cards(page, *fears)
    page.locator(".next button.button-primary").click()
    page.wait_for_url("**/reveal/")
    page.locator(".next button.button-primary").click()
    page.wait_for_url("**/rate/")


def rate(page: Page, fear: str, chance: int, cost: int) -> None:
    """Rate one cause by keyboard alone."""
    row = page.locator(".ratings > li", has_text=fear)
    if row.locator(".pick input").count():
        row.locator(".pick input").focus()
        page.keyboard.press("Space")
    row.locator("input[type=range]").focus()
    for _ in range(abs(chance - 50) // 5):
        page.keyboard.press("ArrowRight" if chance > 50 else "ArrowLeft")
    expect(row.locator("output")).to_have_text(f"{chance} %")
    row.locator("input[type=radio]").nth(cost - 1).focus()
    page.keyboard.press("Space")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.scheme}-{look.width}")
def test_from_rating_to_the_end(people: People, assert_accessible: Check, look: Look) -> None:
    page = people.window(look)
    to_rating(page, "migration", "Move orders to the new cluster on 3 March", *FEARS)
    for fear, chance, cost in zip(FEARS, (60, 40, 55, 90), (5, 4, 4, 2), strict=False):
        rate(page, fear, chance, cost)
    assert_accessible(page)
    press(page, "Show the picture")
    page.wait_for_url("**/protect/")
    picture = page.locator("figure.picture:visible")
    picture.evaluate("(figure) => figure.scrollIntoView()")
    expect(picture.locator(".svg-accent").first).to_be_in_viewport()  # a phone sees a part of it
    expect(page.locator("input[name=top]:checked")).to_have_count(3)
    assert_accessible(page)
    press(page, "Guard these; let the rest go")
    assert_accessible(page)

    page.get_by_text("Ideas that helped others").click()
    page.locator(".ideas a").first.click()
    expect(page.locator("#ask textarea").first).not_to_be_empty()
    press(page, "Agree on it")
    page.get_by_text("Signals that spoke early for others").click()
    page.locator(".ideas a").first.click()
    expect(page.locator("#ask textarea").first).not_to_be_empty()
    assert_accessible(page)
    press(page, "Watch this")
    for number in (2, 3):
        page.locator("#ask textarea").first.fill(f"Rehearse the rollback, part {number}")
        press(page, "Agree on it")
        page.locator("#ask textarea").first.fill(f"Did part {number} differ?")
        page.locator("#ask textarea").nth(1).fill("Stop the backfill")
        press(page, "Watch this")
    expect(page.locator("#reached .lede")).to_have_text(
        "Three risks, each with an owner and something watching. Two fears let go on purpose."
        " Here is the note for your pull request."
    )
    page.get_by_role("button", name="Copy the note").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert_accessible(page)

    press(page, "Start watching")
    page.wait_for_url("**/watch/")
    assert_accessible(page)
    page.get_by_role("link", name="Look now").first.click()
    page.wait_for_url("**/signals/**")
    assert_accessible(page)
    press(page, "It has happened")
    assert_accessible(page)
    press(page, "I did it")
    expect(page.get_by_text("Nothing wants a look today.")).to_be_visible()

    press(page, "Close it: what became of each risk?")
    page.wait_for_url("**/closed/")
    assert_accessible(page)
    for _ in range(3):
        press(page, "We averted it")
    expect(page.get_by_text("Every risk has its ending.")).to_be_visible()
    go_by(page, page.get_by_role("link", name="Look back", exact=True))
    expect(page.get_by_text("It follows “Move orders")).to_be_visible()
    expect(page.locator("input[value=incident]")).to_be_checked()
    assert_accessible(page)


def test_alone_and_without_scripts(people: People) -> None:
    page = people.window(java_script_enabled=False)
    begin(page, "personal_goal", "Run the city marathon in October")
    to_writing(page)
    page.get_by_label("One reason").fill("Work trip")
    press(page, "Make a card")
    for phase in ("reveal", "rate"):
        page.locator(".next button.button-primary").click()
        page.wait_for_url(f"**/{phase}/")
    page.locator(".scale input").nth(2).check()
    press(page, "Show the picture")
    press(page, "Be ready for these; let the rest go")
    page.locator("#ask textarea").first.fill("Put the shoes by the door")
    press(page, "I will do that")
    page.get_by_text("Questions that often speak early").click()
    go_by(page, page.locator(".ideas a").first)
    press(page, "I will look at that")
    expect(page.locator("#reached .lede")).to_have_text(
        "One thing to be ready for, with something to do and a look now and then."
        " Here it is as a note, for nobody but you."
    )
    expect(page.get_by_text("E-mail")).to_have_count(0)


def test_what_was_typed_outlives_the_tab(page: Page) -> None:
    to_rating(page, "launch", "Open the shop in Spain on 3 May", "Nobody had asked")
    rate(page, "Nobody had asked", 70, 3)
    press(page, "Show the picture")
    press(page, "Guard these; let the rest go")
    page.locator("#ask textarea").first.fill("Ask ten people from")
    page.reload()
    expect(page.locator("#ask textarea").first).to_have_value("Ask ten people from")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.scheme}-{look.width}")
def test_from_idea_to_verdict(people: People, assert_accessible: Check, look: Look) -> None:
    page = people.window(look)
    page.goto("/back/new/")
    page.locator("input[name=title]").fill("Checkout was down for 47 minutes")
    page.locator("input[value=incident]").check()
    press(page, "Begin")
    for phase in ("evidence", "causes", "lessons", "actions"):
        page.locator(".next .button-primary").click()
        page.wait_for_url(f"**/{phase}/")
    for idea in ("Automate the renewal of every certificate", "Improve training"):
        page.get_by_label("What will we do?").fill(idea)
        press(page, "Park the idea")
    assert_accessible(page)
    follow(page, "Agree on it")
    page.get_by_label("How will we see that it worked?").fill("Renewals by hand: 0")
    assert_accessible(page)
    press(page, "Agree on it")
    page.get_by_text("Not doing it").first.click()
    page.get_by_label("Because", exact=True).fill("It relies on memory")
    press(page, "Let it go")
    press(page, "Publish")
    assert_accessible(page)
    page.get_by_label("It is fine as it is, because").fill("We ran out of time")
    press(page, "Publish")
    page.wait_for_url("**/published/")
    press(page, "Done")
    page.get_by_text("Did it hold?", exact=True).click()
    assert_accessible(page)
    page.get_by_label("What does the measure say?").fill("31 of 31 automatic")
    press(page, "It held")
    expect(page.get_by_text("31 of 31 automatic").first).to_be_visible()
    press(page, "Close it")
    page.wait_for_url("**/closed/")
