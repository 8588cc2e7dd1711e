"""One look-back meeting in three browsers: silence, an agenda, what it looked like, no names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Look

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import People

    Check = Callable[[Page], None]

SAW = {
    "mara": "Mara saw the alert and took it for a test",
    "jun": "Jun thinks the network was gone",
    "noor": "Noor was told nothing until three",
}
NAMES = {"named": ("Jun", "Noor"), "alias": ("Heron", "Otter"), "anonymous": ("", "")}
PHONE = Look("dark", 390)


def begin(page: Page) -> str:
    """Begin a look back, put one moment on its timeline, and return its address."""
    page.goto("/back/new/")
    page.locator("[name=title]").fill("The shop was down for 47 minutes")
    page.locator("input[value=incident]").check(force=True)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/event/")
    page.get_by_role("button", name="Save and bring evidence").click()
    page.wait_for_url("**/evidence/")
    page.locator("#entry-date").fill("2026-03-03")
    page.locator("#entry-time").fill("02:10")
    page.locator("#entry-text").fill("Somebody decided to go back")
    page.get_by_role("button", name="Put it on the timeline").click()
    page.wait_for_url("**/evidence/?next=entry")
    found = re.search(r"/r/[0-9a-f-]{36}/", page.url)
    assert found
    return found.group()


def open_room(page: Page, review: str, mode: str) -> str:
    """Choose what is kept of names, open the room, and return its link."""
    page.goto(f"{review}evidence/")
    page.get_by_text("Look at it together").click()
    page.locator(f"input[name=mode][value={mode}]").check(force=True)
    page.get_by_role("button", name="Open the room").click()
    page.wait_for_url("**/invite/")
    return page.locator("#room-link").inner_text().strip()


def come_in(page: Page, link: str, name: str) -> None:
    page.goto(link)
    if name:
        page.locator("[name=name]").fill(name)
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("**/evidence/")


def write(page: Page, text: str) -> None:
    page.locator("#card-text").fill(text)
    page.locator("#card-text").press("Enter")
    expect(page.locator("#mine")).to_contain_text(text)
    expect(page.locator("#card-text")).to_have_value("")  # ready for the next


def read_by(page: Page, review: str) -> set[str]:
    """Return whose accounts this browser can get to see, at every door there is."""
    paths = ["", "event/", "accounts/", "evidence/", "causes/", "actions/", "report/"]
    paths += [
        "evidence/picture/",
        "pulse/?seen=0",
        *(f"export/{f}/" for f in ("json", "md", "html")),
    ]
    doors = [f"{review}{path}" for path in paths] + ["/search/?q=network", "/", "/reviews/"]
    heard = "\n".join(page.request.get(door).text() for door in doors)
    return {name for name, text in SAW.items() if text in heard}


@dataclass
class Room:
    """Three people in one meeting: who facilitates, a phone, and a third."""

    mara: Page
    jun: Page
    noor: Page
    review: str
    mode: str

    @property
    def everybody(self) -> dict[str, Page]:
        return {"mara": self.mara, "jun": self.jun, "noor": self.noor}

    def go(self, page: Page, path: str) -> None:
        page.goto(f"{self.review}{path}/")


@pytest.fixture(params=NAMES)
def room(people: People, request: pytest.FixtureRequest) -> Room:
    """Return three browsers in a look back whose timeline has begun, once for each mode."""
    mara = people.window()
    review = begin(mara)
    link = open_room(mara, review, request.param)
    jun, noor = people.window(PHONE, signed_in=False), people.window(signed_in=False)
    for page, name in zip((jun, noor), NAMES[request.param], strict=True):
        come_in(page, link, name)
    return Room(mara, jun, noor, review, request.param)


def test_three_look_back_together(room: Room, assert_accessible: Check) -> None:
    all_write_unseen(room, assert_accessible)
    all_lie_open(room, assert_accessible)
    two_go_on_the_timeline(room, assert_accessible)
    an_idea_and_a_question_are_kept(room)
    a_cause_comes_without_a_name(room, assert_accessible)
    what_went_right_comes_before_what_will_be_done(room, assert_accessible)


def all_write_unseen(room: Room, check: Check) -> None:
    """Whoever looked at the timeline is taken along into the silence; nobody sees another's words."""
    room.go(room.mara, "evidence")
    expect(room.mara.locator("#meeting summary")).to_contain_text("3 of you are here")
    check(room.mara)
    if room.mode != "anonymous":
        room.mara.locator("#my-name").fill("Mara")
    room.mara.get_by_role("button", name="Begin: everybody writes first").click()
    for name, page in room.everybody.items():
        page.wait_for_url("**/accounts/")
        write(page, SAW[name])
    expect(room.mara.locator("#shared")).to_contain_text("3 accounts so far, from all of us.")
    room.jun.get_by_role("button", name="I'm done").click()
    expect(room.noor.locator("#shared")).to_contain_text("1 of 3 are done")
    expect(room.jun.locator("#agenda [aria-current]")).to_contain_text("Accounts")
    read = {name: read_by(page, room.review) for name, page in room.everybody.items()}
    assert read == {name: {name} for name in room.everybody}
    check(room.jun)


