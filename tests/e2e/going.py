"""Going from one page to the next: a press, and the wait for the page that it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


NOTE_LEAVING = "addEventListener('beforeunload', () => { window.isLeaving = true; })"
"""For a window's every page: it notes that it is being left, which a look at it cannot see."""

_HAS_ARRIVED = """() => !window.isLeaving && document.readyState === 'complete'
  && !document.querySelector('.htmx-request')"""


def arrive(page: Page) -> None:
    """Wait until a page is there and stays, whether it came whole or in pieces; needs NOTE_LEAVING."""
    page.wait_for_function(_HAS_ARRIVED)


def go_by(page: Page, door: Locator) -> None:
    """Press what leads elsewhere, and wait until the page behind it is there, scripts and all."""
    with page.expect_navigation():
        door.click()


def press(page: Page, name: str) -> None:
    """Press the first button of this name, which leads to another page or to this one anew."""
    go_by(page, page.get_by_role("button", name=name, exact=True).first)


def follow(page: Page, name: str) -> None:
    """Follow the first link that has these words in its name."""
    go_by(page, page.get_by_role("link", name=name).first)
