"""The head of a document: the facts of a review that are no prose."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from mortem.core.formats.markdown import moments
from mortem.core.formats.markdown.head_lines import show as show_lines
from mortem.core.formats.markdown.words import VERSION
from mortem.core.record import Mode, Pace, Visibility

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from mortem.core.formats.markdown.head_lines import Shown
    from mortem.core.record import Record

DEFAULT_MINUTES = 15


def show(record: Record) -> list[str]:
    """The head's lines; what has its ordinary value is left out."""
    return show_lines(_pairs(record))


def _pairs(record: Record) -> Iterator[tuple[str, Shown]]:
    yield "mortem", record.kind.value
    yield "version", str(VERSION)
    yield "id", record.id
    yield "context", record.context
    yield "phase", record.phase
    optional: tuple[tuple[str, str | None], ...] = (
        ("plan", _day(record.plan_date)),
        ("horizon", _day(record.horizon_date)),
        ("severity", None if record.severity is None else str(record.severity)),
        ("near_miss", "true" if record.near_miss else None),
        ("follows", record.follows),
        ("zone", record.zone if record.zone != "UTC" else None),
        ("minutes", str(record.minutes) if record.minutes != DEFAULT_MINUTES else None),
        ("pace", record.pace.value if record.pace is not Pace.LIVE else None),
        ("mode", record.mode.value if record.mode is not Mode.NAMED else None),
        ("visibility", record.visibility if record.visibility is not Visibility.PRIVATE else None),
        ("cost_unit", record.cost_unit or None),
        ("created", _utc(record.created_at)),
        ("published", _utc(record.published_at) if record.published_at else None),
        ("closed", _utc(record.closed_at) if record.closed_at else None),
    )
    yield from ((key, value) for key, value in optional if value is not None)
    for key, entries in _lists(record):
        if entries:
            yield key, entries


def _lists(record: Record) -> Iterator[tuple[str, list[Mapping[str, str]]]]:
    yield "themes", [{"name": theme.name, "id": theme.id} for theme in record.themes]
    yield (
        "people",
        [
            {
                "name": person.name,
                "role": person.role.value,
                "joined": _utc(person.joined_at),
                "id": person.id,
            }
            for person in record.participants
        ],
    )
    yield (
        "owners",
        [
            {"name": owner.name}
            | ({"confirmed": _utc(owner.confirmed_at)} if owner.confirmed_at else {})
            | {"id": owner.id}
            for owner in record.owners
        ],
    )

    yield (
        "deadlines",
        [{"name": one.phase, "until": _utc(one.at)} for one in record.deadlines],
    )


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _utc(moment: datetime) -> str:
    return moments.show(moment, UTC)
