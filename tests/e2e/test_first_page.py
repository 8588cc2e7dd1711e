from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.going import press

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import Look, People


def test_home_opens_signed_in_and_accessible(
    page_in_every_look: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page_in_every_look.goto("/")

    expect(page_in_every_look.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page_in_every_look)


def test_a_stranger_is_asked_to_sign_in(
    people: People, look: Look, assert_accessible: Callable[[Page], None]
) -> None:
    page = people.window(look, signed_in=False)

    page.goto("/")

    assert page.url.split("?")[0] == f"{people.product.url}/sign-in/"
    assert_accessible(page)


def test_a_copied_link_says_so_for_a_moment_however_often_it_is_pressed(page: Page) -> None:
    page.clock.install()
    page.goto("/you/")
    press(page, "Make a link for another browser")
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    button = page.get_by_role("button", name="Copy the link")
    button.click()
    copied = page.get_by_role("button", name="Copied")
    expect(copied).to_be_visible()
    page.clock.run_for(1_000)
    copied.click()
    page.clock.run_for(1_100)
    expect(button).to_be_visible()
    page.clock.run_for(2_100)  # the second press, too, is over
    expect(button).to_be_visible()
