"""What is news of an action for whoever follows it from elsewhere."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from mortem.core.record import ActionState

if TYPE_CHECKING:
    from collections.abc import Iterable


class ActionEvent(StrEnum):
    """What became of an action that somebody had agreed on."""

    AGREED = "agreed"
    CHANGED = "changed"
    DONE = "done"
    REOPENED = "reopened"
    PARKED = "parked"
    DECLINED = "declined"
    JUDGED = "judged"


TOLD: Final = frozenset({"text", "owner", "due_date", "measure", "check_date"})
"""What of an action is told, so that a change of it is news."""

_MOVES: Final = {
    (ActionState.IDEA, ActionState.COMMITTED): ActionEvent.AGREED,
    (ActionState.COMMITTED, ActionState.DONE): ActionEvent.DONE,
    (ActionState.COMMITTED, ActionState.IDEA): ActionEvent.PARKED,
    (ActionState.COMMITTED, ActionState.DECLINED): ActionEvent.DECLINED,
    (ActionState.DONE, ActionState.COMMITTED): ActionEvent.REOPENED,
}


def moved(was: ActionState, to: ActionState) -> ActionEvent | None:
    """Return what a move is as news; an idea that comes or goes is none."""
    return _MOVES.get((was, to))


def changed(state: ActionState, fields: Iterable[str]) -> ActionEvent | None:
    """Return what a change of these fields is as news: of what is agreed on, if it is told at all."""
    is_news = state is ActionState.COMMITTED and not TOLD.isdisjoint(fields)
    return ActionEvent.CHANGED if is_news else None
