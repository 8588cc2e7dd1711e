"""The board of the reveal by mouse, by finger and by pressing, for two people at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Look
from tests.e2e.going import follow, go_by, press
from tests.e2e.test_look_ahead import begin, to_writing, write_cards

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, Route

    from tests.e2e.conftest import People

SAID = ("Rows without a key", "The desk heard nothing", "Disk 7 was full", "It was a Friday in May")
MORE = ("Step 12 had no way back", "A bonus for the 3rd of March", "Seven of us were tired")
PATIENCE = 10_000  # milliseconds: a page looks for changes every two seconds


def board_of(page: Page, *texts: str) -> Page:
    """Let somebody alone write these cards and read them."""
    begin(page, "migration", "Move orders to the new cluster on 3 March")
    to_writing(page)
    write_cards(page, *texts)
    page.locator(".next button").click()
    page.wait_for_url("**/reveal/")
    return page


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, what: Locator, to: Locator) -> None:
    to.evaluate("place => place.scrollIntoView({block: 'center'})")
    page.mouse.move(*middle(what.locator(".said")))
    page.mouse.down()
    page.mouse.move(*middle(to), steps=6)
    expect(page.locator(".ghost")).to_be_visible()
    page.mouse.up()
    expect(page.locator(".ghost")).to_have_count(0)


def test_a_card_is_dragged_onto_a_theme_and_onto_another_card(page: Page) -> None:
    board_of(page, *SAID)
    loose, technology = page.locator("#loose > li"), page.locator(".shelf").nth(2)
    expect(technology).to_contain_text("nothing yet")
    drag(page, loose.first, technology)
    expect(technology.locator(".card")).to_have_count(1)
    expect(loose).to_have_count(3)
    second = loose.nth(1).locator(".said").inner_text()
    drag(page, loose.first, loose.nth(1))
    expect(loose).to_have_count(2)
    expect(page.locator("#loose")).to_contain_text("Also said as")
    page.get_by_role("button", name="Undo").click()
    expect(loose).to_have_count(3)
    drag(page, technology.locator(".card"), page.locator(".shelf").first)
    expect(page.locator(".shelf").first.locator(".card")).to_have_count(1)
    expect(page.locator("#loose")).to_contain_text(second)


def test_a_drag_given_up_changes_nothing(page: Page) -> None:
    board_of(page, *SAID)
    page.mouse.move(*middle(page.locator("#loose > li .said").first))
    page.mouse.down()
    page.mouse.move(*middle(page.locator(".shelf").nth(2)), steps=6)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".ghost")).to_have_count(0)
    expect(page.locator("#loose > li")).to_have_count(4)


def hold(page: Page, what: Locator, over: Locator) -> None:
    """Lift a card in the middle of the window and hold it over a place that is in sight."""
    what.evaluate("card => card.scrollIntoView({block: 'center'})")
    page.mouse.move(*middle(what.locator(".said")))
    page.mouse.down()
    page.mouse.move(*middle(over), steps=6)
    expect(page.locator(".ghost")).to_be_visible()


def test_the_page_stands_still_under_a_card_held_over_a_theme(page: Page) -> None:
    board_of(page, *SAID, *MORE, "One more", "Two more", "Three more")
    first = page.locator(".shelf").first
    hold(page, page.locator("#loose > li").nth(8), first)
    stood = page.evaluate("scrollY")
    assert stood > 0
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") == stood
    page.mouse.up()
    expect(first.locator(".card")).to_have_count(1)


def test_a_low_window_brings_the_last_theme_within_reach(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    board_of(page, *SAID, *MORE)
    column, last = page.locator(".shelves"), page.locator(".shelf").last
    expect(last).not_to_be_in_viewport()
    hold(page, page.locator("#loose > li").nth(5), page.locator(".shelf").nth(1))
    box = column.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] - 8, steps=3)
    expect(last).to_be_in_viewport(ratio=0.9)
    page.mouse.up()
    expect(last.locator(".card")).to_have_count(1)


def test_a_finger_drags_by_the_grip_and_finds_the_themes_at_hand(people: People) -> None:
    page = board_of(people.window(Look("dark", 390), has_touch=True), *SAID)
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    empty = [middle(shelf) for shelf in page.locator(".shelf").all()[:2]]
    assert empty[0][1] == empty[1][1]  # side by side, so that seven of them fit on the screen
    page.locator("#loose").scroll_into_view_if_needed()
    x, y = middle(page.locator("#loose .grip").first)
    touch("touchStart", (x, y))
    touch("touchMove", (x - 20, y + 20))
    timing = page.locator(".dock li", has_text="Timing")
    expect(timing).to_be_visible()
    touch("touchMove", middle(timing))
    touch("touchEnd")
    expect(page.locator(".shelf", has_text="Timing").locator(".card")).to_have_count(1)
    expect(page.locator("#loose > li")).to_have_count(3)
    expect(page.locator("#dock")).to_be_hidden()


@pytest.fixture
def room(people: People, look: Look) -> tuple[Page, Page]:
    """Return the facilitator's and a guest's window, in the silence of an anonymous review."""
    mara = people.window(look)
    plan = begin(mara, "migration", "Move orders to the new cluster on 3 March")
    mara.get_by_text("Do it together").click()
    press(mara, "Open the room")
    link = mara.locator("#room-link").inner_text()
    mara.goto(plan)
    mara.locator("#frame summary").click()
    mara.locator("#frame input[value=anonymous]").check()
    go_by(mara, mara.locator("#frame button").last)
    jun = people.window(look, signed_in=False)
    jun.goto(link)
    press(jun, "Come in")
    mara.goto(plan)
    to_writing(mara)
    jun.wait_for_url("**/write/", timeout=PATIENCE)
    return mara, jun


def test_the_cards_turn_a_few_at_a_time_for_both(
    room: tuple[Page, Page], assert_accessible: Callable[[Page], None]
) -> None:
    mara, jun = room
    write_cards(mara, *SAID)
    write_cards(jun, *MORE)
    jun.get_by_label("One reason").fill("Half a thought")
    mara.get_by_role("button", name="Turn the cards").click()
    jun.wait_for_url("**/reveal/", timeout=PATIENCE)
    for page in room:
        expect(page.locator("#board")).to_contain_text("4 of 7 cards turned.")
        assert_accessible(page)
    seen = jun.content()
    assert len([text for text in (*SAID, *MORE) if text in seen]) == 4
    expect(jun.locator("#added-text")).to_have_value("Half a thought")
    jun.locator("#added-text").press("Enter")
    expect(jun.locator("#told")).to_contain_text("It comes with the next cards.")
    expect(mara.locator("#turn-next")).to_have_text(re.compile("Turn the"), timeout=PATIENCE)
    expect(mara.locator("#board")).to_contain_text("4 of 8 cards turned.", timeout=PATIENCE)
    mara.locator("#turn-next").focus()
    mara.keyboard.press("Enter")
    expect(mara.locator("#board")).to_contain_text("All 8 cards seen.")
    expect(mara.locator("#turn-next")).to_be_focused()
    expect(jun.locator("#board")).to_contain_text("Half a thought", timeout=PATIENCE)
    mara.locator("#loose summary").first.click()
    mara.get_by_role("button", name=re.compile("Out of sight")).first.click()
    expect(mara.locator("#own")).to_contain_text("One card out of sight")
    mara.locator("#hidden summary").click()
    assert_accessible(mara)
    expect(jun.locator("#board")).to_contain_text("One card is out of sight", timeout=PATIENCE)
    expect(jun.locator("#own")).not_to_contain_text("out of sight")
    mara.get_by_role("button", name=re.compile("Bring it back")).click()
    expect(mara.locator("#board")).to_contain_text("All 8 cards seen.")


def test_what_is_pressed_stays_under_the_finger_until_it_is_let_go(room: tuple[Page, Page]) -> None:
    mara, jun = room
    write_cards(mara, *SAID)
    mara.get_by_role("button", name="Turn the cards").click()
    jun.wait_for_url("**/reveal/", timeout=PATIENCE)
    on = mara.get_by_role("button", name="Which of these matter most?")
    mara.mouse.move(*middle(on))
    mara.mouse.down()
    jun.get_by_text("Add one more").click()
    jun.locator("#added-text").fill("Half a thought")
    jun.locator("#added-text").press("Enter")
    expect(jun.locator("#told")).to_contain_text("It comes with the next cards.")
    mara.wait_for_timeout(1000)  # for the change to get here, too
    mara.mouse.up()
    mara.wait_for_url("**/rate/")


def test_no_card_moves_while_something_is_pressed(room: tuple[Page, Page]) -> None:
    mara, jun = room
    write_cards(mara, *SAID)
    mara.get_by_role("button", name="Turn the cards").click()
    jun.wait_for_url("**/reveal/", timeout=PATIENCE)
    mara.mouse.move(*middle(mara.locator("h1")))
    mara.mouse.down()
    card = jun.locator("#loose > li").first
    card.locator(".said").click()
    card.get_by_role("button", name="People").click()
    expect(jun.locator("#loose > li")).to_have_count(3)
    mara.wait_for_timeout(1000)  # for the change to get here, too
    assert mara.locator("#loose > li").count() == 4
    mara.mouse.up()
    expect(mara.locator("#loose > li")).to_have_count(3)


def test_a_card_that_folds_up_moves_nothing_from_under_the_finger(page: Page) -> None:
    board_of(page, *SAID)
    cards = page.locator("#loose > li")
    expect(cards.first.locator(".theme-buttons")).to_be_visible()
    more = cards.last.locator("summary")
    more.evaluate("one => one.scrollIntoView({block: 'center'})")
    page.mouse.move(*middle(more))
    page.mouse.down()
    page.mouse.up()
    expect(cards.last.locator("details")).to_have_attribute("open", "")
    expect(cards.last.locator(".theme-buttons")).to_be_visible()
    expect(cards.first.locator(".theme-buttons")).to_be_hidden()


def test_a_press_whose_end_is_never_told_holds_nothing_for_good(room: tuple[Page, Page]) -> None:
    mara, jun = room
    mara.clock.install()
    mara.locator("h1").dispatch_event("pointerdown", {"button": 0})
    write_cards(jun, "Step 12 had no way back")
    mara.wait_for_timeout(1000)
    expect(mara.locator("#card-count")).not_to_contain_text("One card so far")
    mara.clock.fast_forward(11_000)
    expect(mara.locator("#card-count")).to_contain_text("One card so far")


def test_facilitation_goes_to_a_guest_and_comes_back(
    room: tuple[Page, Page], assert_accessible: Callable[[Page], None]
) -> None:
    mara, jun = room
    jun.get_by_label("One reason").fill("Half a thought")
    follow(mara, "Hand over")
    assert_accessible(mara)
    mara.get_by_role("button", name=re.compile("^Let .* facilitate$")).click()
    mara.wait_for_url("**/write/")
    expect(mara.get_by_role("button", name="Turn the cards")).to_have_count(0)
    turn = jun.get_by_role("button", name="Turn the cards")
    turn.wait_for(timeout=PATIENCE)  # the page has noticed by itself
    expect(jun.get_by_label("One reason")).to_have_value("Half a thought")
    assert_accessible(jun)
    mara.get_by_role("button", name="Facilitate again yourself").click()
    expect(mara.get_by_role("button", name="Turn the cards")).to_be_visible()
    expect(turn).to_have_count(0, timeout=PATIENCE)


def test_who_was_rewording_a_card_can_still_add_the_new_words(room: tuple[Page, Page]) -> None:
    mara, jun = room
    write_cards(jun, "Step 12")
    jun.locator("#mine summary").click()
    jun.locator("#mine textarea").fill("Step 12 had no way back")
    mara.get_by_role("button", name="Turn the cards").click()
    jun.wait_for_url("**/reveal/", timeout=PATIENCE)
    expect(jun.locator("[data-draft-waiting]")).to_contain_text("Step 12 had no way back")
    jun.get_by_role("link", name="Add it to the board").click()
    expect(jun.locator("#added-text")).to_have_value("Step 12 had no way back")
    expect(jun.locator("[data-draft-waiting]")).to_be_hidden()


def test_who_was_still_writing_finds_the_words_two_steps_on(room: tuple[Page, Page]) -> None:
    mara, jun = room
    jun.get_by_label("One reason").fill("Half a thought")
    mara.get_by_role("button", name="Turn the cards").click()
    jun.wait_for_url("**/reveal/", timeout=PATIENCE)
    expect(jun.locator("#added-text")).to_be_visible()
    mara.wait_for_url("**/reveal/")
    mara.locator("#turn-next").click()
    jun.wait_for_url("**/rate/", timeout=PATIENCE)
    expect(jun.locator("[data-draft-waiting]")).to_contain_text("Half a thought")
    expect(mara.locator("[data-draft-waiting]")).to_be_hidden()
    follow(jun, "Add it to the board")
    expect(jun.locator("#added-text")).to_have_value("Half a thought")
    jun.locator("#added-text").press("Enter")
    expect(jun.locator("#loose")).to_contain_text("Half a thought")
    jun.goto(jun.url.split("/reveal/")[0] + "/rate/")
    expect(jun.locator("[data-draft-waiting]")).to_be_hidden()


def test_the_way_back_is_offered_even_when_the_stream_was_quicker_than_the_answer(
    page: Page,
) -> None:
    board_of(page, *SAID)
    told: list[str] = []
    page.on("console", lambda said: told.append(said.text))
    page.route("**/deletion/", lambda route: _late(page, route))
    loose = page.locator("#loose > li")
    loose.first.locator("summary").click()
    loose.first.get_by_role("button", name="Put away").click()
    expect(page.locator("#told")).to_contain_text("Put away.")
    expect(loose).to_have_count(3)
    expect(loose.first).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(loose).to_have_count(4)
    assert told == []


def _late(page: Page, route: Route) -> None:
    """Hand the answer on a moment after the server has given it."""
    answer = route.fetch()
    page.wait_for_timeout(800)
    route.fulfill(response=answer)


def test_new_words_are_seen_as_soon_as_they_are_kept(page: Page) -> None:
    board_of(page, *SAID)
    first = page.locator("#loose > li").first
    first.locator("summary").click()
    first.get_by_label("In other words").fill("Half of the rows had no key")
    first.get_by_role("button", name="Keep").click()
    expect(page.locator("#loose > li .said").first).to_have_text("Half of the rows had no key")
    expect(first.locator("details[open]")).to_have_count(0)
