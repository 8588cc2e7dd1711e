"""Which sealed reviews are open in this process, for whom, and for how long.

Keys live here and nowhere else: not in a table, a session, a cookie or a file. A restart, a
sign-out and the passing of time forget them.
"""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any

from mortem.core.errors import Locked
from mortem.web.sealed import memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.backends.sqlite3.base import DatabaseWrapper

    from mortem.web.sealed.envelope import Key, Lock

IDLE_SECONDS = 30 * 60
MOST_SECONDS = 8 * 60 * 60
_CACHED = type(lru_cache(lambda: None))


@dataclass(slots=True, eq=False)
class Opened:
    """One review in memory. `mutex` lets one request in at a time; `nonce` names what is stored."""

    review_id: UUID
    lock: Lock
    key: Key
    nonce: bytes
    base: DatabaseWrapper
    sessions: set[str] = field(default_factory=set)
    mutex: threading.Lock = field(default_factory=threading.Lock)
    opened_at: float = field(default_factory=monotonic)
    used_at: float = field(default_factory=monotonic)
    changes: int = 0

    def touch(self) -> None:
        """Say that somebody is there."""
        self.used_at = monotonic()

    def is_over(self, now: float) -> bool:
        return now - self.used_at > IDLE_SECONDS or now - self.opened_at > MOST_SECONDS

    def seconds_left(self) -> float:
        """Return how long it stays open from now if nobody does anything."""
        now = monotonic()
        return min(self.used_at + IDLE_SECONDS, self.opened_at + MOST_SECONDS) - now


_open: dict[UUID, Opened] = {}
_guard = threading.Lock()


def hang(opened: Opened) -> None:
    """Keep a review open; the same one opened before is let go."""
    with _guard:
        earlier = _open.pop(opened.review_id, None)
        _open[opened.review_id] = opened
    _close(earlier)


def at_hand(review_id: UUID) -> Opened | None:
    """Return a review that is open here, for whomever."""
    lock_what_is_over()
    with _guard:
        return _open.get(review_id)


def opened_by(review_id: UUID, session: str) -> Opened | None:
    """Return a review that is open here for this sign-in."""
    opened = at_hand(review_id)
    return opened if opened and session in opened.sessions else None


def is_hanging(opened: Opened) -> bool:
    """Tell whether it is still open; asked with its mutex taken."""
    with _guard:
        return _open.get(opened.review_id) is opened


@contextmanager
def inside(opened: Opened) -> Iterator[None]:
    """Be the only one in an open review. Raises Locked when it was locked meanwhile."""
    with opened.mutex:
        if not is_hanging(opened):
            raise locked()
        yield


def locked() -> Locked:
    """Return what is told to whoever comes to a review that has been locked meanwhile."""
    return Locked(
        "This review is locked, so this was not kept.",
        hint="What you typed is still in your browser. Open it with its passphrase, then send it once more.",
    )


def lock(review_id: UUID) -> None:
    """Forget the key of a review, for every sign-in."""
    with _guard:
        opened = _open.pop(review_id, None)
    _close(opened)


def leave(session: str) -> None:
    """Forget what this sign-in had opened; what another one opened, too, stays open for that."""
    with _guard:
        theirs = [one for one in _open.values() if session in one.sessions]
        for one in theirs:
            one.sessions.discard(session)
        ended = [_open.pop(one.review_id) for one in theirs if not one.sessions]
    for one in ended:
        _close(one)


def lock_what_is_over() -> None:
    """Forget the keys whose time has passed; the clock of the server asks for it, too."""
    now = monotonic()
    with _guard:
        ended = [_open.pop(key) for key, one in tuple(_open.items()) if one.is_over(now)]
    for one in ended:
        _close(one)


def lock_everything() -> None:
    """Forget every key."""
    with _guard:
        ended = list(_open.values())
        _open.clear()
    for one in ended:
        _close(one)


def _close(opened: Opened | None) -> None:
    """Let go of the memory once the request that is under way in it has ended."""
    if opened is not None:
        with opened.mutex:
            memory.close(opened.base)
        forget_texts()


def forget_texts() -> None:
    """Empty the bounded caches of this process: they hold what was shown. Unbounded ones hold our own words."""
    for one in gc.get_objects():
        # Not isinstance: it would wake whatever is lazy among all objects.
        if type(one) is _CACHED and _may_hold_texts(one):
            one.cache_clear()


def _may_hold_texts(cached: Any) -> bool:
    is_bounded = cached.cache_parameters()["maxsize"] is not None
    return is_bounded and str(cached.__module__).startswith("mortem.")
