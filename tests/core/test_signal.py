from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.record import Reading, ReadingState, Signal, SignalSource
from mortem.core.signal import SignalState, grace, is_due, last_watched_at, next_look, state

TODAY = date(2026, 3, 10)
QUIET, LEANING, TRIPPED = ReadingState


def reading(what: ReadingState, day: int) -> Reading:
    return Reading(id=f"{what}-{day}", at=datetime(2026, 3, day, 9, tzinfo=UTC), state=what)


def signal(*readings: Reading, **facts: object) -> Signal:
    return Signal(id="s", question="Do they differ?", position=0, readings=readings, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(("cadence", "days"), [(1, 1), (2, 1), (3, 1), (7, 3), (14, 7), (366, 183)])
def test_silence_counts_after_half_a_rhythm_and_never_before_a_day(cadence: int, days: int) -> None:
    assert grace(cadence) == timedelta(days=days)


@pytest.mark.parametrize(
    ("next_date", "due"),
    [(None, False), (date(2026, 3, 11), False), (TODAY, True), (date(2026, 3, 9), True)],
)
def test_a_look_is_due_from_its_day_on(next_date: date | None, due: bool) -> None:
    assert is_due(signal(next_date=next_date), today=TODAY) is due


def test_a_resting_signal_is_never_due() -> None:
    resting = signal(next_date=TODAY, snoozed_until_date=date(2026, 3, 11))
    assert is_due(resting, today=TODAY) is False


def test_a_rest_ends_on_its_day() -> None:
    awake = signal(next_date=TODAY, snoozed_until_date=TODAY)
    assert (is_due(awake, today=TODAY), state(awake, today=TODAY)) == (True, SignalState.WAITING)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (QUIET, SignalState.QUIET),
        (LEANING, SignalState.LEANING),
        (TRIPPED, SignalState.TRIPPED),
    ],
)
def test_the_last_look_speaks(what: ReadingState, expected: SignalState) -> None:
    looked = signal(reading(TRIPPED, 1), reading(what, 8), reading(LEANING, 2))
    assert state(looked, today=TODAY) is expected


def test_nobody_has_looked_yet() -> None:
    assert state(signal(next_date=TODAY), today=TODAY) is SignalState.WAITING


@pytest.mark.parametrize(
    ("late", "expected"), [(3, SignalState.QUIET), (4, SignalState.STALE), (40, SignalState.STALE)]
)
def test_silence_beyond_the_grace_is_stale(late: int, expected: SignalState) -> None:
    asked = signal(reading(QUIET, 1), cadence_days=7, next_date=TODAY - timedelta(days=late))
    assert state(asked, today=TODAY) is expected


def test_what_has_tripped_does_not_fade_into_silence() -> None:
    old = signal(reading(TRIPPED, 1), next_date=date(2026, 1, 1))
    assert state(old, today=TODAY) is SignalState.TRIPPED


def test_a_rest_is_stronger_than_a_trip() -> None:
    resting = signal(reading(TRIPPED, 1), snoozed_until_date=date(2026, 3, 11))
    assert state(resting, today=TODAY) is SignalState.SNOOZED


def test_a_date_trips_when_it_comes_and_not_before() -> None:
    dated = signal(source=SignalSource.DATE, next_date=TODAY)
    assert [state(dated, today=TODAY - timedelta(days=n)) for n in (1, 0)] == [
        SignalState.WAITING,
        SignalState.TRIPPED,
    ]


def test_a_date_comes_once_and_a_check_in_again() -> None:
    dated = signal(source=SignalSource.DATE, next_date=TODAY)
    asked = signal(cadence_days=7)
    assert (next_look(dated, today=TODAY), next_look(asked, today=TODAY)) == (
        None,
        date(2026, 3, 17),
    )


def test_when_somebody_last_looked() -> None:
    looked = signal(reading(QUIET, 4), reading(LEANING, 8), reading(QUIET, 2))
    assert last_watched_at(looked) == datetime(2026, 3, 8, 9, tzinfo=UTC)
    assert last_watched_at(signal()) is None


@given(st.integers(1, 366), st.integers(0, 800))
def test_a_signal_that_is_looked_at_in_time_is_never_stale(cadence: int, days: int) -> None:
    looked = signal(reading(QUIET, 1), cadence_days=cadence, next_date=TODAY + timedelta(days=days))
    assert state(looked, today=TODAY) is SignalState.QUIET
