"""What a look needs of the database: read once for all views, and kept for the next look.

Most changes in a full room put one cause somewhere else. Then only that cause is read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from mortem.web.queries.board import Found, arranged, found_on
from mortem.web.queries.company import Company, company

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from mortem.web.models import Review
    from mortem.web.queries.board import Board

    Lines = Iterable[tuple[str, dict[str, Any]]]

# Lines of history after which nothing but the cause they name looks different on a board.
_ONE_CAUSE = {"cause.changed"}


@dataclass
class Sight:
    """A review at one moment."""

    review: Review

    @cached_property
    def _found(self) -> Found:
        return found_on(self.review)

    @cached_property
    def board(self) -> Board:
        """Every card, on its cause, on its theme."""
        return arranged(self._found)

    @cached_property
    def company(self) -> Company:
        """Who is in the room, as far as others may know it."""
        return company(self.review, None, phase="reveal")

    def after(self, lines: Lines, number: int) -> Sight | None:
        """Return what is seen after these lines of history; None where more must be read again."""
        lines = list(lines)
        if "_found" not in self.__dict__ or any(verb not in _ONE_CAUSE for verb, _data in lines):
            return None
        self.review.activity_count = number
        later = Sight(self.review)
        later._found = self._found.again(self.review, {UUID(data["id"]) for _verb, data in lines})
        later.company = self.company
        return later
