"""A look ahead in real browsers: alone, together, by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.going import go_by, press

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import People

PATIENCE = 10_000  # milliseconds: a page looks for changes every two seconds


WRITE = re.compile("^Write down (why|how it came)$")


def begin(page: Page, context: str, title: str) -> str:
    """Begin a look ahead and return the address of its plan."""
    page.goto("/ahead/new/")
    page.locator("input[name=title]").fill(title)
    page.locator(f"input[value={context}]").check()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/plan/**")
    return page.url.split("?")[0]


def write_cards(page: Page, *texts: str) -> None:
    field = page.get_by_label("One reason")
    there = page.locator("#mine .card").count()
    for number, text in enumerate(texts, start=there + 1):
        field.fill(text)
        field.press("Enter")
        expect(page.locator("#mine .card")).to_have_count(number)
        expect(field).to_have_value("")
        expect(field).to_be_focused()


def to_writing(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Imagine it has failed|imagine the day")).click()
    page.wait_for_url("**/imagine/")
    page.get_by_role("button", name=WRITE).click()
    page.wait_for_url("**/write/")


def test_two_people_and_a_guest(people: People) -> None:
    facilitator, jun, mara = people.window(), people.window(signed_in=False), None
    begin(facilitator, "migration", "Move orders to the new cluster on 3 March")
    facilitator.get_by_text("Do it together").click()
    press(facilitator, "Open the room")
    link = facilitator.locator("#room-link").inner_text()
    letters = re.sub(r"[^A-Z]", "", facilitator.locator("#room-code").inner_text()[-6:])

    jun.goto(link)
    jun.get_by_label("Your name").fill("Jun")
    press(jun, "Come in")
    mara = people.window(signed_in=False)
    mara.goto("/join/")
    mara.get_by_label("The six letters").fill(letters.lower())
    press(mara, "Go in")
    mara.get_by_label("Your name").fill("Mara")
    press(mara, "Come in")

    to_writing(facilitator)
    for guest in (jun, mara):
        guest.wait_for_url("**/write/", timeout=PATIENCE)
    write_cards(facilitator, "We have never restored a backup of this database")
    write_cards(jun, "The backup of the database was never restored", "Rows from 2014")
    expect(facilitator.locator("#shared")).to_contain_text("3 cards so far", timeout=PATIENCE)
    jun.get_by_role("button", name="I'm done").click()
    expect(facilitator.locator("#shared")).to_contain_text("1 of 3 are done", timeout=PATIENCE)
    assert "Rows from 2014" not in facilitator.content() + mara.content()
    mara.get_by_label("One reason").fill("Half a thought")

    facilitator.get_by_role("button", name="Turn the cards").click()
    for person in (facilitator, jun, mara):
        person.wait_for_url("**/reveal/", timeout=PATIENCE)
    expect(mara.locator("#added-text")).to_have_value("Half a thought")
    expect(mara.locator("#board")).to_contain_text("All 3 cards seen.")

    facilitator.locator("#pairs > li").focus()
    facilitator.keyboard.press("1")
    expect(facilitator.locator("#loose > li")).to_have_count(2)
    facilitator.locator("#loose > li").first.focus()
    facilitator.keyboard.press("3")
    facilitator.keyboard.press("2")
    expect(facilitator.locator("#loose > li")).to_have_count(0, timeout=PATIENCE)
    expect(jun.locator("#board")).to_contain_text("Each has its theme.", timeout=PATIENCE)


def test_alone_in_the_evening(page: Page) -> None:
    begin(page, "personal_goal", "Run the city marathon in October")
    expect(page.get_by_text("Only you can see this.")).to_be_visible()
    to_writing(page)
    write_cards(page, "Work trip", "Sore knee", "Felt silly restarting")
    expect(page.locator(".ring")).to_have_count(0)
    page.get_by_role("button", name="That is all I can think of").click()
    page.wait_for_url("**/reveal/")
    expect(page.locator("#loose > li")).to_have_count(3)


def test_a_long_text_is_kept_and_answered(page: Page) -> None:
    begin(page, "code_change", "Replace the parser of the import on 3 May")
    to_writing(page)
    field = page.get_by_label("One reason")
    field.fill("x" * 100_000)
    page.get_by_role("button", name="Make a card").click()
    expect(page.locator("#card-error")).to_contain_text("100000 characters; 4000 is the most")
    assert len(field.input_value()) == 100_000
    field.fill("Shorter")
    field.press("Shift+Enter")
    page.keyboard.type("and on two lines")
    field.press("Enter")
    expect(page.locator("#mine .said")).to_have_text("Shorter\nand on two lines")
    expect(page.locator("#card-error")).to_be_empty()


def test_a_half_written_card_outlives_the_browser_tab(people: People) -> None:
    """The tab is closed in the middle of a word; a new one has the card, and then forgets it."""
    page = people.window()
    begin(page, "launch", "Open the shop in Spain on 3 May")
    to_writing(page)
    there, typed = page.url, "Nobody had asked wheth"
    page.get_by_label("One reason").click()
    page.keyboard.type(typed)
    page.close()
    again = people.contexts[-1].new_page()
    again.goto(there)
    expect(again.get_by_label("One reason")).to_have_value(typed)
    again.get_by_label("One reason").press("End")
    again.keyboard.type("er the shop may open")
    again.keyboard.press("Enter")
    expect(again.locator("#mine .said")).to_have_text("Nobody had asked whether the shop may open")
    expect(again.get_by_label("One reason")).to_have_value("")
    again.reload()
    expect(again.get_by_label("One reason")).to_have_value("")


def test_it_works_without_scripts(people: People) -> None:
    page = people.window(java_script_enabled=False)
    begin(page, "migration", "Move orders to the new cluster on 3 March")
    to_writing(page)
    for text in ("The backfill starved live traffic", "Nobody told support"):
        page.get_by_label("One reason").fill(text)
        press(page, "Make a card")
    for name in ("Delete", "Undo", "That is all I can think of", "3 Technology"):
        go_by(page, page.get_by_role("button", name=name).first)
    page.get_by_text("Technology", exact=True).first.wait_for()
    expect(page.get_by_text("One has no theme yet.")).to_be_visible()


@pytest.mark.parametrize("context", ["migration", "personal_goal"])
def test_every_page_is_accessible(
    page_in_every_look: Page, assert_accessible: Callable[[Page], None], context: str
) -> None:
    page = page_in_every_look
    plan = begin(page, context, "Be put forward for the staff round on 3 March")
    assert_accessible(page)
    for answer in ("success", "hurt", "none"):
        page.goto(f"{plan}?ask={answer}")
        assert_accessible(page)
    if context == "migration":
        page.get_by_text("Do it together").click()
        press(page, "Open the room")
        page.locator("#frame summary").click()
        assert_accessible(page)
        page.goto(plan.replace("/plan/", "/invite/"))
        assert_accessible(page)
        for to in ("", "?to=person", "?to=people", "?to=link"):
            page.goto(plan.replace("/plan/", f"/who/{to}"))
            assert_accessible(page)
        page.goto("/join/")
        assert_accessible(page)
        page.goto(plan)
    page.get_by_role("button", name=re.compile("Imagine it has failed|imagine the day")).click()
    page.wait_for_url("**/imagine/")
    page.get_by_text("Put it in your own words").click()
    assert_accessible(page)
    page.get_by_role("button", name=WRITE).click()
    page.wait_for_url("**/write/")
    write_cards(page, "We have never restored a backup", "A backup was never restored", "Rain")
    page.locator("#mine summary").first.click()
    page.get_by_text("I'm stuck").click()
    page.get_by_text("Ask me something").click()
    page.locator("#prompts .nudge").first.wait_for()
    assert_accessible(page)
    page.locator(".next button").click()
    page.wait_for_url("**/reveal/")
    for fold in ("Themes of your own", "Add one more", re.compile("What.* often ")):
        page.get_by_text(fold).click()
    page.locator("#loose summary").first.click()
    assert_accessible(page)
    page.get_by_role("link", name="Same as…").first.click()
    page.wait_for_url("**/same/")
    assert_accessible(page)
