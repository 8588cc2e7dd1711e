"""A private notebook: what one did, decided, taught and heard, a line at a time (METHOD P13).

Good work that left no trace cannot be pointed to when it matters. A line a week, written while it
is fresh, can.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable


class JottingKind(StrEnum):
    """What a line speaks of."""

    WIN = "win"
    DECISION = "decision"
    MENTORING = "mentoring"
    FEEDBACK = "feedback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Jotting:
    """One line: what it was, on which day, whom it helped, and where it can be seen, if anywhere."""

    kind: JottingKind
    date: date
    text: str
    helped: str = ""
    link: str = ""


class _Line(Protocol):
    """Whatever has a kind, a day and words: a `Jotting`, or a row that is about to become one."""

    @property
    def kind(self) -> str: ...
    @property
    def date(self) -> date: ...
    @property
    def text(self) -> str: ...
    @property
    def helped(self) -> str: ...


L = TypeVar("L", bound=_Line)


def by_month(lines: Iterable[L]) -> list[tuple[date, list[L]]]:
    """Return lines under the first day of their month, the newest month first."""
    newest = sorted(lines, key=lambda line: line.date, reverse=True)
    return [(day, list(some)) for day, some in groupby(newest, lambda one: one.date.replace(day=1))]


def by_kind(lines: Iterable[L]) -> list[tuple[JottingKind, list[L]]]:
    """Return lines under their kind, in the order of the kinds; kinds without a line are left out."""
    newest = sorted(lines, key=lambda line: line.date, reverse=True)
    sorts = ((kind, [line for line in newest if line.kind == kind]) for kind in JottingKind)
    return [(kind, some) for kind, some in sorts if some]


def found(lines: Iterable[L], words: str) -> list[L]:
    """Return the lines that have every one of these words, or the beginnings of words, in any case."""
    wanted = words.casefold().split()
    return [
        line
        for line in lines
        if all(word in f"{line.text} {line.helped}".casefold() for word in wanted)
    ]


def a_month_later(day: date) -> date:
    """Return the same day of the next month, or the last one that it has."""
    if (day.year, day.month) >= (date.max.year, 12):
        return date.max
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)  # noqa: PLR2004
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
