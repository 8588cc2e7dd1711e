"""What is known of a piece once it was read: its format, how many rows, and what its times lack."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from mortem.core.years import Yearless
from mortem.web.rows.contents import Trouble

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class About:
    """The sum of a piece; `first` and `last` are moments as in `Row`, `format` is empty for none.

    `unread` counts lines without a row, `unknown` rows whose instant is not known, `dayless`
    those of them that name nothing but a clock; `yearless` is what
    those say that name no year, if there are any. `files` counts what is in it, `asking` the files whose
    times lack something, `troubled` those that could not be read to their end; `troubles` are the first of these.
    """

    format: str
    rows: int
    unread: int
    unknown: int
    dayless: int
    yearless: Yearless | None
    first: int
    last: int
    files: int = 1
    asking: int = 0
    troubled: int = 0
    troubles: tuple[Trouble, ...] = ()

    @property
    def asks_zone(self) -> bool:
        """Tell whether a zone would make instants of rows."""
        return self.unknown > self.dayless

    @property
    def asks_year(self) -> bool:
        return self.yearless is not None

    @property
    def knows_all(self) -> bool:
        """Tell whether every row has its instant."""
        return not self.unknown

    def as_text(self) -> str:
        """Return it as it is kept."""
        return json.dumps(asdict(self))


def about_in(db: sqlite3.Connection) -> About:
    """Return what a file of rows says of itself."""
    said = json.loads(db.execute("SELECT said FROM about").fetchone()[0])
    yearless = said.pop("yearless")
    troubles = tuple(Trouble(*one) for one in said.pop("troubles"))
    return About(**said, troubles=troubles, yearless=Yearless(**yearless) if yearless else None)
