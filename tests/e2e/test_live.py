"""What others do appears by itself: through restarts, lost networks and blocked streams."""

from __future__ import annotations

import itertools
import re
import signal
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.conftest import STARTS_WITHIN, People, Product, sign_in
from tests.e2e.test_following import begin, send

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

COUNTED = "{} cards so far, from all of us."


def room_at(people: People, phase: str) -> tuple[Page, Page, str]:
    """Bring the owner and a guest to a phase; return their pages and the review's path."""
    ada = people.window()
    review = begin(ada, "ahead", "migration")
    send(ada, f"{review}room/", **{"from": "plan"})
    ada.goto(f"{review}plan/")
    link = ada.get_by_text(re.compile(r"^https?://\S+/join/\S+")).first.inner_text()
    jun = people.window(signed_in=False)
    jun.goto(link)
    jun.locator("[name=name]").fill("Jun")
    jun.locator("main form button").first.click()
    jun.wait_for_url(f"**{review}**")
    phases = ("plan", "imagine", "write", "reveal", "rate", "protect")
    for seen, to in itertools.pairwise(phases[: phases.index(phase) + 1]):
        send(ada, f"{review}phase/", seen=seen, to=to)
    for page in (ada, jun):
        page.wait_for_url(f"**/{phase}/")
        page.evaluate("window.sameAsBefore = true")
    return ada, jun, review


def never_reloaded(page: Page) -> bool:
    return bool(page.evaluate("window.sameAsBefore === true"))


def write(page: Page, text: str) -> None:
    page.locator("#card-text").fill(text)
    page.locator("#card-text").press("Enter")
    expect(page.locator("#mine")).to_contain_text(text)
    expect(page.locator("#card-text")).to_have_value("")  # ready for the next


def test_a_killed_server_loses_nothing_and_nobody_reloads(
    browser: Browser, new_product: Callable[..., Product]
) -> None:
    first = new_product()
    people = People(browser, first, sign_in(browser, first))
    ada, jun, _ = room_at(people, "write")
    write(ada, "Nobody restored a backup")
    expect(jun.locator("#card-count")).to_contain_text("One card so far")
    jun.locator("#card-text").press_sequentially("The rollback ")
    first.process.send_signal(signal.SIGKILL)
    first.process.communicate(timeout=STARTS_WITHIN)
    jun.locator("#card-text").press_sequentially("ends early")
    expect(jun.locator("#lost")).to_be_visible()
    new_product("--port", first.url.rsplit(":", 1)[1], data=first.data)
    expect(jun.locator("#lost")).to_be_hidden()
    jun.locator("#card-text").press("Enter")
    expect(jun.locator("#mine")).to_contain_text("The rollback ends early")
    expect(ada.locator("#card-count")).to_contain_text(COUNTED.format(2))
    assert never_reloaded(ada)
    assert never_reloaded(jun)
    for context in people.contexts:
        context.close()


def test_where_streams_are_blocked_pages_ask(people: People) -> None:
    ada, jun, review = room_at(people, "write")
    jun.context.route("**/stream/**", lambda route: route.abort())
    jun.goto(f"{review}write/")
    write(ada, "Nobody restored a backup")
    write(ada, "The rollback ends early")
    expect(jun.locator("#card-count")).to_contain_text(COUNTED.format(2))


def test_a_stream_that_was_cut_off_goes_on_where_it_was(people: People) -> None:
    ada, jun, _ = room_at(people, "write")
    jun.context.set_offline(True)
    write(ada, "Nobody restored a backup")
    write(ada, "The rollback ends early")
    jun.context.set_offline(False)
    expect(jun.locator("#card-count")).to_contain_text(COUNTED.format(2))
    assert never_reloaded(jun)


def test_whoever_is_asked_to_leave_sees_that_at_once(people: People) -> None:
    ada, jun, review = room_at(people, "write")
    jun.route("**/pulse/**", lambda route: route.abort())  # it is not by asking
    ada.goto(f"{review}invite/")
    ada.get_by_role("button", name="Ask Jun to leave").click()
    expect(jun.get_by_text("There is no such page")).to_be_visible()


