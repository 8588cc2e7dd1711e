"""A text is contested on a phone, the other windows hear of it, and every page of it is accessible."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Look
from tests.e2e.going import go_by
from tests.e2e.test_looking_back_together import begin, come_in, open_room

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import People

WORDS = "It was the rota that decided"


@pytest.mark.parametrize("mode", ["named", "anonymous"])
def test_a_view_is_put_beside_a_text_and_answered(
    mode: str, people: People, assert_accessible: Callable[[Page], None]
) -> None:
    mara, jun = people.window(), people.window(Look("dark", 390), signed_in=False)
    review = begin(mara)
    come_in(jun, open_room(mara, review, mode), "Jun" if mode == "named" else "")
    mara.goto(f"{review}evidence/")
    go_by(jun, jun.get_by_role("link", name=re.compile("I see this differently")).first)
    jun.locator("[name=text]").fill(WORDS)
    assert_accessible(jun)
    jun.get_by_role("button", name="Put it beside the text").click()
    expect(mara.locator("#contests-open")).to_contain_text("Somebody sees one thing differently")
    expect(mara.locator("#story")).to_contain_text(WORDS)
    assert_accessible(mara)
    mara.goto(f"{review}contests/")
    mara.get_by_text("Answer it").click()
    mara.get_by_text("Both accounts stay, side by side").click()
    assert_accessible(mara)
    mara.get_by_role("button", name="Answer", exact=True).click()
    expect(mara.locator(".chip-warn")).to_have_count(0)
    jun.goto(f"{review}contests/")
    expect(jun.get_by_role("button", name="That settles it")).to_have_count(int(mode == "named"))
    assert_accessible(jun)
    jun.goto(f"{review}health/")
    assert_accessible(jun)
    jun.goto(f"{review}history/")
    expect(jun.locator("#integrity")).to_contain_text("This record is intact")
    assert_accessible(jun)
