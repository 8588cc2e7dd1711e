"""Whether somebody watches: what a page says of the process that reads signals (METHOD S7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from mortem.web.queries.watching import is_watching, last_round_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mortem.web.queries.protection import WatchedSignal


@dataclass(frozen=True, slots=True)
class WatcherLine:
    """`last_at` is the last round, `awake` whether that is a moment ago, `here` whether it is a computer's own."""

    last_at: datetime | None
    awake: bool
    here: bool


def watcher_line(signals: Iterable[WatchedSignal]) -> WatcherLine | None:
    """Return what to say; None where nothing is read by Mortem itself."""
    if not any(one.watch for one in signals):
        return None
    loopback = "//127.0.0.1" in settings.PUBLIC_URL or "//localhost" in settings.PUBLIC_URL
    return WatcherLine(last_round_at(), is_watching(at=timezone.now()), loopback)
