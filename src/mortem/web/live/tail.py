"""One per process: looks at a review that has changed, once, and tells all who follow it.

Streams hold no database connection: one thread looks, another lets people in. The first
change goes out at once; those that follow within COALESCED seconds go out together.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DatabaseError, close_old_connections, connection, connections

from mortem.web import bell
from mortem.web.live import looking, wake_postgres, wake_sqlite
from mortem.web.live.followers import message
from mortem.web.live.presence import Presence
from mortem.web.live.room import Group, Room, path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from mortem.web.live.followers import Follower, View

T = TypeVar("T")
_log = logging.getLogger("mortem.live")
COALESCED = 0.03  # seconds
COUNTED_AFTER = 0.3  # seconds
TRIED_AGAIN_AFTER = 1.0  # seconds
HEARTBEAT = 15.0  # seconds: below the half minute after which proxies close what is silent
CHECKED_EVERY = 4  # heartbeats: whether every seat is still there
_GONE = message("gone", {})
_STILL_THERE = b": \n\n"


class Tail:
    """Follows the bell of this process, and tells the rooms that have followers."""

    def __init__(self) -> None:
        self.rooms: dict[UUID, Room] = {}
        self.presence = Presence()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Begin to hear the bell."""
        self._loop = asyncio.get_running_loop()
        self._looker = ThreadPoolExecutor(1, "look")
        self._doorman = ThreadPoolExecutor(1, "door")
        bell.hear(self._rung)
        on_postgres = connection.vendor == "postgresql"
        self._keep(wake_postgres.wake(self) if on_postgres else wake_sqlite.wake(self))
        self._keep(self._beat())

    async def stop(self) -> None:
        """End every stream, so that the server can end; browsers come back to the next one."""
        if self._loop is None:
            return
        bell.hear_no_more(self._rung)
        for room in self.rooms.values():
            for follower in room.followers():
                follower.end()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for pool in (self._looker, self._doorman):
            await self._in_thread(pool, connections.close_all)
            pool.shutdown()
        self.rooms.clear()
        self._loop = None

    async def at_the_door(self, what: Callable[..., T], *given: Any) -> T:
        """Do something that asks the database, for whoever comes in."""
        return await self._in_thread(self._doorman, what, *given)

    async def follow(self, follower: Follower, review_id: UUID, after: int) -> None:
        """Tell a follower what its page lacks since line `after`, and from now on."""
        room = self.rooms.setdefault(review_id, Room(review_id))
        async with room.lock:
            group = room.groups.get(follower.view)
            if group is None or after > room.number:
                await self._look(room, [*room.groups, follower.view])
                group = room.groups.get(follower.view)
            if group is None:
                follower.end(_GONE)
                return
            for body in group.since(after):
                follower.push(body)
            if follower.view.follows not in ("", room.phase):
                follower.push(message("change", {"go": path_of(review_id, room.phase)}))
            group.followers.add(follower)
            room.told_people = 0  # whoever comes in is told, too
        self._count_soon(room)

    def leave(self, follower: Follower, review_id: UUID) -> None:
        """Forget a follower."""
        room = self.rooms.get(review_id)
        if room is None:
            return
        for group in room.groups.values():
            group.followers.discard(follower)
        self._count_soon(room)

    def wake(self, review_ids: Iterable[UUID]) -> None:
        """Look at these reviews soon; those nobody follows here are left alone."""
        for review_id in review_ids:
            room = self.rooms.get(review_id)
            if room is None:
                continue
            room.rung = True
            if room.task is None or room.task.done():
                room.task = self._keep(self._turn(room))

    def wake_all(self) -> None:
        """Look at every followed review: the bell may have rung unheard."""
        self.wake(tuple(self.rooms))

    def others_said(self, payload: str) -> None:
        """Take in how many people another process has in a room."""
        review_id = self.presence.heard(payload)
        if review_id in self.rooms:
            self.presence.tell(self.rooms[review_id])

    def _count_soon(self, room: Room) -> None:
        """Count the people of a room in a moment, once for all who come and go until then."""
        if not room.counting and self._loop is not None:
            room.counting = True
            self._keep(self._count(room))

    async def _count(self, room: Room) -> None:
        await asyncio.sleep(COUNTED_AFTER)
        room.counting = False
        self.presence.tell(room)
        await self.at_the_door(self.presence.say, room.review_id, room.people())

    def _rung(self, review_id: UUID) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.wake, (review_id,))

    async def _turn(self, room: Room) -> None:
        while room.rung:
            room.rung = False
            try:
                async with room.lock:
                    await self._look(room, room.groups)
            except DatabaseError:
                _log.exception("A changed review could not be looked at; it is tried again.")
                room.rung = True
                await asyncio.sleep(TRIED_AGAIN_AFTER)
            await asyncio.sleep(COALESCED)

    async def _look(self, room: Room, views: Iterable[View]) -> None:
        """Look at the review, tell each group what changed, and begin groups for new views."""
        given = room.review_id, room.number, tuple(views), room.sight
        look = await self._in_thread(self._looker, looking.look, *given)
        if look is None:
            for follower in room.followers():
                follower.end(_GONE)
            room.groups.clear()
            return
        room.number, room.phase, room.sight = look.number, look.phase, look.sight
        for view, picture in look.pictures.items():
            if view in room.groups:
                room.groups[view].learn(look, room.review_id)
            else:
                room.groups[view] = Group(view, look.number, look.number, picture)
        if look.verbs & looking.ABOUT_SEATS:
            await self._check_seats(room)

    async def _check_seats(self, room: Room) -> None:
        """End the streams of those who have no seat any more."""
        followers = room.followers()
        held = await self.at_the_door(lambda: [one.holds() for one in followers])
        for follower, holds in zip(followers, held, strict=True):
            if not holds:
                follower.end(_GONE)

    async def _beat(self) -> None:
        beats = 0
        while True:
            await asyncio.sleep(HEARTBEAT)
            beats += 1
            for room in tuple(self.rooms.values()):
                for follower in room.followers():
                    follower.push(_STILL_THERE)
                self._count_soon(room)
                if beats % CHECKED_EVERY == 0:
                    await self._check_seats(room)
                self._forget_empty(room)

    def _forget_empty(self, room: Room) -> None:
        """Forget a room that was left for a whole heartbeat: whoever only lost the network is back."""
        room.idle_beats = 0 if room.followers() or room.lock.locked() else room.idle_beats + 1
        if room.idle_beats > 1:
            self.rooms.pop(room.review_id, None)

    async def _in_thread(self, pool: ThreadPoolExecutor, what: Callable[..., T], *given: Any) -> T:
        def done() -> T:
            close_old_connections()
            return what(*given)

        return await asyncio.get_running_loop().run_in_executor(pool, done)

    def _keep(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("Following stopped by a defect.", exc_info=error)
