"""Scene one: three people at two addresses of this machine, in one look ahead, each unseen."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Product, sign_in
from tests.e2e.going import press

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

SECRET = {
    "mara": "Mara thinks nobody ever restored a backup",
    "jun": "Jun thinks the backfill starves the live traffic",
    "noor": "Noor thinks the rollback ends at the first write",
}


def outside_address() -> str:
    """Return an address of this machine that is not loopback; empty without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


@pytest.fixture
def room(new_product: Callable[..., Product]) -> Product:
    return new_product("--share")


@pytest.fixture
def windows(browser: Browser) -> Iterator[Callable[..., Page]]:
    opened: list[BrowserContext] = []

    def window(base_url: str, **options: Any) -> Page:
        opened.append(browser.new_context(base_url=base_url, **options))
        opened[-1].set_default_timeout(20_000)
        return opened[-1].new_page()

    yield window
    for context in opened:
        context.close()


def begin(page: Page) -> str:
    """Begin a migration's look ahead, open its room, and return its address."""
    page.goto("/ahead/new/")
    page.locator("[name=title]").fill("Move orders to the new cluster on 3 March")
    page.locator("input[value=migration]").check(force=True)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/plan/")
    page.get_by_text("Do it together").click()
    press(page, "Open the room")
    found = re.search(r"/r/[0-9a-f-]{36}/", page.url)
    assert found
    return found.group()


def move_on(page: Page, to: str) -> None:
    page.locator(".next button.button-primary, form.next button").last.click()
    page.wait_for_url(f"**/{to}/")


def write(page: Page, text: str) -> None:
    page.locator("#card-text").fill(text)
    page.locator("#card-text").press("Enter")
    expect(page.locator("#mine")).to_contain_text(text)
    expect(page.locator("#card-text")).to_have_value("")  # ready for the next


def everything(page: Page, review: str) -> str:
    """Return all that this browser can get to see of the review, from every door."""
    paths = ["", "write/", "reveal/", "rate/", "protect/", "report/", "invite/", "pulse/?seen=0"]
    paths += [f"export/{form}/" for form in ("json", "md", "html", "note")]
    doors = [f"{review}{path}" for path in paths]
    doors += ["/search/?q=thinks", "/", "/reviews/", "/lessons/"]
    key = review.split("/")[2]
    doors += [f"/api/reviews/{key}", f"/api/reviews/{key}/activity", "/api/search?q=thinks"]
    return "\n".join(page.request.get(door).text() for door in doors)


def seen_of(page: Page, review: str) -> set[str]:
    heard = everything(page, review)
    return {name for name, text in SECRET.items() if text in heard}


@pytest.mark.skipif(not outside_address(), reason="this machine has no address but loopback")
def test_nobodys_card_reaches_another_before_the_cards_are_turned(
    room: Product, windows: Callable[..., Page], browser: Browser
) -> None:
    port = room.url.rsplit(":", 1)[1]
    outside = f"http://{outside_address()}:{port}"
    mara = windows(room.url, storage_state=sign_in(browser, room))
    review = begin(mara)
    link = mara.locator("#room-link").inner_text().strip()
    code = mara.locator("#room-code").inner_text().strip().split()[-1]
    assert link.startswith(outside)

    jun = windows(outside, viewport={"width": 390, "height": 800})
    jun.goto(link)
    jun.locator("[name=name]").fill("Jun")
    press(jun, "Come in")
    noor = windows(outside)
    noor.goto("/join/")
    noor.locator("[name=code]").fill(code.lower())
    press(noor, "Go in")
    noor.locator("[name=name]").fill("Noor")
    press(noor, "Come in")

    mara.goto(review)
    move_on(mara, "imagine")
    move_on(mara, "write")
    people = {"mara": mara, "jun": jun, "noor": noor}
    for name, page in people.items():
        page.wait_for_url("**/write/")  # they went along
        write(page, SECRET[name])
    assert {name: seen_of(page, review) for name, page in people.items()} == {
        name: {name} for name in people
    }

    move_on(mara, "reveal")
    for page in people.values():
        page.wait_for_url("**/reveal/")
        for text in SECRET.values():
            expect(page.locator("#board")).to_contain_text(text)


@pytest.mark.skipif(not outside_address(), reason="this machine has no address but loopback")
def test_the_cards_turn_for_everybody_without_a_reload(
    room: Product, windows: Callable[..., Page], browser: Browser
) -> None:
    mara = windows(room.url, storage_state=sign_in(browser, room))
    review = begin(mara)
    jun = windows(f"http://{outside_address()}:{room.url.rsplit(':', 1)[1]}")
    jun.goto(mara.locator("#room-link").inner_text().strip())
    jun.locator("[name=name]").fill("Jun")
    press(jun, "Come in")

    mara.goto(review)
    move_on(mara, "imagine")
    jun.wait_for_url("**/imagine/")
    move_on(mara, "write")
    jun.wait_for_url("**/write/")
    write(jun, SECRET["jun"])
    move_on(mara, "reveal")
    jun.wait_for_url("**/reveal/")
    expect(jun.locator("#board")).to_contain_text(SECRET["jun"])


def test_a_stranger_finds_nothing_at_the_reviews_address(
    room: Product, windows: Callable[..., Page], browser: Browser
) -> None:
    mara = windows(room.url, storage_state=sign_in(browser, room))
    review = begin(mara)
    stranger = windows(room.url)
    assert [
        stranger.request.get(f"{review}{path}").status for path in ("", "plan/", "report/")
    ] == ([404, 404, 404])
