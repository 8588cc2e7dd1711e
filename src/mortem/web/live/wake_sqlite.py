"""SQLite: the bell rings in this process; what another one writes is found by asking now and then."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mortem.web.models import Review

if TYPE_CHECKING:
    from uuid import UUID

    from mortem.web.live.tail import Tail

ASKED_EVERY = 1.0  # seconds


async def wake(tail: Tail) -> None:
    """Wake rooms in which another process, such as a command, has changed something."""
    while True:
        await asyncio.sleep(ASKED_EVERY)
        seen = {room.review_id: room.number for room in tail.rooms.values()}
        if seen:
            found = await tail.at_the_door(_numbers, tuple(seen))
            tail.wake(key for key, number in found.items() if number != seen[key])


def _numbers(keys: tuple[UUID, ...]) -> dict[UUID, int]:
    return dict(Review.objects.filter(pk__in=keys).values_list("pk", "activity_count"))
