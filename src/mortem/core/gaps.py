"""What a look back does not know yet, asked before anybody asks why.

A group that begins to explain with half a story explains the half it has. So the record is
searched for what is plainly missing: times, stretches of silence, moments that rest on nothing,
people who were there and are not here. Each becomes a question; none is a wall.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from mortem.core.record import EntryKind, Moment
from mortem.core.timeline import is_uncertain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mortem.core.record import Record

SILENT_FOR = timedelta(minutes=10)
"""Less than this without an entry is no gap, however short the story."""

_SHARE = 5  # a stretch counts when it is a fifth of the story or more
_MOST_STRETCHES = 2
_MOST_NAMES = 3

_TIMES = {
    Moment.STARTED: "When did it begin?",
    Moment.DETECTED: "When did somebody notice?",
    Moment.ACKNOWLEDGED: "When did somebody take it on?",
    Moment.MITIGATED: "When did the harm stop?",
    Moment.ENDED: "When was it over?",
}
_ONE_BARE = "What shows the one moment that rests on nothing we brought?"
_SOME_BARE = "What shows the {count} moments that rest on nothing we brought?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something plainly missing, as a question. `start` and `end` are the edges of a silent stretch."""

    code: str
    template: str
    data: dict[str, str] = field(default_factory=dict)
    start: datetime | None = None
    end: datetime | None = None


def gaps(record: Record) -> tuple[Gap, ...]:
    """Return what the record plainly lacks: of each sort one, then of each the next."""
    sorts = (_times(record), _stretches(record), _sources(record), _people(record))
    return tuple(gap for round_ in zip_longest(*sorts) for gap in round_ if gap is not None)


def _times(record: Record) -> Iterator[Gap]:
    known = {time.moment for time in record.event_times if time.at is not None}
    for moment, question in _TIMES.items():
        if moment not in known:
            yield Gap(code=f"no_{moment}_at", template=question)


def _stretches(record: Record) -> Iterator[Gap]:
    """The longest stretches between two moments that are known to the minute or better."""
    exact = sorted(entry.at for entry in record.entries if not is_uncertain(entry))
    if not exact:
        return
    least = max(SILENT_FOR, (exact[-1] - exact[0]) / _SHARE)
    silent = [(end - start, start, end) for start, end in pairwise(exact) if end - start >= least]
    longest = sorted(silent, key=lambda one: -one[0])[:_MOST_STRETCHES]
    for _, start, end in sorted(longest, key=lambda one: one[1]):
        yield Gap(
            code="silent_stretch",
            template="What happened between {start} and {end}?",
            start=start,
            end=end,
        )


def _sources(record: Record) -> Iterator[Gap]:
    if not record.evidence:
        yield Gap(
            code="no_evidence", template="Which log, chat or mail would show it, and who has it?"
        )
        return
    facts = [entry for entry in record.entries if entry.kind is EntryKind.FACT]
    bare = sum(1 for entry in facts if not entry.citations)
    if bare:
        template = _ONE_BARE if bare == 1 else _SOME_BARE
        yield Gap(code="bare_facts", template=template, data={"count": str(bare)})
    yield Gap(code="more_sources", template="Which source has nobody brought?")


def _people(record: Record) -> Iterator[Gap]:
    here = {person.name.casefold() for person in record.participants if person.name}
    told = [e.attributed_to for e in record.entries if e.kind is EntryKind.ACCOUNT]
    away = [name for name in dict.fromkeys(told) if name and name.casefold() not in here]
    for name in away[:_MOST_NAMES]:
        yield Gap(
            code="not_here",
            template="What would {name}, who is not here, say to this?",
            data={"name": name},
        )
    yield Gap(code="who_else", template="Who was there and is not here?")
