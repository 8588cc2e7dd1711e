"""Five people, five browsers, one anonymous review of thirty minutes, and a server that is killed.

One of them holds a phone, one has nothing but a keyboard. The server is killed in the middle of
the writing and started again; nobody reloads. Every page is photographed in both schemes.

    python -m bench.walkthrough_room OUT [--browser PATH]

OUT is made anew. Prints what was seen, and exits 1 when something of it is wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect, sync_playwright

from bench.product import Product, serving
from bench.walkthrough import FORMS, come_home, installed_browser, reach_me
from bench.walkthrough_people import PATIENCE, Findings, Person, seat, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Playwright

PLAN = "Move orders to the new cluster on 3 March"
ANSWERS = {
    "success": "Every order placed during the move can be found in both systems the next morning.",
    "hurt": "Customers with an open order, and whoever is on call that night.",
    "plan_date": "2027-03-03",
}
# What each of the five writes; the last words of Tom are typed while there is no server.
SAID = {
    "mara": ["The rollback was never tried", "Step twelve had no way back"],
    "jun": ["We have never restored a backup of this database", "Disk seven was full"],
    "noor": ["The backup of this database was never restored", "Support heard nothing of it"],
    "ada": ["The backfill starved the live traffic", "It was a Friday evening in spring"],
    "tom": ["Rows without a key were skipped", "The rollback ends at the first write"],
}
HALF = len("The rollback ends ")
LATE = "Nobody knew who may stop it"
ALL = sorted([one for texts in SAID.values() for one in texts] + [LATE])
GUARDS = {
    "text": "Rehearse it on a copy, with the people who are on call",
    "due_date": "2027-02-20",
    "question": "Did the row counts differ by more than 0.1 % for ten minutes?",
    "response": "If they did, then Jun stops the backfill.",
}


@dataclass
class Room:
    """All who take part, what was found out, and the step that is photographed."""

    people: dict[str, Person]
    wall: Person
    found: Findings = field(default_factory=Findings)
    step: int = 0
    lost: int = 0

    @property
    def mara(self) -> Person:
        return self.people["mara"]

    @property
    def guests(self) -> list[Person]:
        return [one for name, one in self.people.items() if name != "mara"]

    @property
    def screens(self) -> list[Person]:
        return [*self.people.values(), self.wall]

    @property
    def unanswered(self) -> int:
        """How often a browser has met no server so far."""
        return sum(len(one.away) for one in self.screens)

    def shoot(self, name: str, *people: Person) -> None:
        """Photograph everybody's page, or that of some, and the wall."""
        for one in people or self.screens:
            one.shots = self.step
            one.shoot(name)
        self.step += 1

    def all_at(self, phase: str) -> None:
        """Wait until everybody has been taken along."""
        seconds = until(
            self.mara.page,
            lambda: all(f"/{phase}/" in one.page.url for one in self.people.values()),
            phase,
        )
        self.found.tell(f"all five are at {phase}", f"{seconds:.1f} s after the facilitator")
        for one in self.people.values():
            one.is_at(phase)
            one.mark()

    def all_read(self, where: str, text: str) -> float:
        """Wait until everybody's page says so; return the seconds."""
        begun = time.perf_counter()
        for one in self.people.values():
            one.reads(where, text)
        return time.perf_counter() - begun

    def nobody_reloaded(self, when: str) -> None:
        stayed = sum(one.stayed for one in self.people.values())
        self.found.expect(f"pages that were never reloaded {when}", stayed, len(self.people))

    def silence(self, when: str, written: dict[str, list[str]], *, kept: bool = True) -> None:
        """Nobody's page, stream or export holds another's words, nor does the wall.

        Once the cards begin to turn, nobody's own are `kept` for them either: none has a writer.
        """
        review = self.mara.review
        held = {name: _reachable(one, review) for name, one in self.people.items()}
        held["wall"] = self.wall.everything  # with its own doors, a facilitator's, it is not
        leaks = [
            f"{name} can read “{text}”"
            for name, all_of_it in held.items()
            for theirs, texts in written.items()
            for text in texts
            if theirs != name and text in all_of_it
        ]
        own = sum(text in held[name] for name, texts in written.items() for text in texts)
        wanted = sum(map(len, written.values())) if kept else 0
        self.found.expect(f"words of others that somebody can reach {when}", leaks or 0, 0)
        self.found.expect("… and words of one's own", own, wanted)


