"""The small clocks of a running server or worker: each looks again and again for what has become due."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from mortem.web.jobs.ask_for_looks import ask_for_looks
from mortem.web.jobs.check_ins import remind_owners
from mortem.web.jobs.follow_issues import ISSUES_IN_ONE_ROUND, follow_issues
from mortem.web.jobs.over_days import keep_time
from mortem.web.jobs.remind_of_actions import remind_of_actions
from mortem.web.jobs.send_messages import MESSAGES_IN_ONE_ROUND, send_messages
from mortem.web.jobs.tell_of_actions import NEWS_IN_ONE_ROUND, tell_of_actions
from mortem.web.jobs.watch_signals import IN_ONE_ROUND, watch_signals
from mortem.web.operations.escalation import escalate
from mortem.web.operations.samples import thin
from mortem.web.queries.watching import last_round_at
from mortem.web.sealed import keyring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

log = logging.getLogger(__name__)


class Job(NamedTuple):
    """Something that is done again and again, each in a thread of its own: none waits for another."""

    name: str
    every_seconds: float
    run: Callable[..., object]


def _keep_days(*, at: datetime) -> None:
    keyring.lock_what_is_over()
    keep_time(at=at)
    remind_owners(at=at)


class _Thinning:
    """Thins all numbers once, as nobody may have done so for long; then what has aged meanwhile."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def __call__(self, *, at: datetime) -> None:
        thin(at=at, since=self._last)
        self._last = at


JOBS: tuple[Job, ...] = (
    Job("time", 30, _keep_days),
    Job("signals", 5, watch_signals),
    Job("silent signals", 5, partial(watch_signals, troubled=True)),
    Job("messages", 5, send_messages),
    Job("news of actions", 5, tell_of_actions),
    Job("issues", 5, follow_issues),
    Job("unanswered", 60, escalate),
    Job("reminders", 300, remind_of_actions),
    Job("looks", 300, ask_for_looks),
    Job("old numbers", 3600, _Thinning()),
)


@contextmanager
def keeping_time(every: float | None = None) -> Iterator[None]:
    """Do every job until the block is left; `every`, in seconds, takes the place of their own rhythm."""
    stop = threading.Event()
    threads = [
        threading.Thread(
            target=_run, args=(stop, job, every or job.every_seconds), name=job.name, daemon=True
        )
        for job in JOBS
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=5)


def run_once(*, at: datetime) -> tuple[int, int]:
    """Do what is due now, until nothing is; return how many signals and messages that were."""
    before = last_round_at()
    _without_harm(_keep_days, at)
    signals = _all(partial(watch_signals, at=at), IN_ONE_ROUND)
    signals += _all(partial(watch_signals, at=at, troubled=True), IN_ONE_ROUND)
    _without_harm(escalate, at)
    messages = _all(partial(send_messages, at=at), MESSAGES_IN_ONE_ROUND)
    _without_harm(remind_of_actions, at)
    _without_harm(_tell_all, at)
    _without_harm(_follow_all, at)
    _without_harm(ask_for_looks, at)
    # A server that ran for less than an hour watched, and thinned nothing.
    thin(at=at, since=before and before - timedelta(days=1))
    return signals, messages


def _tell_all(*, at: datetime) -> None:
    _all(partial(tell_of_actions, at=at), NEWS_IN_ONE_ROUND)


def _follow_all(*, at: datetime) -> None:
    _all(partial(follow_issues, at=at), ISSUES_IN_ONE_ROUND)


def _without_harm(run: Callable[..., object], at: datetime) -> None:
    """Do one thing; what is in its way keeps nothing else from being done."""
    try:
        run(at=at)
    except (OperationalError, InterfaceError) as error:
        kind = type(error).__name__
        log.warning("the database did not answer (%s); the next round looks again", kind)
    except Exception as error:  # noqa: BLE001 - told, and due again in the next round
        log.warning("time was not kept: %s", type(error).__name__)


def _all(job: Callable[[], int], most: int) -> int:
    """Do a job again while it takes as many as it may; return how many it took."""
    taken = count = job()
    while count == most:
        count = job()
        taken += count
    return taken


def _run(stop: threading.Event, job: Job, every: float) -> None:
    while not stop.wait(every):
        close_old_connections()
        _without_harm(job.run, timezone.now())
    connection.close()
