"""Signals that Mortem reads by itself: taken when due, asked side by side, settled as answers come.

Called every few seconds by `mortem serve` and `mortem worker`, by any number of them at once.
"""

from __future__ import annotations

import asyncio
import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from mortem.core.errors import CannotRead
from mortem.web.operations.watches import everything_told
from mortem.web.operations.watching import LEASE, give_back, note_round, settle_all, take_due
from mortem.web.source import SECONDS, Read, read_once

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Watch

    Answers = SimpleQueue[tuple["Watch", Read | None]]

AT_ONCE: Final = 64
"""How many sources are asked side by side."""

IN_ONE_ROUND: Final = 500
SETTLED_AT_ONCE: Final = 50
_LAST_START: Final = LEASE.total_seconds() - SECONDS - 10
"""Seconds after which no source is asked any more: its answer must come while the lease lasts."""


def watch_signals(*, at: datetime, troubled: bool = False) -> int:
    """Read what is due and keep what came of it; return how many signals were taken.

    Signals that gave no number last time (`troubled`) are a round of their own. A whole round
    is of one moment.
    """
    note_round(at=at)
    taken = take_due(at=at, most=IN_ONE_ROUND, troubled=troubled)
    answers: Answers = SimpleQueue()
    asks = [(watch, _told(watch)) for watch in taken]
    asking = threading.Thread(target=asyncio.run, args=(_ask_all(asks, answers, at),))
    asking.start()
    left = len(taken)
    while left:
        batch = _next_batch(answers)
        left -= len(batch)
        read = [(watch, one) for watch, one in batch if one is not None]
        settle_all(read, at=at)
        for watch, one in batch:
            if one is None:
                give_back(watch)
    asking.join()
    return len(taken)


def _told(watch: Watch) -> dict[str, str] | Read:
    try:
        return everything_told(watch)
    except CannotRead as error:
        return Read(trouble=str(error))


def _next_batch(answers: Answers) -> list[tuple[Watch, Read | None]]:
    """Wait for one answer, and take those along that have come meanwhile."""
    batch = [answers.get()]
    while len(batch) < SETTLED_AT_ONCE:
        try:
            batch.append(answers.get_nowait())
        except Empty:
            break
    return batch


async def _ask_all(
    asks: list[tuple[Watch, dict[str, str] | Read]], answers: Answers, at: datetime
) -> None:
    lane, began = asyncio.Semaphore(AT_ONCE), time.monotonic()

    async def ask(watch: Watch, told: dict[str, str] | Read) -> None:
        read = told if isinstance(told, Read) else None
        async with lane:
            if not isinstance(told, Read) and time.monotonic() - began < _LAST_START:
                read = await read_once(watch.source, told, at)
        answers.put((watch, read))

    await asyncio.gather(*(ask(watch, told) for watch, told in asks))
