"""How many are here, told by processes to one another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from mortem.core.record import Role
from mortem.web.live import presence
from mortem.web.live.followers import Follower, View
from mortem.web.live.presence import Presence
from mortem.web.live.room import Group, Room

if TYPE_CHECKING:
    import pytest

VIEW = View("write", "write", Role.PARTICIPANT)


def room_of(*seats: str) -> Room:
    """Return a followed room in which these seats have a stream each."""
    room = Room(uuid4())
    followers = {Follower(VIEW, seat, lambda: True) for seat in seats}
    room.groups[VIEW] = Group(VIEW, 0, 0, {}, followers)
    return room


def told(room: Room) -> str:
    said = b"".join(room.followers()[0]._waiting).decode()
    return said.rpartition("data: ")[2].strip()


def test_one_person_counts_once_and_other_processes_are_added() -> None:
    here, room = Presence(), room_of("mara", "mara", "jun")
    assert here.heard(f"{room.review_id} another 4") == room.review_id
    here.tell(room)
    assert told(room) == '{"text":"6 are here now."}'


def test_what_one_says_oneself_is_not_heard() -> None:
    here, room = Presence(), room_of("mara")
    assert here.heard(f"{room.review_id} {here.name} 4") is None
    here.tell(room)
    assert told(room) == '{"text":"1 is here now."}'


def test_a_process_that_has_nobody_or_fell_silent_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, room = Presence(), room_of("mara")
    here.heard(f"{room.review_id} left 4")
    here.heard(f"{room.review_id} left 0")
    here.heard(f"{room.review_id} silent 4")
    monkeypatch.setattr(presence, "FORGOTTEN_AFTER", -1.0)
    here.tell(room)
    assert told(room) == '{"text":"1 is here now."}'
    assert here._elsewhere == {}
