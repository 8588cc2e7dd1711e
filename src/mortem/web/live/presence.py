"""How many people have a review open now: a number, tied to no name and no card.

Each process counts its own streams. Over PostgreSQL the processes tell one another, at each
change and at each heartbeat; what was not said again for FORGOTTEN_AFTER seconds is gone.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import ngettext

from mortem.web import bell
from mortem.web.live.followers import message

if TYPE_CHECKING:
    from mortem.web.live.room import Room

FORGOTTEN_AFTER = 40.0  # seconds


class Presence:
    """What this process knows of the others."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(4)
        self._elsewhere: dict[UUID, dict[str, tuple[int, float]]] = {}

    def tell(self, room: Room) -> None:
        """Tell the room how many are here, when that is another number than before."""
        count = room.people() + self._others(room.review_id)
        if count == room.told_people:
            return
        room.told_people = count
        text = ngettext("%(count)s is here now.", "%(count)s are here now.", count)
        body = message("here", {"text": text % {"count": count}})
        for follower in room.followers():
            follower.push(body)

    def say(self, review_id: UUID, people: int) -> None:
        """Tell the other processes how many are here; asks the database."""
        bell.say(f"{review_id} {self.name} {people}")

    def heard(self, payload: str) -> UUID | None:
        """Take in what another process said; return the review it is about."""
        review, name, people = payload.split(" ")
        if name == self.name:
            return None
        said = self._elsewhere.setdefault(UUID(review), {})
        said[name] = (int(people), time.monotonic())
        self._forget(UUID(review))
        return UUID(review)

    def _forget(self, review_id: UUID) -> None:
        """Forget processes that have nobody there, or were not heard of for long."""
        since = time.monotonic() - FORGOTTEN_AFTER
        said = self._elsewhere.get(review_id, {})
        left = {name: (people, at) for name, (people, at) in said.items() if people and at > since}
        self._elsewhere[review_id] = left
        if not left:
            del self._elsewhere[review_id]

    def _others(self, review_id: UUID) -> int:
        if review_id in self._elsewhere:
            self._forget(review_id)
        return sum(people for people, _at in self._elsewhere.get(review_id, {}).values())
