"""`mortem worker`: what `mortem serve` does beside its pages, for cron, CI and a second machine."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from mortem.cli import start

if TYPE_CHECKING:
    from pathlib import Path


def worker(*, data: Path | None, once: bool) -> None:
    """Do what is due, once or until interrupted, and say what was done."""
    place = start.choose_data(data)
    start.set_up(place)
    start.bring_up_to_date(place)
    from mortem.web.jobs import timekeeper  # noqa: PLC0415 - needs set_up

    if once:
        signals, messages = timekeeper.run_once(at=datetime.now(UTC))
        typer.echo(f"Signals read: {signals}. Messages taken: {messages}.")
        return
    typer.echo("Mortem watches. Stop with Ctrl+C.")
    with timekeeper.keeping_time():
        _wait_for_the_end()


def _wait_for_the_end() -> None:
    over = threading.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: over.set())
    over.wait()
