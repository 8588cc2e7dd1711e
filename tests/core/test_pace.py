from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mortem.core.errors import BadInput
from mortem.core.pace import LONGEST, check_deadlines, default_days, remind_at, timed_phases
from mortem.core.playbooks import playbooks
from mortem.core.record import Kind

TUESDAY = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AHEAD = Kind.PREMORTEM


def test_a_migration_takes_a_week_and_no_weekend() -> None:
    assert default_days(AHEAD, "migration", today=TUESDAY) == {
        "write": date(2026, 3, 5),
        "reveal": date(2026, 3, 6),
        "rate": date(2026, 3, 9),
        "protect": date(2026, 3, 11),
    }


def test_what_hurts_now_is_looked_at_sooner_than_a_project() -> None:
    incident = default_days(Kind.POSTMORTEM, "incident", today=TUESDAY)
    project = default_days(Kind.POSTMORTEM, "project", today=TUESDAY)
    assert incident["accounts"] == date(2026, 3, 4)
    assert incident["actions"] == date(2026, 3, 11)
    assert project["actions"] == date(2026, 3, 20)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_context_has_days_in_order_from_any_day(kind: Kind) -> None:
    for book in playbooks(kind):
        for start in range(7):
            days = default_days(kind, book.slug, today=TUESDAY + start * DAY)
            assert tuple(days) == timed_phases(kind)
            assert list(days.values()) == sorted(set(days.values()))
            assert {day.weekday() for day in days.values()} <= set(range(5))


@pytest.mark.parametrize(
    ("deadlines", "phase", "wrong"),
    [
        ({"write": NOW + DAY, "reveal": NOW + 2 * DAY}, "plan", None),
        ({"write": NOW, "reveal": NOW + DAY}, "plan", "write"),
        ({"write": NOW - DAY, "reveal": NOW + DAY}, "reveal", None),
        ({"write": NOW + DAY, "reveal": NOW + DAY}, "write", "reveal"),
        ({"write": NOW + 2 * DAY, "rate": NOW + DAY}, "write", "rate"),
        ({"write": NOW + LONGEST + DAY}, "plan", "write"),
        ({}, "plan", None),
    ],
)
def test_deadlines_lie_ahead_and_in_order(
    deadlines: dict[str, datetime], phase: str, wrong: str | None
) -> None:
    refused = None
    try:
        check_deadlines(AHEAD, deadlines, phase=phase, at=NOW)
    except BadInput as error:
        refused = error.field
    assert refused == wrong


def test_people_are_reminded_a_day_before_or_in_the_last_third() -> None:
    assert remind_at(NOW, NOW + 5 * DAY) == NOW + 4 * DAY
    assert remind_at(NOW, NOW + timedelta(hours=6)) == NOW + timedelta(hours=4)