def _reachable(one: Person, review: str) -> str:
    """Return all that a person's page holds, and what other doors give with their cookies."""
    doors = ["", "write/", "reveal/", "rate/", "present/", "report/", "pulse/?at=", "standing/"]
    doors += [f"export/{form}/" for form in ("json", "md", "html", "note")]
    paths = [*(f"/r/{review}/{door}" for door in doors), "/search/?q=the", "/"]
    asked = (one.page.request.get(f"{one.base}{path}") for path in paths)
    return "\n".join([one.everything, *(answer.text() for answer in asked)])


# ── the steps, in the order of the room ──


def plan(mara: Person, link: str) -> None:
    """Name the plan, choose thirty anonymous minutes, and open the door."""
    come_home(mara, link)
    page = mara.page
    mara.go("/ahead/new/")
    page.locator("[name=title]").fill(PLAN)
    page.locator("input[value=migration]").check(force=True)
    mara.press("Begin")
    for _ in range(8):
        asked = page.locator("#question form")
        if not asked.count():
            break
        box = asked.locator("textarea, input:not([type=hidden])").first
        box.fill(ANSWERS.get(box.get_attribute("name") or "", "Nobody else."))
        mara.press("Keep and go on")
    page.get_by_text("Do it together").click()
    mara.press("Open the room")
    mara.go(f"/r/{mara.review}/plan/")
    page.locator("#frame summary").click()
    page.locator("#frame input[value='30']").check(force=True)
    page.locator("#frame input[value=anonymous]").check(force=True)
    page.locator("#frame button").last.click()
    page.wait_for_load_state("networkidle")


def join(room: Room) -> None:
    """Two come by the link, one of them with a finger; two by the letters, one by keyboard."""
    door = room.mara.page
    link = door.locator("#room-link").inner_text().strip()
    letters = door.locator("#room-code").inner_text().strip().split()[-1]
    room.people["ada"].page.goto(link)
    room.people["ada"].press("Come in")
    phone = room.people["jun"].page
    phone.goto(link)
    room.shoot("join", room.people["jun"])
    phone.get_by_role("button", name="Come in").tap()
    tom = room.people["tom"]
    tom.go("/join/")
    tom.page.get_by_label("The six letters").fill(letters.lower())
    tom.press("Go in")
    tom.press("Come in")
    noor = room.people["noor"]
    noor.go("/join/")
    noor.tab_to("[name=code]")
    noor.page.keyboard.type(letters)
    room.shoot("letters", noor)
    noor.keys("Enter")
    noor.page.get_by_role("button", name="Come in").wait_for()
    noor.press_at("main form button")
    for guest in room.guests:
        guest.is_at("plan")
        guest.base = guest.page.url.partition("/r/")[0]
        guest.mark()
    room.mara.mark()
    room.all_read("#here", "5 are here now.")
    room.shoot("plan")


def imagine(room: Room) -> None:
    """Everybody says in private how sure they are, and is told that it has failed."""
    room.mara.page.get_by_role("button", name="Imagine it has failed").click()
    room.all_at("imagine")
    room.shoot("sure")
    say_how_sure(room, {"mara": 90, "jun": 70, "ada": 85, "tom": 60}, more=6)
    room.all_read("#sure-count", "5 of 5 have said how sure they are.")
    room.shoot("imagine")
    room.mara.page.get_by_role("button", name="Write down why").click()


def say_how_sure(room: Room, percents: dict[str, int], *, more: int) -> None:
    for name, percent in percents.items():
        form = room.people[name].page.locator("#sure-form")
        form.locator("#sure-percent").fill(str(percent))
        form.get_by_role("button", name="Keep it").click()
    noor = room.people["noor"]
    noor.tab_to("#sure-percent")
    noor.keys(*["ArrowRight"] * more)
    noor.press_at("#sure-form button")
    for one in room.people.values():
        one.page.locator("#sure-form").wait_for(state="hidden")


