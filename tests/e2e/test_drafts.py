"""What was typed survives a reload, and is forgotten once the server has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

FORM = "/ahead/new/"
TITLE = "Move orders to the new cluster on 3 March"


def drafts(page: Page) -> list[str]:
    kept: list[str] = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('draft:'))"
    )
    return kept


def test_a_reload_gives_the_text_back(page: Page) -> None:
    page.goto(FORM)
    page.fill("[name=title]", TITLE)
    page.reload()
    assert page.input_value("[name=title]") == TITLE
    page.get_by_role("button", name="Start from the saved text instead").click()
    assert page.input_value("[name=title]") == ""
    assert drafts(page) == []


def test_an_accepted_form_is_forgotten(page: Page) -> None:
    page.goto(FORM)
    page.fill("[name=title]", TITLE)
    assert len(drafts(page)) == 1
    page.locator(".choice").first.click()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/r/**")
    assert [key for key in drafts(page) if key.startswith("draft:begin")] == []
    page.goto(FORM)
    assert page.input_value("[name=title]") == ""
