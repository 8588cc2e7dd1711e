"""One review that is followed: what its followers have been told, so that each gets the rest."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse

from mortem.web.live import pages
from mortem.web.live.difference import difference
from mortem.web.live.followers import message

if TYPE_CHECKING:
    from uuid import UUID

    from mortem.web.live.difference import Picture
    from mortem.web.live.followers import Follower, View
    from mortem.web.live.sight import Sight

MOST_KEPT = 500
"""Messages kept for browsers that come back; older ones look at the whole page again."""


class Look(NamedTuple):
    """What one look at the database found; `number` was read before everything else."""

    number: int
    phase: str
    verbs: frozenset[str]
    pictures: dict[View, Picture]
    sight: Sight


class Told(NamedTuple):
    """A message of the stream. Between `base` and `start` nothing that it touches had changed."""

    base: int
    start: int
    end: int
    body: bytes


@dataclass(slots=True)
class Group:
    """All followers with one view: one picture, rendered once, and its last messages.

    `number` is the line of the activity up to which it has looked, `changed` the one up to
    which it had something to tell.
    """

    view: View
    number: int
    changed: int
    picture: Picture
    followers: set[Follower] = field(default_factory=set)
    told: deque[Told] = field(default_factory=lambda: deque(maxlen=MOST_KEPT))

    def since(self, after: int) -> list[bytes]:
        """Return what a page lacks that was rendered after line `after` of the activity.

        Where the messages do not reach back to just there, the page is asked to look afresh.
        """
        lacking = [one for one in self.told if one.end > after]
        if after >= self.changed:
            return []
        if lacking and lacking[0].base <= after <= lacking[0].start:
            return [one.body for one in lacking]
        return [message("fresh", {"people": len(self.followers)}, number=self.number)]

    def learn(self, look: Look, review_id: UUID) -> None:
        """Take a newer look in, and tell the followers what it changes for them."""
        seen, self.picture = self.picture, look.pictures[self.view]
        start, self.number = self.number, look.number
        data: dict[str, Any] = difference(seen, self.picture).plain()
        if pages.announces(self.view.page) and look.number != start:
            data["stale"] = True
        if pages.concerns_each(self.view.page, look.verbs):
            data["own"] = True
        if self.view.follows not in ("", look.phase):
            data["go"] = path_of(review_id, look.phase)
        if data:
            self._tell(data, start)

    def _tell(self, data: dict[str, Any], start: int) -> None:
        base, self.changed = self.changed, self.number
        data |= {"from": base, "people": len(self.followers)}
        body = message("change", data, number=self.number)
        self.told.append(Told(base, start, self.number, body))
        for follower in tuple(self.followers):
            follower.push(body)


def path_of(review_id: UUID, phase: str) -> str:
    """Return where the page of a phase is."""
    return reverse("phase_page", args=[review_id, phase])


@dataclass(slots=True, eq=False)
class Room:
    """A followed review in this process. `lock` keeps looks and arrivals apart."""

    review_id: UUID
    groups: dict[View, Group] = field(default_factory=dict)
    number: int = -1
    phase: str = ""
    sight: Sight | None = None
    rung: bool = False
    idle_beats: int = 0
    told_people: int = 0
    counting: bool = False
    task: asyncio.Task[None] | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def followers(self) -> list[Follower]:
        return [one for group in self.groups.values() for one in group.followers]

    def people(self) -> int:
        """Return how many people follow in this process, each counted once."""
        return len({one.seat for one in self.followers()})
