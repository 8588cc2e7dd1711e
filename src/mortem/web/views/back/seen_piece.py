"""Rows of one piece as a page shows them: who speaks, and lines that say the same folded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mortem.web.rows.store import MOST_FOLDED, MOST_KINDS
from mortem.web.views.back.seen_rows import Seen

if TYPE_CHECKING:
    from mortem.web.access import Seat
    from mortem.web.forms.looking_for import LookingFor
    from mortem.web.rows.store import Store

_MOST_WHOS: Final = 50


class SeenPiece(Seen):
    """What a page shows of a piece that has rows."""

    def __init__(self, store: Store, looked: LookingFor, seat: Seat) -> None:
        super().__init__(store, looked, seat)
        self._piece = store

    def shown(self) -> dict[str, Any]:
        """Return what the template needs."""
        return {
            **super().shown(),
            "whos": self._piece.whos(most=_MOST_WHOS),
            "other_way": self._looked.folded(folds=not self._looked.folds).query,
        }

    def _lines(self) -> dict[str, Any]:
        return self._kinds() if self._looked.folds else super()._lines()

    def _kinds(self) -> dict[str, Any]:
        kinds = self._piece.folded(self._asked)
        return {
            "kinds": [
                {
                    **self._row(one.first),
                    "times": one.rows,
                    "query": self._looked.of_kind(one.first.template).query,
                }
                for one in kinds
            ],
            "most_folded": MOST_FOLDED,
            "most_kinds": MOST_KINDS if len(kinds) == MOST_KINDS else 0,
        }
