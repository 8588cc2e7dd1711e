"""What is counted while rows go by: who speaks, which kinds of lines, what their times lack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from mortem.core.evidence.dates import LEAP_YEARS, STAND_IN_YEAR
from mortem.core.evidence.levels import LEVELS
from mortem.core.evidence.row import DAY, EPOCH_DAY, Zone
from mortem.core.line_template import template_of
from mortem.core.years import Yearless

if TYPE_CHECKING:
    from mortem.core.evidence.row import Row

MOST_WHOS: Final = 5_000
MOST_TEMPLATES: Final = 20_000
"""Further ones share the number 0, so that no file, however wild, fills the memory."""

_LEVELS: Final = {name: number for number, name in enumerate(LEVELS, 1)}
_LEAP_DAY: Final = (2, 29)


def _new_years(stand_in: int) -> int:
    """Return how many New Years lie before a stand-in year."""
    return (stand_in - STAND_IN_YEAR) // LEAP_YEARS


class Tally:
    """Numbers for levels (0 is none, 7 the gravest), for who speaks and for kinds of lines."""

    def __init__(self) -> None:
        self.rows = self.unread = self.unknown = 0
        self.yearless: Yearless | None = None
        self.dayless = 0
        self._whos: dict[str, tuple[int, str]] = {}
        self._spoke: dict[int, int] = {}
        self._templates: dict[int, int] = {}
        self._last_day = -1

    def level(self, name: str | None) -> int:
        """Return the number of a level."""
        return _LEVELS.get(name or "", 0)

    def who(self, name: str | None) -> int:
        """Return the number of who speaks; 0 for nobody, and for those beyond the most."""
        if not name:
            return 0
        known = self._whos.get(name)
        if known is None:
            if len(self._whos) >= MOST_WHOS:
                return 0
            known = self._whos[name] = (len(self._whos) + 1, name[:200])
        self._spoke[known[0]] = self._spoke.get(known[0], 0) + 1
        return known[0]

    def template(self, text: str) -> int:
        """Return the number of a kind of line."""
        # A hash is enough to tell kinds apart, and its size is known.
        kind = hash(template_of(text))
        known = self._templates.get(kind)
        if known is None:
            if len(self._templates) >= MOST_TEMPLATES:
                return 0
            known = self._templates[kind] = len(self._templates) + 1
        return known

    def named(self) -> list[tuple[int, str, int]]:
        """Return who spoke: number, name, how often."""
        return [(number, name, self._spoke[number]) for number, name in self._whos.values()]

    def count(self, row: Row) -> None:
        """Take note of a row."""
        self.rows += 1
        self.unknown += row.zone is Zone.UNKNOWN
        if not row.has_day:
            self.dayless += 1
        elif not row.has_year:
            self._see_day(row.moment // DAY)

    def _see_day(self, number: int) -> None:
        if number == self._last_day:
            return
        self._last_day = number
        day = date.fromordinal(number + EPOCH_DAY)
        if self.yearless is None:
            self.yearless = Yearless(day.month, day.day)
        if (day.month, day.day) == _LEAP_DAY and self.yearless.leap_after is None:
            self.yearless = replace(self.yearless, leap_after=_new_years(day.year))