def write(room: Room, server: Server) -> None:
    """Write in silence, lose the server in the middle of a sentence, and go on."""
    room.all_at("write")
    written: dict[str, list[str]] = {name: [] for name in room.people}
    first = {name: texts[0] for name, texts in SAID.items()}
    for name, text in first.items():
        make_card(room.people[name], text)
        written[name].append(text)
    told = room.all_read("#card-count", "5 cards so far, from all of us.")
    room.found.tell("the fifth card is counted on every page", f"{told:.2f} s after its own")
    room.silence("while all write", written)
    room.shoot("write")
    killed(room, server)
    for name in ("mara", "jun", "noor"):
        make_card(room.people[name], SAID[name][1])
    for name in ("tom", "ada"):
        room.people[name].page.locator("#card-text").press("Enter")
        room.people[name].reads("#mine", SAID[name][1])
    room.all_read("#card-count", "10 cards so far, from all of us.")
    kept = {name: cards_of(one) for name, one in room.people.items()}
    room.found.same("people who find all their cards, and no others", kept, SAID)
    room.silence("before the cards turn", SAID)
    for one in room.people.values():
        press_done(one)
    room.all_read("#dots", "5 of 5 are done")
    room.nobody_reloaded("while all wrote")
    room.shoot("done")
    tom = room.people["tom"].page
    tom.locator("#card-text").press_sequentially(LATE[:-5])
    room.mara.page.get_by_role("button", name="Turn the cards").click()


def killed(room: Room, server: Server) -> None:
    """Kill the server while two are in the middle of something, and start it again."""
    tom, ada = room.people["tom"].page, room.people["ada"].page
    text = SAID["tom"][1]
    tom.locator("#card-text").press_sequentially(text[:HALF])
    server.kill()
    tom.locator("#card-text").press_sequentially(text[HALF:])
    ada.locator("#card-text").fill(SAID["ada"][1])
    ada.locator("#card-text").press("Enter")
    seconds = until(
        room.mara.page,
        lambda: all(one.page.locator("#lost").is_visible() for one in room.people.values()),
        "lost",
    )
    room.found.tell("every page says that the connection is gone", f"after {seconds:.1f} s")
    ada.locator("#connection").wait_for()
    room.shoot("server-gone")
    started = server.start()
    back = until(
        room.mara.page,
        lambda: not any(one.page.locator("#lost").is_visible() for one in room.people.values()),
        "back",
    )
    room.found.tell("started again; every page follows", f"{started:.1f} s; {back:.1f} s later")
    room.lost = room.unanswered
    room.found.expect("the cursor is where it was", focus_of(room.people["tom"]), "card-text")
    room.found.expect("the sentence half typed", tom.locator("#card-text").input_value(), text)
    room.found.expect(
        "the card nobody took", ada.locator("#card-text").input_value(), SAID["ada"][1]
    )
    room.shoot("server-back")


def make_card(one: Person, text: str) -> None:
    if one.name == "noor":
        one.tab_to("#card-text")
        one.page.keyboard.type(text)
        one.keys("Enter")
    elif one.name == "jun":
        one.page.locator("#card-text").tap()
        one.page.keyboard.type(text)
        one.page.get_by_role("button", name="Make a card").tap()
    else:
        one.page.locator("#card-text").fill(text)
        one.page.locator("#card-text").press("Enter")
    one.reads("#mine", text)


def cards_of(one: Person) -> list[str]:
    return sorted(
        one.page.locator("#mine .card > .said").all_inner_texts(), key=SAID[one.name].index
    )


def press_done(one: Person) -> None:
    if one.name == "noor":
        one.press_at("#done")
    else:
        one.page.locator("#done").click()
    one.page.locator("#done[aria-pressed=true]").wait_for()


def focus_of(one: Person) -> str:
    found: str = one.page.evaluate("document.activeElement?.id ?? ''")
    return found