def test_the_clock_is_extended_for_all(people: People) -> None:
    ada, jun, _ = room_at(people, "write")
    expect(jun.locator("[data-ring-words]")).to_have_text(re.compile(r"^[0-4]:\d\d$"))
    ada.get_by_role("button", name="2 more minutes").click()
    expect(jun.locator("[data-ring-words]")).to_have_text(re.compile(r"^6:\d\d$"))
    assert never_reloaded(jun)


def test_what_is_being_typed_goes_along_when_the_cards_turn(people: People) -> None:
    ada, jun, _ = room_at(people, "write")
    write(ada, "Nobody restored a backup")
    jun.locator("#card-text").press_sequentially("The rollback ends ea")
    ada.get_by_role("button", name="Turn the cards").click()
    jun.wait_for_url("**/reveal/")
    expect(jun.locator("#added-text")).to_have_value("The rollback ends ea")


def test_a_plan_tells_how_many_have_come_as_they_come(people: People) -> None:
    ada, jun, _ = room_at(people, "plan")
    expect(ada.locator("#company")).to_have_text("The room is open: 2 of you are here")
    expect(jun.locator("#company")).to_have_text(
        "You and one other are here. It begins in a moment."
    )
    noor = people.window(signed_in=False)
    noor.goto(ada.get_by_text(re.compile(r"^https?://\S+/join/\S+")).first.inner_text())
    noor.locator("[name=name]").fill("Noor")
    noor.locator("main form button").first.click()
    expect(ada.locator("#company")).to_have_text("The room is open: 3 of you are here")
    expect(jun.locator("#company")).to_have_text(
        "You and 2 others are here. It begins in a moment."
    )
    assert never_reloaded(ada)
    assert never_reloaded(jun)


def test_a_lost_connection_is_told_where_one_is_on_the_page(people: People) -> None:
    _, jun, review = room_at(people, "write")
    jun.set_viewport_size({"width": 390, "height": 600})
    for door in ("stream/**", "pulse/**", "cards/"):
        jun.context.route(f"**/{door}", lambda route: route.abort())
    jun.goto(f"{review}write/")
    jun.locator("#card-text").fill("Half a thought")
    jun.locator("#card-text").press("Enter")
    expect(jun.locator("#connection")).to_be_visible()
    jun.evaluate("scrollTo(0, document.body.scrollHeight)")
    for line in ("#lost", "#connection"):
        expect(jun.locator(line)).to_be_in_viewport(ratio=1)
    expect(jun.locator("#here")).to_be_hidden()
    lost, notice = (jun.locator(line).bounding_box() for line in ("#lost", "#connection"))
    assert lost
    assert notice
    assert lost["y"] + lost["height"] <= notice["y"]


def test_whoever_groups_by_keyboard_stays_among_the_cards(people: People) -> None:
    ada, jun, review = room_at(people, "reveal")
    for text in ("Nobody restored a backup", "The rollback ends early", "Disk 7 was full"):
        send(ada, f"{review}reveal/causes/", text=text)
    loose = jun.locator("#loose > li")
    for page in (ada, jun):
        expect(page.locator("#loose > li")).to_have_count(3)
    loose.nth(1).focus()
    ada.locator("#loose > li").nth(1).focus()
    ada.keyboard.press("3")
    expect(loose).to_have_count(2)
    expect(loose.nth(1)).to_be_focused()  # somebody else took the card that had the focus
    jun.keyboard.press("3")
    expect(loose).to_have_count(1)
    expect(jun.locator(".shelf").nth(2).locator(".card")).to_have_count(2)


def test_a_page_tells_how_many_are_here(people: People) -> None:
    ada, jun, review = room_at(people, "write")
    expect(ada.locator("#here")).to_have_text("2 are here now.")
    again = jun.context.new_page()
    again.goto(f"{review}write/")
    expect(again.locator("#here")).to_have_text("2 are here now.")
    again.close()
    jun.close()
    expect(ada.locator("#here")).to_have_text("1 is here now.")


def test_a_page_that_comes_too_late_goes_on_to_where_the_review_stands(people: People) -> None:
    _ada, jun, review = room_at(people, "reveal")
    jun.evaluate("sessionStorage.setItem('followed-at', Date.now())")  # as when a page goes along
    jun.goto(f"{review}write/")
    jun.wait_for_url("**/reveal/")
    jun.goto(f"{review}write/")  # on purpose this time
    expect(jun.get_by_role("link", name="See the cards")).to_be_visible()
