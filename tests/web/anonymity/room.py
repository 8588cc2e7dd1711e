"""An anonymous review that six people write in, and what somebody who watched the room knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from django.test import Client
from django.utils import timezone

from mortem.core.record import Mode
from mortem.web.operations.plans import frame_review
from mortem.web.operations.shares import open_room, token_of
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import bring

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from mortem.web.models import Review, User

WRITERS = ("Ada", "Ben", "Cem", "Dana", "Eli", "Fay")
EACH = 6  # cards that each of them writes


@dataclass(frozen=True, slots=True)
class Stroke:
    """Somebody was at their keyboard and sent something; of what it said the watcher knows nothing."""

    at: datetime
    who: str


@dataclass(slots=True)
class Watched:
    """All that an attacker may know beforehand: who sent when, who sits where, who holds which key."""

    strokes: list[Stroke] = field(default_factory=list)
    seats: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Room:
    """The review, its browsers, what was watched, and the truth that no attack is told."""

    review: Review
    browsers: dict[str, Client]
    watched: Watched
    truth: dict[str, str] = field(default_factory=dict)
    taken_back: list[str] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random(20260303))
    log: list[str] = field(default_factory=list)
    on_a_card: Callable[[str, str], None] | None = None  # where a test plants its leak
    on_the_reveal: Callable[[], None] | None = None

    @property
    def url(self) -> str:
        return f"/r/{self.review.pk}/"

    def send(self, who: str, path: str, **data: str) -> None:
        """Post something as this person."""
        answer = self.browsers[who].post(
            f"{self.url}{path}", data, REMOTE_ADDR=self.watched.addresses[who]
        )
        assert answer.status_code == 302, answer.content.decode()[:400]

    def words(self) -> str:
        """Return words that tell nothing, all of the same length."""
        return f"Because of {self.chance.getrandbits(48):012x} it went down"

    def write(self, who: str) -> None:
        text = self.words()
        self.watched.strokes.append(Stroke(timezone.now(), who))
        self.send(who, "cards/", text=text)
        self.truth[text] = who
        if self.on_a_card:
            self.on_a_card(text, who)

    def meddle(self, who: str) -> None:
        """Let somebody reword one card, and write another one and take it back."""
        mine = [text for text, writer in self.truth.items() if writer == who]
        old, new = self.chance.choice(mine), self.words()
        self.send(who, f"cards/{self.card(old)}/", text=new)
        self.truth = {new if text == old else text: by for text, by in self.truth.items()}
        gone = self.words()
        self.send(who, "cards/", text=gone)
        self.send(who, f"cards/{self.card(gone)}/deletion/")
        self.taken_back += [old, gone]

    def card(self, text: str) -> UUID:
        key: UUID = self.review.cards.get(text=text).pk
        return key

    def done(self, who: str) -> None:
        self.send(who, "done/", done="1")

    def turn(self) -> None:
        self.send("Ada", "phase/", seen="write", to="reveal")
        turned = self.review.cards.filter(revealed=True).count()
        self.send("Ada", "reveal/turn/", seen=str(turned), rest="1")
        if self.on_the_reveal:
            self.on_the_reveal()


def furnish(review: Review, ada: User) -> Room:
    """Let five guests join Ada's review, each with a browser of their own, and begin to write."""
    me, now = seat_of(ada, review), timezone.now()
    frame_review(review, minutes=15, mode=Mode.ANONYMOUS, by=me, at=now)
    link = f"/join/{token_of(open_room(review, by=me, at=now))}/"
    browsers = {"Ada": signed_in(ada)} | {name: Client() for name in WRITERS[1:]}
    watched = Watched(
        keys={name: f"the-key-in-the-browser-of-{name}" for name in WRITERS},
        addresses={name: f"10.0.0.{place}" for place, name in enumerate(WRITERS, start=11)},
    )
    for name, browser in browsers.items():
        browser.cookies["mortem_key"] = watched.keys[name]
        if name != "Ada":
            assert browser.post(link).status_code == 302
        (seat,) = {one.pk.hex for one in review.participants.all()} - watched.seats.keys()
        watched.seats[seat] = name
    review.refresh_from_db()
    bring(review, "write")
    return Room(review, browsers, watched)


def turns(room: Room) -> list[str]:
    """Return who writes when: a shuffled order in which each of them comes `EACH` times."""
    order = [name for name in WRITERS for _ in range(EACH)]
    room.chance.shuffle(order)
    return order