def reveal(room: Room) -> None:
    """Turn the cards a few at a time; a sentence begun before comes along and is a card."""
    room.all_at("reveal")
    tom, noor, mara = room.people["tom"], room.people["noor"], room.mara.page
    room.found.expect(
        "the half sentence of whoever still wrote",
        tom.page.locator("#added-text").input_value(),
        LATE[:-5],
    )
    turned = said_on(room.mara)
    down = {name: [one for one in texts if one not in turned] for name, texts in SAID.items()}
    room.silence("while some lie face down", down, kept=False)
    room.shoot("first-cards")
    tom.page.locator("#added-text").press("End")
    tom.page.keyboard.type(LATE[-5:])
    tom.keys("Enter")
    room.all_read("#meter", "of 11 cards turned.")
    noor.tab_to("#loose > li")
    held = focus_of(noor)
    turns = 1
    while mara.locator("#turn-next", has_text=re.compile("^Turn")).count():
        shown = mara.locator("#meter p").first.inner_text()
        mara.locator("#turn-next").click()
        mara.locator("#meter p", has_not_text=shown).first.wait_for()
        turns += 1
        room.all_read("#meter", mara.locator("#meter p").first.inner_text())
    room.found.tell("the cards turned in", f"{turns} handfuls")
    room.all_read("#meter", "All 11 cards seen.")
    stays = focus_of(noor) == held
    room.found.expect("the focus stayed on its card while more came", stays, wanted=True)
    seen = {name: sorted(said_on(one)) for name, one in room.people.items()}
    room.found.expect("boards that show all eleven", sum(said == ALL for said in seen.values()), 5)
    on_wall = room.wall.page.locator(".wall-card")
    expect(on_wall).to_have_count(len(ALL), timeout=PATIENCE)
    room.found.same("cards on the wall", sorted(on_wall.all_inner_texts()), ALL)
    room.shoot("all-turned")


def said_on(one: Person) -> list[str]:
    return [
        text.strip()
        for text in one.page.locator(
            "[data-pile] > .said, [data-pile] > ul.prose bdi:first-child"
        ).all_inner_texts()
    ]


def group(room: Room) -> None:
    """One joins a pair, one groups by keyboard while another drags, one taps."""
    mara, ada, noor, jun = (room.people[name] for name in ("mara", "ada", "noor", "jun"))
    mara.page.locator("#pairs > li").first.focus()
    mara.keys("1")
    room.all_read("#meter", "10 have no theme yet.")
    noor.tab_to("#loose > li")
    other = ada.page.locator(f"#loose > li:not(#{focus_of(noor)})").nth(2)
    ada.lift(other, ada.page.locator(".shelf").first)
    noor.keys("3")
    room.shoot("at-once", ada, noor)
    ada.let_go()
    seconds = room.all_read("#meter", "8 have no theme yet.")
    room.found.tell("two group at once; both are on every board", f"after {seconds:.2f} s")
    noor.keys("2")
    room.all_read("#meter", "7 have no theme yet.")
    more = jun.page.locator("#loose details > summary").first
    more.tap()
    jun.page.get_by_role("button", name="Nobody talks about it").first.tap()
    more.tap()
    jun.page.locator("#loose [data-key='4']").first.tap()
    room.all_read("#meter", "6 have no theme yet.")
    room.shoot("grouping")
    for left in reversed(range(mara.page.locator("#loose > li").count())):
        mara.page.locator("#loose [data-key='5']").first.click()
        expect(mara.page.locator("#loose > li")).to_have_count(left)
    room.all_read("#meter", "Each has its theme.")
    boards = {json.dumps(shelves_of(one)) for one in room.people.values()}
    room.found.expect("different boards at the end", len(boards), 1)
    room.found.same("cards on the board, each once", sorted(said_on(mara)), ALL)
    room.nobody_reloaded("while all grouped")
    room.shoot("grouped")
    mara.page.get_by_role("button", name="Which of these matter most?").click()


def shelves_of(one: Person) -> list[tuple[str, list[str]]]:
    return [
        (shelf.locator("h2").inner_text(), sorted(shelf.locator(".said").all_inner_texts()))
        for shelf in one.page.locator(".shelf").all()
    ]


