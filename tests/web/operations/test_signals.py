from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mortem.core.errors import BadInput
from mortem.core.record import OutcomeKind, ReadingState, SignalSource
from mortem.core.signal import SignalState, state
from mortem.web.models import Activity, Outcome, Participant, Reading, Review, Signal, User
from mortem.web.operations.outcomes import resolve_risk
from mortem.web.operations.signals import add_signal, change_signal, check_in, snooze_signal
from mortem.web.queries.records import signal_of
from tests.web.conftest import seat_of
from tests.web.guarding import some_causes

TODAY = date(2026, 3, 3)


@pytest.fixture
def me(migration: Review, ada: User) -> Participant:
    return seat_of(ada, migration)


@pytest.fixture
def signal(migration: Review, me: Participant, now: datetime) -> Signal:
    return add_signal(
        migration,
        question="Do the counts differ?",
        owner="Jun",
        cadence_days=7,
        next_date=TODAY,
        by=me,
        at=now,
    )


def look(
    signal: Signal, what: ReadingState, me: Participant, at: datetime, note: str = ""
) -> Reading:
    return check_in(signal, state=what, note=note, today=at.date(), by=me, at=at)


def stands(signal: Signal, today: date = TODAY) -> SignalState:
    return state(signal_of(Signal.objects.get(pk=signal.pk)), today=today)


def test_a_signal_has_a_question_an_owner_and_a_rhythm(signal: Signal) -> None:
    assert (signal.question, signal.owner and signal.owner.name, signal.cadence_days) == (
        "Do the counts differ?",
        "Jun",
        7,
    )


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_rhythm_that_cannot_be(days: int, signal: Signal, me: Participant, now: datetime) -> None:
    with pytest.raises(BadInput) as caught:
        change_signal(signal, cadence_days=days, by=me, at=now)
    assert caught.value.field == "cadence_days"


def test_a_question_without_words(signal: Signal, me: Participant, now: datetime) -> None:
    with pytest.raises(BadInput):
        change_signal(signal, question=" ", by=me, at=now)
    with pytest.raises(BadInput):
        add_signal(me.review, question="", by=me, at=now)


def test_a_form_sent_twice_adds_one(signal: Signal, me: Participant, now: datetime) -> None:
    again = add_signal(me.review, question="Do the counts differ?", by=me, at=now)
    assert again == signal


def test_changing_keeps_the_owner_unless_told(
    signal: Signal, me: Participant, now: datetime
) -> None:
    change_signal(signal, threshold="0.1 %", by=me, at=now)
    assert (signal.threshold, signal.owner and signal.owner.name) == ("0.1 %", "Jun")
    change_signal(signal, owner="Mara", by=me, at=now)
    assert signal.owner is not None
    assert signal.owner.name == "Mara"


def test_a_look_sets_the_next_one(signal: Signal, me: Participant, now: datetime) -> None:
    look(signal, ReadingState.QUIET, me, now)
    signal.refresh_from_db()
    assert (signal.next_date, stands(signal)) == (TODAY + timedelta(days=7), SignalState.QUIET)


def test_pressed_twice_is_one_look(signal: Signal, me: Participant, now: datetime) -> None:
    one = look(signal, ReadingState.QUIET, me, now)
    other = look(signal, ReadingState.QUIET, me, now + timedelta(seconds=2))
    assert one == other
    assert Activity.objects.filter(review=me.review, verb="signal.read").count() == 1


def test_a_second_thought_is_a_look_of_its_own(
    signal: Signal, me: Participant, now: datetime
) -> None:
    look(signal, ReadingState.QUIET, me, now)
    look(signal, ReadingState.LEANING, me, now + timedelta(seconds=2))
    look(signal, ReadingState.LEANING, me, now + timedelta(seconds=20))
    assert Reading.objects.count() == 3
    assert stands(signal) is SignalState.LEANING


def test_a_trip_is_answered_by_the_next_look(
    signal: Signal, me: Participant, now: datetime
) -> None:
    look(signal, ReadingState.TRIPPED, me, now)
    assert stands(signal) is SignalState.TRIPPED
    look(signal, ReadingState.QUIET, me, now + timedelta(hours=1), note="A false alarm.")
    assert stands(signal) is SignalState.QUIET


def test_a_date_comes_once(signal: Signal, me: Participant, now: datetime) -> None:
    change_signal(signal, source=SignalSource.DATE, by=me, at=now)
    assert stands(signal) is SignalState.TRIPPED
    look(signal, ReadingState.QUIET, me, now)
    signal.refresh_from_db()
    assert (signal.next_date, stands(signal)) == (None, SignalState.QUIET)


def test_resting_until_a_day_for_a_reason(signal: Signal, me: Participant, now: datetime) -> None:
    until = TODAY + timedelta(days=2)
    snooze_signal(signal, until=until, reason="Frozen", today=TODAY, by=me, at=now)
    assert [stands(signal, day) for day in (TODAY, until)] == [
        SignalState.SNOOZED,
        SignalState.WAITING,
    ]


def test_a_look_ends_a_rest(signal: Signal, me: Participant, now: datetime) -> None:
    until = TODAY + timedelta(days=2)
    snooze_signal(signal, until=until, reason="Frozen", today=TODAY, by=me, at=now)
    look(signal, ReadingState.QUIET, me, now)
    signal.refresh_from_db()
    assert (signal.snoozed_until_date, signal.snooze_reason) == (None, "")


@pytest.mark.parametrize(
    ("days", "given"),
    [(0, ("Frozen", "until")), (-1, ("Frozen", "until")), (1, (" ", "reason"))],
)
def test_a_rest_needs_an_end_and_a_reason(
    days: int, given: tuple[str, str], signal: Signal, me: Participant, now: datetime
) -> None:
    until, (reason, field) = TODAY + timedelta(days=days), given
    with pytest.raises(BadInput) as caught:
        snooze_signal(signal, until=until, reason=reason, today=TODAY, by=me, at=now)
    assert caught.value.field == field


def test_an_outcome_said_again_replaces_the_first(
    migration: Review, me: Participant, now: datetime
) -> None:
    cause = some_causes(migration, 1)[0]
    resolve_risk(cause, kind=OutcomeKind.HAPPENED, note="", by=me, at=now)
    resolve_risk(cause, kind=OutcomeKind.AVERTED, note=" In time ", by=me, at=now)
    kept = [(one.cause, one.kind, one.note) for one in Outcome.objects.all()]
    assert kept == [(cause, OutcomeKind.AVERTED, "In time")]
