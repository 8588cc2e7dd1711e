"""Two accounts of one event side by side: what each saw of the same minutes, and the facts between (METHOD E4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mortem.core.record import EntryKind
from mortem.core.timeline import order

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mortem.core.record import TimelineEntry


@dataclass(slots=True)
class Minute:
    """What is told of one minute: by the one, by the other, and by nobody in particular."""

    at: datetime
    left: list[TimelineEntry] = field(default_factory=list)
    right: list[TimelineEntry] = field(default_factory=list)
    facts: list[TimelineEntry] = field(default_factory=list)


def tellers(entries: Iterable[TimelineEntry]) -> list[str]:
    """Return whose accounts there are, in the order in which they first speak; nobody's are left out."""
    told = (one.attributed_to for one in order(entries) if one.kind is EntryKind.ACCOUNT)
    return list(dict.fromkeys(filter(None, told)))


def side_by_side(entries: Iterable[TimelineEntry], left: str, right: str) -> list[Minute]:
    """Return, minute by minute, what two people told and what is known; accounts of others are left out."""
    minutes: list[Minute] = []
    for entry in order(entries):
        at = entry.at.replace(second=0, microsecond=0)
        is_fact = entry.kind is EntryKind.FACT
        if not is_fact and entry.attributed_to not in {left, right}:
            continue
        if not minutes or minutes[-1].at != at:
            minutes.append(Minute(at))
        now = minutes[-1]
        place = now.facts if is_fact else now.left if entry.attributed_to == left else now.right
        place.append(entry)
    return minutes
