"""Pages follow what others do, and leave alone whoever is typing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from tests.e2e.conftest import People

    Check = Callable[[Page], None]


def send(page: Page, path: str, **form: str) -> None:
    """Post what a form on the page would, with its proof of origin."""
    cookies = page.context.cookies()
    token = next(one["value"] for one in cookies if one["name"] == "csrftoken")
    origin = page.url.partition("/r/")[0]
    answer = page.request.post(
        path,
        form={**form, "csrfmiddlewaretoken": token},
        headers={"Referer": f"{origin}/", "Origin": origin},
    )
    assert answer.ok, (path, answer.status)


def begin(page: Page, direction: str, context: str) -> str:
    page.goto(f"/{direction}/new/")
    page.locator("[name=title]").fill("Move orders to the new cluster on 3 March")
    page.locator(f"input[value={context}]").check(force=True)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/r/**")
    found = re.search(r"/r/[0-9a-f-]{36}/", page.url)
    assert found
    return found.group()


def test_a_slow_answer_never_takes_the_cursor(page: Page) -> None:
    review = begin(page, "back", "incident")
    send(page, f"{review}phase/", seen="event", to="lessons")
    page.goto(f"{review}lessons/")
    expect(page.locator("#lacking")).to_contain_text("No lesson is written down")
    held: list[Route] = []
    page.route("**/lessons/new/", lambda route: held.append(route))  # noqa: PLW0108 - Playwright looks at its signature
    page.locator("#went_right textarea").fill("Found within minutes")
    with page.expect_request("**/lessons/new/"):
        page.locator("#went_right button").click()
    page.locator("#lucky textarea").press_sequentially("It was ")
    held[0].continue_()
    expect(page.locator("#went_right-list")).to_contain_text("Found within minutes")
    page.keyboard.type("daylight")
    expect(page.locator("#lucky textarea")).to_have_value("It was daylight")
    expect(page.locator("#lacking")).not_to_contain_text("No lesson is written down")


def test_after_an_answer_the_place_is_ready_for_the_next(page: Page) -> None:
    review = begin(page, "back", "incident")
    send(page, f"{review}phase/", seen="event", to="lessons")
    page.goto(f"{review}lessons/")
    for kind in ("went_right", "lucky", "surprised"):
        page.locator(f"#{kind} textarea").fill(f"A lesson of {kind}")
        page.locator(f"#{kind} button").last.click()
        expect(page.locator(f"#{kind}-list")).to_contain_text(f"A lesson of {kind}")
        expect(page.locator(f"#{kind} textarea")).to_be_focused()


def test_a_guest_sees_what_is_agreed_and_how_sure_all_were(
    people: People, assert_accessible: Check
) -> None:
    ada = people.window()
    review = begin(ada, "ahead", "migration")
    send(ada, f"{review}plan/frame/", minutes="30", mode="anonymous")
    send(ada, f"{review}room/", **{"from": "plan"})
    ada.goto(f"{review}plan/")
    link = ada.get_by_text(re.compile(r"^https?://\S+/join/\S+")).first.inner_text()
    jun = people.window(signed_in=False)
    jun.goto(link)
    jun.locator("main form button").first.click()
    jun.wait_for_url(f"**{review}**")
    send(ada, f"{review}phase/", seen="plan", to="imagine")
    jun.wait_for_url("**/imagine/")
    assert_accessible(jun)
    expect(jun.locator(".sentence")).to_have_count(0)
    jun.locator("#sure-percent").fill("80")
    jun.get_by_role("button", name="Keep it").click()
    expect(jun.locator(".sentence")).to_be_visible()
    ada.wait_for_url("**/imagine/")
    ada.goto(f"{review}imagine/?sure=later")
    expect(ada.locator("#sure-count")).to_contain_text("1 of 2 have said")
    for seen, to in (("imagine", "write"), ("write", "reveal")):
        send(ada, f"{review}phase/", seen=seen, to=to)
    for text in ("Nobody restored a backup", "The rollback ends early"):
        send(ada, f"{review}reveal/causes/", text=text)
    for seen, to in (("reveal", "rate"), ("rate", "protect")):
        send(ada, f"{review}phase/", seen=seen, to=to)
    jun.wait_for_url("**/protect/")
    ada.wait_for_url("**/protect/")
    ada.get_by_label("Nobody restored a backup").check()
    ada.get_by_role("button", name="Guard these; let the rest go").click()
    expect(jun.locator("#protections")).to_contain_text("Nobody restored a backup")
    typed = jun.locator("#ask [name=text]")
    typed.press_sequentially("Restore one")
    ada.locator("#ask [name=text]").fill("Add a restore to the weekly run")
    ada.get_by_role("button", name="Agree on it").click()
    expect(jun.locator("#protections .action")).to_contain_text("Add a restore")
    expect(typed).to_have_value("Restore one")
    expect(typed).to_be_focused()
    jun.goto(f"{review}protect/?sure=again")
    jun.locator("#sure-percent").fill("60")
    jun.locator("#sure-form button").click()
    expect(jun.locator("#sure")).to_contain_text("You are 60 % sure now.")
    send(ada, f"{review}phase/", seen="protect", to="watch")
    jun.wait_for_url("**/watch/")
    jun.locator("#sure-shift summary").first.click()
    expect(jun.locator("#sure-shift svg")).to_contain_text("80 % sure")
    assert_accessible(jun)
