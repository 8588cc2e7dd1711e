"""An action becomes an issue, in a real browser: set up, shown first, made, closed there, done here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from mortem.core.issues import TrackerKind
from tests.e2e.conftest import Look, People, sign_in, start_product, stop_product
from tests.e2e.going import follow, press
from tests.e2e.test_guarding import to_rating
from tests.web.issue_server import TOKEN, IssueServer, issue_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

LOOKS = (Look("light", 1280), Look("dark", 390))


@pytest.fixture
def server() -> Iterator[IssueServer]:
    with issue_server(TrackerKind.GITLAB) as served:
        yield served


@pytest.fixture
def allowed(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """Return a Mortem that may ask this computer itself."""
    data = tmp_path_factory.mktemp("issues") / "data"
    product = start_product(data, MORTEM_OUTGOING_NETWORKS="127.0.0.0/8")
    people = People(browser, product, sign_in(browser, product))
    yield people
    for context in people.contexts:
        context.close()
    stop_product(product)
    assert people.complaints == []


def picture(page: Page, name: str) -> None:
    """Keep what is seen where somebody wants to look at it."""
    if folder := os.environ.get("MORTEM_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.scheme}-{look.width}")
def test_an_action_becomes_an_issue(
    allowed: People, server: IssueServer, assert_accessible: Callable[[Page], None], look: Look
) -> None:
    page = allowed.window(look)
    page.goto("/you/")
    follow(page, "Let my actions become issues")
    page.get_by_label("Where are your issues?").select_option("gitlab")
    page.get_by_label("Which repository or project?").fill("group/team/shop")
    page.get_by_label("Its server").fill(server.project.server)
    page.get_by_label("A token").fill("wrong")
    press(page, "Try it and keep it")
    expect(page.get_by_text("It does not know this token")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("A token").fill(TOKEN)
    press(page, "Try it and keep it")
    page.get_by_text("Hear of changes at once").click()
    assert_accessible(page)
    picture(page, f"trackers-{look.scheme}-{look.width}")

    to_rating(page, "migration", "Move orders to the new cluster", "Rows drifted apart")
    press(page, "Show the picture")
    page.locator("input[name=top]").first.check()
    press(page, "Guard these; let the rest go")
    page.locator("#ask textarea").first.fill("Compare row counts every night")
    press(page, "Agree on it")
    follow(page, "Make an issue of it")
    assert_accessible(page)
    picture(page, f"issue-before-{look.scheme}-{look.width}")
    press(page, "Make this issue")
    link = page.get_by_role("link", name="Issue 11")
    expect(link).to_have_attribute("href", server.project.address(11))
    assert server.issues[11]["title"] == "Compare row counts every night"
    assert_accessible(page)

    server.issues[11]["title"] = "Compare row counts by night"
    press(page, "Look now")
    expect(page.get_by_role("heading", name="It was reworded there")).to_be_visible()
    assert_accessible(page)
    picture(page, f"issue-words-{look.scheme}-{look.width}")
    press(page, "Use their words here")
    expect(page.get_by_role("heading", name="Compare row counts by night")).to_be_visible()

    server.close(11)
    press(page, "Look now")
    expect(page.get_by_text("closed there by robin")).to_be_visible()
    assert_accessible(page)
    picture(page, f"issue-closed-{look.scheme}-{look.width}")
    press(page, "Done here, too")
    expect(page.get_by_text("done on")).to_be_visible()
    assert_accessible(page)
    picture(page, f"issue-done-{look.scheme}-{look.width}")