def rate(room: Room) -> None:
    """Each picks a few in private; one of them gives a range."""
    room.all_at("rate")
    room.shoot("rate-empty")
    for place, name in enumerate(("mara", "jun", "ada", "tom")):
        one = room.people[name]
        rows = one.page.locator("ol.ratings > li")
        for at in range(3 + place % 2):
            row = rows.nth((at + place) % rows.count())
            row.locator(".pick input").check()
            row.locator("input[type=range]").fill(str(75 - 15 * at))
            row.locator(".scale-steps label").nth(max(0, 4 - at)).click()
    ticked = room.people["tom"].page.locator("ol.ratings > li:has(.pick input:checked)")
    ranged = ticked.last
    ranged.locator("details.range summary").click()
    ranged.get_by_label("At least").fill("3")
    ranged.get_by_label("At most").fill("40")
    noor = room.people["noor"]
    noor.press_at(".pick input", "Space")
    noor.tab_to("input[type=range]")
    noor.keys(*["ArrowRight"] * 5)
    noor.press_at(".scale-steps input", "Space")
    noor.keys("ArrowRight", "ArrowRight")
    room.shoot("rate")
    for name in ("jun", "ada", "tom", "mara"):
        room.people[name].press("Keep my answers")
    noor.press_at(".next button")
    room.all_read("#dots", "5 of 5 have answered")
    room.shoot("rated")
    room.mara.page.get_by_role("button", name="Show the picture").click()


def protect(room: Room) -> None:
    """Talk over the picture, guard three of them, and say again how sure everybody is."""
    room.all_at("protect")
    room.shoot("picture")
    mara, noor = room.mara, room.people["noor"]
    mara.press("Guard these; let the rest go")
    room.all_read("#protections h2", "What we do, and what we watch")
    room.shoot("protect")
    noor.tab_to("#ask [name=text]")
    noor.page.keyboard.type("Write down who may stop it, and tell support")
    noor.tab_to("#ask [name=owner_pick], #ask [name=owner]")
    if noor.page.evaluate("document.activeElement.name") == "owner":
        noor.page.keyboard.type("Mara")
    else:
        noor.keys("Space")
    noor.press_at("#ask .button-primary")
    room.all_read("#protections", "Write down who may stop it, and tell support")
    for _ in range(8):
        ask = mara.page.locator("#ask form").first
        if not ask.count():
            break
        for name, value in GUARDS.items():
            if (box := ask.locator(f"[name={name}]")).count():
                box.fill(value)
        ask.locator("[name=owner_pick][value=me]").check()
        with mara.page.expect_navigation():
            ask.locator("button.button-primary").click()
    reach_me(mara)
    mara.page.locator("#reached .lede").wait_for()
    for one in room.people.values():
        if not one.page.locator("#sure-form").is_visible():
            one.page.goto(f"{one.base}/r/{mara.review}/protect/?sure=again#sure")
    room.shoot("protected")
    say_how_sure(room, {"mara": 75, "jun": 60, "ada": 80, "tom": 70}, more=3)
    room.all_read("#sure-count", "5 of 5 have said how sure they are.")
    room.shoot("sure-again")
    mara.press("Start watching")


def watch(room: Room) -> None:
    for one in room.people.values():
        one.page.wait_for_url("**/watch/")
    mara = room.mara
    mara.page.locator("#sure-shift > summary").click()
    room.shoot("watch")
    mara.page.get_by_role("link", name=re.compile("^Look now|^Look at it")).first.click()
    mara.page.locator("form.look [name=note]").first.fill("0.02 %")
    mara.page.locator("form.look button[value=quiet]").first.click()
    mara.page.wait_for_load_state("networkidle")
    mara.go(f"/r/{mara.review}/watch/")
    mara.press("Close it: what became of each risk?")


