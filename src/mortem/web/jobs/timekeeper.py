"""The small clock of a running server: every half minute it looks for what has become due."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from mortem.web.jobs.check_ins import remind_owners
from mortem.web.jobs.over_days import keep_time
from mortem.web.sealed import keyring

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERY_SECONDS = 30
log = logging.getLogger(__name__)


@contextmanager
def keeping_time(every: float = EVERY_SECONDS) -> Iterator[None]:
    """Keep time in a thread of its own until the block is left; `every` is in seconds."""
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(stop, every), name="timekeeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def _run(stop: threading.Event, every: float) -> None:
    while not stop.wait(every):
        try:
            close_old_connections()
            keyring.lock_what_is_over()
            keep_time(at=timezone.now())
            remind_owners(at=timezone.now())
        except DatabaseError as error:
            # Busy or gone for a moment: the next round finds the same things due.
            log.warning("time was not kept: %s", type(error).__name__)
    connection.close()
