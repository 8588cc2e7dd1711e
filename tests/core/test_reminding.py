"""A few reminders, each about one day, and none that comes too late to help."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mortem.core.record import ActionItem, ActionState, Verdict
from mortem.core.reminding import RESTS_AFTER, Stage, is_humane, stage_of

DUE = date(2026, 3, 10)
DAYS = timedelta(days=1)


def item(**values: Any) -> ActionItem:
    given = {"id": "1", "text": "Restore a backup", "position": 0, "state": ActionState.COMMITTED}
    return ActionItem(**{**given, **values})


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (-4, None),
        (-3, Stage.SOON),
        (0, Stage.SOON),
        (1, Stage.LATE),
        (6, Stage.LATE),
        (7, Stage.STILL_LATE),
        (13, Stage.STILL_LATE),
        (14, Stage.ESCALATED),
        (60, Stage.ESCALATED),
        (61, None),
    ],
)
def test_an_agreed_action_comes_up_as_its_day_passes(days: int, stage: Stage | None) -> None:
    expected = (stage, DUE) if stage else None
    assert stage_of(item(due_date=DUE), today=DUE + days * DAYS) == expected


@pytest.mark.parametrize(
    ("days", "comes"), [(-1, False), (0, True), (9, True), (60, True), (61, False)]
)
def test_a_done_one_comes_up_when_its_check_date_has_come(days: int, *, comes: bool) -> None:
    done = item(state=ActionState.DONE, due_date=DUE - 30 * DAYS, check_date=DUE)
    assert stage_of(done, today=DUE + days * DAYS) == ((Stage.CHECK, DUE) if comes else None)


@pytest.mark.parametrize(
    "values",
    [
        {"due_date": None},
        {"due_date": DUE, "state": ActionState.IDEA},
        {"due_date": DUE, "state": ActionState.DECLINED},
        {"due_date": DUE, "state": ActionState.DONE},
        {"check_date": DUE, "state": ActionState.COMMITTED},
        {"check_date": DUE, "state": ActionState.DONE, "verdict": Verdict.PARTLY},
    ],
)
def test_nothing_else_comes_up(values: dict[str, Any]) -> None:
    assert stage_of(item(**values), today=DUE) is None


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_calendars_ends_do_no_harm(day: date) -> None:
    for today in (date.min, date.max):
        found = stage_of(item(due_date=day), today=today)
        assert (found is None) == (abs(today - day) > RESTS_AFTER)


@pytest.mark.parametrize(
    ("hour", "minute", "may"),
    [(0, 0, False), (7, 59, False), (8, 0, True), (18, 59, True), (19, 0, False), (23, 0, False)],
)
def test_mail_comes_by_day(hour: int, minute: int, *, may: bool) -> None:
    assert is_humane(datetime(2026, 3, 10, hour, minute, tzinfo=UTC)) is may
