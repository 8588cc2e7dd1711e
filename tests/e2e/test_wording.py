"""Notes on wording, while somebody writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Look
from tests.e2e.test_look_ahead import begin, to_writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import People

BLAMING = "Dana forgot to renew the certificate. It ended at noon."
PLAIN = "The reminder went to the mailbox of an old team."


def causes_of(page: Page) -> Page:
    """Let somebody look back on an outage, and stand at its causes."""
    page.goto("/back/new/")
    page.locator("[name=title]").fill("The shop was down for 47 minutes")
    page.locator("input[value=incident]").check(force=True)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/event/")
    for phase in ("evidence", "causes"):
        page.locator(".next .button-primary").click()
        page.wait_for_url(f"**/{phase}/")
    return page


@pytest.mark.parametrize("look", [Look("light", 1280), Look("dark", 390)], ids=str)
def test_a_pause_brings_a_note_that_can_be_taken_or_left(
    people: People, look: Look, assert_accessible: Callable[[Page], None]
) -> None:
    page = causes_of(people.window(look))
    field = page.get_by_label("What made it possible?")
    field.press_sequentially(BLAMING, delay=5)
    note = page.locator(".wording li")
    expect(note).to_have_count(1)
    expect(note).to_contain_text("forgot to")
    expect(page.locator(".wording-mirror mark")).to_have_text("forgot to")
    assert_accessible(page)
    note.get_by_role("button", name="This is fine").click()
    expect(note).to_be_hidden()
    expect(page.locator(".wording-mirror mark")).to_have_count(0)
    expect(field).to_be_focused()
    field.fill(PLAIN)
    page.wait_for_timeout(2500)
    expect(page.locator(".wording li")).to_have_count(0)


def test_one_press_puts_the_other_words_in_and_control_z_takes_them_back(page: Page) -> None:
    field = causes_of(page).get_by_label("What made it possible?")
    field.fill(BLAMING)
    page.locator("[data-wording-take]").click()
    expect(field).to_have_value(BLAMING.replace("forgot to", "did not"))
    field.press("Control+z")
    expect(field).to_have_value(BLAMING)


def test_nothing_is_said_in_the_silence_unless_somebody_asks(page: Page) -> None:
    begin(page, "migration", "Move orders to the new cluster on 3 March")
    to_writing(page)
    field = page.get_by_label("One reason")
    field.fill(BLAMING)
    page.wait_for_timeout(2500)
    expect(page.locator(".wording")).to_have_count(0)
    page.get_by_role("button", name="Look at my wording").click()
    expect(page.locator(".wording li")).to_contain_text("forgot to")
    field.fill(PLAIN)
    page.get_by_role("button", name="Look at my wording").click()
    expect(page.locator(".wording")).to_contain_text("Nothing stands out here.")


def test_what_was_written_over_is_underlined_no_more(page: Page) -> None:
    begin(page, "migration", "Move orders to the new cluster on 3 March")
    to_writing(page)
    field = page.get_by_label("One reason")
    field.fill("Dana forgot to renew it. Robin forgot to ask.")
    page.get_by_role("button", name="Look at my wording").click()
    expect(page.locator(".wording-mirror mark")).to_have_count(2)
    field.fill("Robin forgot to ask.")
    page.get_by_role("button", name="This is fine").first.click()
    expect(page.locator(".wording-mirror mark")).to_have_count(0)


def test_who_wants_no_notes_turns_them_off_in_their_browser(page: Page) -> None:
    page.goto("/you/")
    page.get_by_label("While I write in this browser").uncheck()
    field = causes_of(page).get_by_label("What made it possible?")
    field.fill(BLAMING)
    page.wait_for_timeout(2500)
    expect(page.locator(".wording")).to_have_count(0)
    page.goto("/you/")
    expect(page.get_by_label("While I write in this browser")).not_to_be_checked()
