"""Signals that Mortem reads by itself: taken when due, asked side by side, settled as answers come.

Called every few seconds by `mortem serve` and `mortem worker`, by any number of them at once.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from django.db import OperationalError
from django.utils.translation import gettext

from mortem.core.errors import CannotRead
from mortem.web.operations.watches import everything_told
from mortem.web.operations.watching import LEASE, give_back, note_round, settle_all, take_due
from mortem.web.source import SECONDS, Read, read_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mortem.web.models import Watch

    Answers = SimpleQueue[tuple["Watch", Read] | None]

log = logging.getLogger(__name__)

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
    asking = threading.Thread(target=_ask_all, args=(taken, answers, at), daemon=True)
    asking.start()
    left = {watch.pk: watch for watch in taken}
    for batch in _batches(answers):
        _settle(batch, at)
        for watch, _read in batch:
            del left[watch.pk]
    asking.join()
    for watch in left.values():
        give_back(watch)
    return len(taken)


def _batches(answers: Answers) -> Iterator[list[tuple[Watch, Read]]]:
    """Wait for answers, take those along that have come meanwhile, until there are no more."""
    batch: list[tuple[Watch, Read] | None] = []
    while None not in batch:
        batch = [answers.get()]
        with suppress(Empty):
            while len(batch) < SETTLED_AT_ONCE:
                batch.append(answers.get_nowait())
        if come := [one for one in batch if one is not None]:
            yield come


def _settle(batch: list[tuple[Watch, Read]], at: datetime) -> None:
    """Settle what came together; where that fails, one by one, so that one harms no other.

    What cannot be settled even then is tried again when its lease ends. A database that is busy
    or gone is no fault of any.
    """
    try:
        settle_all(batch, at=at)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - one signal's defect must not stop the others
        log.warning("a signal could not be settled: %s", type(error).__name__)
        if len(batch) > 1:
            for one in batch:
                _settle([one], at)


def _ask_all(taken: list[Watch], answers: Answers, at: datetime) -> None:
    """Ask in this thread; whatever happens, the end of the answers is told."""
    try:
        asyncio.run(_ask_side_by_side(taken, answers, at))
    except Exception as error:  # noqa: BLE001 - whoever waits for answers must not wait for ever
        log.warning("signals were not asked: %s", type(error).__name__)
    finally:
        answers.put(None)


async def _ask_side_by_side(taken: list[Watch], answers: Answers, at: datetime) -> None:
    lane, began = asyncio.Semaphore(AT_ONCE), time.monotonic()

    async def ask(watch: Watch) -> None:
        async with lane:
            if time.monotonic() - began < _LAST_START:
                answers.put((watch, await _ask(watch, at)))

    await asyncio.gather(*map(ask, taken))


async def _ask(watch: Watch, at: datetime) -> Read:
    try:
        return await read_once(watch.source, everything_told(watch), at)
    except CannotRead as error:
        return Read(trouble=gettext(error.template).format(**error.data))
    except Exception as error:  # noqa: BLE001 - an answer always comes
        log.warning("a signal could not be read: %s", type(error).__name__)
        return Read(trouble=gettext("Something broke while it was read."))
