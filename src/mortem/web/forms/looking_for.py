"""What somebody looks for among rows: read from the address, kindly, and written into it again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from mortem.core.evidence.levels import LEVELS
from mortem.core.evidence.row import EARLIEST, LATEST
from mortem.core.stretches import MILLISECOND
from mortem.web.rows.asked import LONGEST_QUERY, Asked

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_DIGITS: Final = 15
FOLD: Final = "fold"


@dataclass(frozen=True, slots=True)
class LookingFor:
    """What is asked, whether equal lines are folded, and the row that the page begins after or before."""

    asked: Asked = field(default_factory=Asked)
    folds: bool = False
    after: int = 0
    before: int = 0

    @property
    def window(self) -> dict[str, str]:
        """The stretch of time, as an address says it."""
        ends = {"from": _milliseconds(self.asked.since), "to": _milliseconds(self.asked.until)}
        return {name: value for name, value in ends.items() if value}

    @property
    def query(self) -> str:
        """What stands behind the question mark, so that a page can be had again."""
        asked = self.asked
        said = {
            "q": asked.text,
            "level": asked.level,
            "who": asked.who,
            "kind": asked.template,
            "file": asked.file,
            **self.window,
            FOLD: int(self.folds),
            "after": self.after,
            "before": self.before,
        }
        return urlencode({name: value for name, value in said.items() if value})

    def within(self, since: int | None, until: int | None) -> LookingFor:
        """Return the same in another stretch of time."""
        return LookingFor(replace(self.asked, since=since, until=until), self.folds)

    def of_kind(self, template: int) -> LookingFor:
        """Return the same, lines of one kind only, each for itself."""
        return LookingFor(replace(self.asked, template=template))

    def of_file(self, file: int) -> LookingFor:
        """Return the same in one file of a package; 0 for all of them."""
        return LookingFor(replace(self.asked, file=file), self.folds)

    def from_row(self, *, after: int = 0, before: int = 0) -> LookingFor:
        """Return another page of the same."""
        return LookingFor(self.asked, self.folds, after, before)

    def folded(self, *, folds: bool) -> LookingFor:
        """Return the same, with equal lines folded or each for itself."""
        return LookingFor(self.asked, folds)


def looking_for(said: Mapping[str, str]) -> LookingFor:
    """Read an address; what is no number there counts as unsaid."""
    level = _number(said, "level")
    asked = Asked(
        text=said.get("q", "")[:LONGEST_QUERY],
        level=level if level <= len(LEVELS) else 0,
        who=_number(said, "who"),
        template=_number(said, "kind"),
        file=_number(said, "file"),
        since=_moment(said, "from"),
        until=_moment(said, "to"),
    )
    folds = said.get(FOLD) == "1"
    return LookingFor(asked, folds, _number(said, "after"), _number(said, "before"))


def _number(said: Mapping[str, str], name: str) -> int:
    text = said.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0


def _moment(said: Mapping[str, str], name: str) -> int | None:
    text = said.get(name, "")
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        return None
    moment = int(text) * MILLISECOND
    return moment if EARLIEST <= moment <= LATEST else None


def _milliseconds(moment: int | None) -> str:
    return "" if moment is None else str(moment // MILLISECOND)
