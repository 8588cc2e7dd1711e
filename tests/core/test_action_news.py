"""What is news of an action."""

from __future__ import annotations

import pytest

from mortem.core.action_news import ActionEvent, changed, moved
from mortem.core.record import ActionState

IDEA, COMMITTED, DONE, DECLINED = ActionState


@pytest.mark.parametrize(
    ("was", "to", "event"),
    [
        (IDEA, COMMITTED, ActionEvent.AGREED),
        (COMMITTED, DONE, ActionEvent.DONE),
        (COMMITTED, IDEA, ActionEvent.PARKED),
        (COMMITTED, DECLINED, ActionEvent.DECLINED),
        (DONE, COMMITTED, ActionEvent.REOPENED),
        (IDEA, IDEA, None),
        (IDEA, DECLINED, None),
        (DECLINED, IDEA, None),
    ],
)
def test_a_move_is_news_where_something_was_or_is_agreed_on(
    was: ActionState, to: ActionState, event: ActionEvent | None
) -> None:
    assert moved(was, to) is event


@pytest.mark.parametrize(
    ("state", "fields", "event"),
    [
        (COMMITTED, ["text"], ActionEvent.CHANGED),
        (COMMITTED, ["kind", "due_date"], ActionEvent.CHANGED),
        (COMMITTED, ["kind", "strength"], None),
        (COMMITTED, [], None),
        (IDEA, ["text"], None),
        (DONE, ["text"], None),
    ],
)
def test_a_change_is_news_of_what_is_agreed_on_if_it_is_told_at_all(
    state: ActionState, fields: list[str], event: ActionEvent | None
) -> None:
    assert changed(state, fields) is event
