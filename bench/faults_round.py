"""A round of a worker, a server, or one post to it, that dies or kills its database at a chosen step, or finds no room.

A step is a statement, a commit or the handing over of a mail; each can be died before and after.
Nothing in the product knows of this: the database's connection and the mail program are wrapped here.
"""

from __future__ import annotations

import os
import resource
import signal
import smtplib
import sys
from contextlib import redirect_stdout, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mortem.cli import start

start.set_up(Path(os.environ["MORTEM_DATA"]))

from django.db import InterfaceError, OperationalError, connection  # noqa: E402 - needs set_up
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402 - needs set_up
from django.test import Client  # noqa: E402 - needs set_up

from mortem.cli.serve import serve  # noqa: E402 - needs set_up
from mortem.web.jobs import timekeeper  # noqa: E402 - needs set_up
from mortem.web.jobs.timekeeper import run_once  # noqa: E402 - needs set_up
from mortem.web.operations.watching import take_numbers  # noqa: E402 - needs set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


OVER_THE_LINE = 500.0
SOON = 0.05
"""Seconds between two looks of a server that is to die."""
BLOCK = 4096
"""Bytes by which a disk is filled."""


class Steps:
    """Counts the moments before and after each step, and kills a process at the chosen one."""

    def __init__(self, last: int, victim: int) -> None:
        self.left = last
        self.victim = victim

    def one(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(self.victim, signal.SIGKILL)

    def around(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*told: Any, **named: Any) -> Any:
            self.one()
            done = step(*told, **named)
            self.one()
            return done

        return stepped

    def statement(self, execute: Callable[..., Any], *told: Any) -> Any:
        return self.around(execute)(*told)


def dying_round(at: datetime, last: int) -> None:
    """Do a whole round; die at the step called `last`, counted from 1, if there are so many."""
    _round(at, Steps(last, os.getpid()))


def bereft_round(at: datetime, last: int) -> None:
    """Do a whole round; at the step called `last` PostgreSQL dies and starts anew.

    A process of its own that is killed makes it break all connections off and recover.
    """
    connection.ensure_connection()
    try:
        _round(at, Steps(last, connection.connection.info.backend_pid))
    except (OperationalError, InterfaceError):
        sys.exit(1)


def dying_ping(at: datetime, address: str, last: int) -> None:
    """Keep a number that was sent, as the server does; die at the step called `last`."""
    _stepping(Steps(last, os.getpid()), lambda: take_numbers([(address, OVER_THE_LINE, at)]))


def dying_page(_at: datetime, path: str, last: int) -> None:
    """Take an answer by link, through all of the server's page; die at the step called `last`."""
    _stepping(Steps(last, os.getpid()), lambda: press(path))


def press(path: str) -> int:
    """Answer a message by its link; return the status that was answered with."""
    door = Client(SERVER_NAME="127.0.0.1")
    return door.post(path, {"answer": "done", "note": "Stopped"}).status_code


def _round(at: datetime, steps: Steps) -> None:
    _stepping(steps, lambda: run_once(at=at))


def _mark(steps: Steps) -> None:
    for kind, step in ((BaseDatabaseWrapper, "_commit"), (smtplib.SMTP, "sendmail")):
        setattr(kind, step, steps.around(getattr(kind, step)))


def _stepping(steps: Steps, what: Callable[[], object]) -> None:
    _mark(steps)
    with connection.execute_wrapper(steps.statement):
        what()


def dying_server(_at: datetime, last: int) -> None:
    """Serve as `mortem serve` does, reading and telling at once; die at the step of it called `last`."""
    steps = Steps(last, os.getpid())
    timekeeper.JOBS = tuple(
        timekeeper.Job(job.name, SOON, partial(_stepped, steps, job.run))
        for job in timekeeper.JOBS
        if job.name in {"signals", "messages"}
    )
    _mark(steps)
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        serve(data=Path(os.environ["MORTEM_DATA"]), host="", port=0, share=False, open_page=False)


def _stepped(steps: Steps, run: Callable[..., object], *, at: datetime) -> None:
    with connection.execute_wrapper(steps.statement):
        run(at=at)


def full_round(at: datetime, room: int) -> None:
    """Do a whole round on a disk that has so many bytes left, and no more."""
    filler = Path(os.environ["MORTEM_DATA"]) / "filler"
    try:
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(BLOCK))
        os.truncate(filler, max(0, filler.stat().st_size - room))
        run_once(at=at)
    except OperationalError:
        sys.exit(1)
    finally:
        filler.unlink()


def cramped_round(at: datetime, room: int) -> None:
    """Do a whole round where no file may be written beyond its first `room` bytes.

    What is written first on SQLite is its log, from its beginning; so each page of it can be the one
    that finds no room.
    """
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    try:
        run_once(at=at)
    except OperationalError:
        sys.exit(1)