def all_lie_open(room: Room, check: Check) -> None:
    """Turned, all can be read by all; a name shows where the meeting keeps one."""
    room.mara.get_by_role("button", name="Turn the accounts").click()
    for page in room.everybody.values():
        page.wait_for_url("**/evidence/")
        room.go(page, "accounts")
        for text in SAW.values():
            expect(page.locator("#accounts")).to_contain_text(text)
    foot = room.jun.locator("#accounts .card", has_text=SAW["noor"]).locator(".card-foot")
    words = [NAMES[room.mode][1], "Put it on the timeline"]
    expect(foot).to_have_text(re.compile(r"\s*".join(filter(None, words))))
    check(room.jun)


def two_go_on_the_timeline(room: Room, check: Check) -> None:
    """An account becomes a moment; another moment is asked about, and the answer stands beside it."""
    card = room.jun.locator("#accounts .card", has_text=SAW["jun"])
    card.get_by_text("Put it on the timeline").click()
    room.jun.locator("#entry-time").fill("02:20")
    room.jun.get_by_role("button", name="Put it on the timeline").click()
    room.go(room.noor, "evidence")
    whose = NAMES[room.mode][0] or "somebody who was there"
    moments = room.noor.locator("#story li")
    expect(moments.filter(has_text=SAW["jun"])).to_contain_text(f"as {whose} saw it")
    moments.first.get_by_text("What did it look like then?").click()
    asked = "what spoke for this one just then"
    expect(room.noor.locator("#then-questions")).to_contain_text(asked)
    check(room.noor)
    room.noor.locator("#then textarea").fill("It had worked on Tuesday")
    room.noor.get_by_role("button", name="Put it beside this moment").click()
    room.go(room.mara, "evidence")
    expect(room.mara.locator("#story li").nth(1)).to_contain_text("It had worked on Tuesday")


def an_idea_and_a_question_are_kept(room: Room) -> None:
    """An idea goes into the drawer, where it is only counted; an open question stands for all."""
    room.go(room.jun, "evidence")
    room.jun.locator("#idea").fill("Renew it by itself")
    room.jun.locator("#idea").press("Enter")
    for page in (room.jun, room.mara):
        expect(page.locator("#drawer-count")).to_contain_text("1 idea waits in the drawer")
    expect(room.jun.locator("#idea")).to_have_value("")
    expect(room.mara.locator("#idea")).not_to_be_focused()  # what others do takes no cursor
    room.jun.locator("#unknown-list button", has_text="Keep it open").first.click()
    expect(room.mara.locator("#unknown-list .items")).to_contain_text("When did it begin?")


def a_cause_comes_without_a_name(room: Room, check: Check) -> None:
    room.mara.get_by_role("button", name="On to the causes").click()
    room.mara.wait_for_url("**/causes/")
    expect(room.jun.locator("#agenda [aria-current]")).to_contain_text("Causes")
    room.jun.get_by_role("link", name="To where all of us are").click()
    room.jun.wait_for_url("**/causes/")
    room.jun.locator("#cause-new-text").fill("Renewal depended on one memory")
    if room.mode != "anonymous":
        room.jun.get_by_label("Without my name").check()
    room.jun.get_by_role("button", name="Write it down").click()
    expect(room.mara.locator("#tree")).to_contain_text("Renewal depended on one memory")
    check(room.jun)
    key = room.review.split("/")[2]
    lines = room.mara.request.get(f"/api/reviews/{key}/activity").json()
    assert [line["actor"] for line in lines if line["verb"] == "cause.added"] == [None]


def what_went_right_comes_before_what_will_be_done(room: Room, check: Check) -> None:
    """The actions come last, and there the drawer opens."""
    room.mara.get_by_role("button", name="On to the lessons").click()
    room.mara.wait_for_url("**/lessons/")
    expect(room.mara.locator("section h2").first).to_have_text("What went right")
    check(room.mara)
    room.mara.get_by_role("button", name="On to what we will do").click()
    room.mara.wait_for_url("**/actions/")
    expect(room.mara.locator(".parked")).to_contain_text("Renew it by itself")


def test_who_was_typing_finds_the_words_again_when_the_silence_begins(people: People) -> None:
    mara = people.window()
    review = begin(mara)
    link = open_room(mara, review, "named")
    jun = people.window(signed_in=False)
    come_in(jun, link, "Jun")
    mara.goto(f"{review}evidence/")
    jun.locator("#entry-text").fill("Half a sen")
    mara.get_by_role("button", name="Begin: everybody writes first").click()
    jun.wait_for_url("**/accounts/")
    mara.get_by_role("button", name="Turn the accounts").click()
    jun.wait_for_url("**/evidence/")
    expect(jun.locator("#entry-text")).to_have_value("Half a sen")