def close(room: Room) -> None:
    """Say what became of each risk, and take the record home in every form."""
    mara, review = room.mara, room.mara.review
    mara.page.wait_for_url("**/closed/")
    for place, outcome in enumerate(("averted", "happened", "did_not_happen")):
        risk = mara.page.locator("li.risk").nth(place)
        if risk.locator("details").first.get_attribute("open") is None:
            risk.locator("summary").first.click()
        risk.locator(f"button[name=kind][value={outcome}]").click()
        mara.page.wait_for_load_state("networkidle")
    mara.page.get_by_text("Every risk has its ending.").wait_for()
    for guest in room.guests:
        guest.go(f"/r/{review}/closed/")
    room.shoot("closed")
    for one in room.people.values():
        one.go(f"/r/{review}/report/")
    room.shoot("report", *room.people.values())
    into = mara.out.parent / "exports"
    into.mkdir()
    bad = []
    for form in FORMS["premortem"]:
        answer = mara.page.request.get(f"{mara.base}/r/{review}/export/{form}/")
        (into / f"room.{form}").write_bytes(answer.body())
        if not answer.ok:
            bad.append(form)
    room.found.expect("exports that did not come", bad or 0, 0)
    record = json.loads((into / "room.json").read_text())
    room.found.same("cards in the record", sorted(card["text"] for card in record["cards"]), ALL)
    written = sum(card["participant"] is not None for card in record["cards"])
    room.found.expect("cards that tell who wrote them", written, 0)


@dataclass
class Server:
    """One Mortem on one port and one folder, as often as it is started."""

    data: Path
    stack: ExitStack
    now: Product | None = None

    def start(self) -> float:
        """Start it where it was; return the seconds until it greeted."""
        port = f"--port={self.now.port if self.now else 0}"
        self.now = self.stack.enter_context(serving(self.data, "--share", port))
        return self.now.greeted

    def kill(self) -> None:
        assert self.now
        self.now.process.kill()
        self.now.process.wait()


@contextmanager
def gathered(play: Playwright, browser: str | None, base: str, out: Path) -> Iterator[Room]:
    """Five browsers and the wall of a meeting room; they go when the block ends."""
    phone = {"looks": (("dark", 390), ("light", 390)), "has_touch": True, "is_mobile": True}
    screens: dict[str, dict[str, object]] = {name: {} for name in SAID} | {"jun": phone}
    people = {name: seat(play, browser, name, base, out, **more) for name, more in screens.items()}
    page = people["mara"].page.context.new_page()
    wall = Person(page, base, out, looks=(("dark", 1920), ("light", 1920)), name="wall")
    yield Room(people, wall)
    for one in people.values():
        process = one.page.context.browser
        assert process
        process.close()


def session(room: Room, server: Server) -> None:
    assert server.now
    begun = time.perf_counter()
    plan(room.mara, server.now.link)
    room.wall.go(f"/r/{room.mara.review}/present/")
    room.wall.mark()
    join(room)
    imagine(room)
    write(room, server)
    reveal(room)
    group(room)
    rate(room)
    protect(room)
    watch(room)
    close(room)
    room.found.expect(
        "the wall went along without being loaded anew", room.wall.stayed, wanted=True
    )
    lost = room.unanswered - room.lost
    room.found.expect("requests that met no answer once the server was back", lost, 0)
    complaints = [said for one in room.screens for said in one.problems]
    room.found.expect("complaints of the browsers", complaints or 0, 0)
    noor = room.people["noor"]
    room.found.expect("presses of a mouse in the browser without one", noor.pointed, 0)
    room.found.tell("presses of Tab in it", noor.tabs)
    room.found.tell("the whole session", f"{time.perf_counter() - begun:.0f} s with photographs")


def main() -> int:
    options = _options()
    out: Path = options.out
    shutil.rmtree(out, ignore_errors=True)
    (out / "pages").mkdir(parents=True)
    with sync_playwright() as play, ExitStack() as stack:
        server = Server(out / "data", stack)
        server.start()
        assert server.now
        base = server.now.link.split("/sign-in/")[0]
        with gathered(play, options.browser, base, out / "pages") as room:
            session(room, server)
    room.found.print()
    print(f"screenshots in {out / 'pages'}")
    return 1 if room.found.wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("out", type=Path)
    parser.add_argument("--browser", default=installed_browser())
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
