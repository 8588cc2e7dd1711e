"""What a team learns, in a few counts that help to decide something. METHOD F4, F5, F7, E9, C6.

How long repairs took is not among them, and no count is anybody's. Fewer reports are an alarm, not
a success.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mortem.core.phases import phases
from mortem.core.record import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from mortem.core.record import Foresight, Strength, Verdict

QUARTERS = 8
_MONTHS = 3
_COMPARED = 4  # quarters before the last full one: a year, so that seasons do not count
_FEWEST = 4  # reports in that year; a fall from fewer is chance


class Worth(StrEnum):
    """What somebody says of a step, once a quarter: it helped, or it was theatre."""

    HELPED = "helped"
    THEATRE = "theatre"


class AskedStep(NamedTuple):
    """A step of a review that people are asked about: its key, its word and what it is for."""

    key: str
    kind: Kind
    label: str
    purpose: str


STEPS = tuple(
    AskedStep(f"{kind}.{phase.name}", kind, phase.label, phase.purpose)
    for kind in Kind
    for phase in phases(kind)
)
FEW_OPINIONS = 5
"""People who have to speak of a step before its counts are shown."""


class Quarter(NamedTuple):
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def before(self) -> Quarter:
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """Counts over a team's open reviews.

    `asked` are the done actions whose day to look has come, `judged` those of them with a verdict;
    `came_back` are actions that did not hold against a later event. `plans` looked ahead since there
    was something to learn from, and `reusing` of them took up what an earlier review had found.
    `reports` are the looks back begun in each of the last quarters, the current one last.
    """

    asked: int
    judged: int
    verdicts: Mapping[Verdict, int]
    came_back: int
    strengths: Mapping[Strength | None, int]
    foresights: Mapping[Foresight, int]
    plans: int
    reusing: int
    reports: tuple[tuple[Quarter, int], ...]

    @property
    def falls(self) -> bool:
        """Tell whether the last full quarter had at most half the reports of the year before it (C6)."""
        return falls([count for _, count in self.reports[:-1]])

    @property
    def is_empty(self) -> bool:
        return not (self.plans or any(count for _, count in self.reports) or self.strengths)


def quarter_of(day: date) -> Quarter:
    """Return the quarter a day lies in."""
    return Quarter(day.year, (day.month - 1) // _MONTHS + 1)


def per_quarter(
    days: Iterable[date], *, since: date, today: date
) -> tuple[tuple[Quarter, int], ...]:
    """Count the days in each of the last quarters, oldest first; the current one is not over yet.

    Nothing is counted for quarters that were over before `since`, nor before the first day: who was not there wrote none.
    """
    found = [quarter_of(day) for day in days]
    first = min(quarter_of(since), *found, key=_order) if found else quarter_of(since)
    wanted = [quarter_of(today)]
    while len(wanted) < QUARTERS and _order(wanted[-1]) > _order(first):
        wanted.append(wanted[-1].before)
    return tuple((one, found.count(one)) for one in reversed(wanted))


def _order(quarter: Quarter) -> tuple[int, int]:
    return quarter.year, quarter.number


def falls(full: Sequence[int]) -> bool:
    """Tell whether the last full quarter has at most half the mean of the four before, and those were not few."""
    *_, last = full or (0,)
    year = full[-1 - _COMPARED : -1]
    return sum(year) >= _FEWEST and 2 * last * len(year) <= sum(year)
