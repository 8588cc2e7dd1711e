"""From a log of a night to a moment on the timeline, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Look
from tests.e2e.going import go_by, press
from tests.e2e.test_looking_back_together import begin

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import People

NIGHT = "".join(
    f"2026-03-14 {n // 60:02}:{n % 60:02}:00 INFO shop.cart: order {n} taken\n" for n in range(300)
)
BROKEN = "2026-03-14 02:13:07 ERROR shop.cart: <b>no space left</b> on device\n"


@pytest.mark.parametrize("look", [Look(), Look("dark", 390)], ids=str)
def test_a_night_is_read_settled_explored_and_starred(
    people: People, look: Look, assert_accessible: Callable[[Page], None]
) -> None:
    page = people.window(look)
    review = begin(page)
    log = (NIGHT + BROKEN).encode()
    page.locator("input[type=file]").set_input_files(
        {"name": "shop.log", "mimeType": "text/plain", "buffer": log}
    )
    press(page, "Bring them")
    explore = page.get_by_role("link", name="Explore its rows")
    expect(explore).to_be_visible()  # the page waits for it by itself
    expect(page.get_by_text("Its lines name no time zone.")).to_be_visible()
    assert_accessible(page)

    go_by(page, page.get_by_role("button", name="UTC", exact=True))
    night = page.locator(".night > li a")
    expect(explore.or_(night).first).to_be_visible()
    if explore.is_visible():
        go_by(page, explore)
    expect(night.first).to_be_visible()
    assert_accessible(page)

    page.locator(".night .has-grave a").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="First seen here")).to_be_visible()
    assert_accessible(page)

    page.get_by_label("Level").select_option(label="error and graver")
    press(page, "Look")
    rows = page.locator("#rows .rows > li")
    expect(rows).to_have_count(1)
    expect(rows.locator(".text")).to_have_text("<b>no space left</b> on device")
    go_by(page, rows.get_by_role("button", name="Star"))
    expect(page.get_by_text("1 moment is on the timeline now.")).to_be_visible()
    assert_accessible(page)

    page.goto(f"{review}evidence/")
    expect(page.locator("#story .said", has_text="no space left")).to_be_visible()
    page.go_back()
    press(page, "Undo")
    expect(page.get_by_role("button", name="Star")).to_be_visible()
    page.goto(f"{review}evidence/")
    expect(page.locator("#story .said", has_text="no space left")).to_have_count(0)
