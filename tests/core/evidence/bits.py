"""Pieces of evidence for tests: bytes in, rows out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mortem.core.evidence.clock import Answers
from mortem.core.evidence.reading import Source, Unread
from mortem.core.evidence.row import Row

if TYPE_CHECKING:
    from datetime import date


def source_of(text: str | bytes, name: str = "evidence") -> Source:
    return Source(name, io.BytesIO(text.encode() if isinstance(text, str) else text))


def rows_of(
    text: str | bytes,
    *,
    zone: str | None = None,
    year: int | None = None,
    day: date | None = None,
    ahead: float = 0,
) -> list[Row]:
    answers = Answers(zone=ZoneInfo(zone) if zone else None, year=year, day=day, ahead=ahead)
    return [row for row in source_of(text).rows(answers) if isinstance(row, Row)]


def times_of(
    text: str | bytes, *, zone: str | None = None, year: int | None = None
) -> list[str | None]:
    return [row.at or row.local for row in rows_of(text, zone=zone, year=year)]


def unread_of(text: str | bytes) -> list[Unread]:
    return [row for row in source_of(text).rows() if isinstance(row, Unread)]
