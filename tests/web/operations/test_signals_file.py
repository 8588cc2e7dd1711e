from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from mortem.core.errors import BadInput, SomebodyWasFirst
from mortem.core.record import SignalSource
from mortem.core.signals_file import read_signals, written
from mortem.core.watching import Direction
from mortem.web.models import Activity, Signal, Watch
from mortem.web.operations.parts import delete_part
from mortem.web.operations.signals import add_signal
from mortem.web.operations.signals_file import Change, Step, apply, compare
from mortem.web.operations.watches import Setting, everything_told, set_watch
from mortem.web.queries.signals_file import file_of, signal_named
from tests.web.conftest import seat_of
from tests.web.guarding import some_causes

if TYPE_CHECKING:
    from mortem.core.signals_file import Wanted
    from mortem.web.models import Participant, Review, User

TODAY = date(2026, 3, 3)
QUEUE = Setting(
    source="number",
    threshold=400,
    hold_minutes=10,
    every_minutes=1,
    values={"url": "https://queue.example/n", "path": "$.n", "headers": "X-Key: first"},
)


@pytest.fixture
def me(migration: Review, ada: User) -> Participant:
    return seat_of(ada, migration)


def wants(text: str) -> list[Wanted]:
    return list(read_signals(text, file="signals.toml").signals)


def one(**more: str) -> Wanted:
    return replace(wants('[signal.queue]\nquestion = "Is the queue long?"')[0], **more)  # type: ignore[arg-type]


def bring(
    review: Review, me: Participant, at: datetime, *wanted: tuple[Wanted, Setting | None]
) -> tuple[Change, ...]:
    changes = compare(review, wanted)
    apply(review, changes, by=me, at=at, today=TODAY)
    return changes


def steps(changes: tuple[Change, ...]) -> list[Step]:
    return [change.step for change in changes]


def test_a_file_adds_its_signals_and_a_second_time_nothing(
    migration: Review, me: Participant, now: datetime
) -> None:
    wanted = [(one(owner="Jun"), QUEUE), (one(name="eyes", question="Who connects?"), None)]
    assert steps(bring(migration, me, now, *wanted)) == [Step.ADD, Step.ADD]
    lines = Activity.objects.count()
    assert steps(bring(migration, me, now, *wanted)) == [Step.KEEP, Step.KEEP]
    assert Activity.objects.count() == lines

    queue, eyes = Signal.objects.filter(review=migration)
    assert (queue.source, queue.owner and queue.owner.name) == (SignalSource.WATCHED, "Jun")
    assert everything_told(queue.watch) == QUEUE.values
    assert (eyes.source, eyes.next_date, eyes.cadence_days) == (SignalSource.CHECK_IN, TODAY, 7)


def test_what_keeping_tidies_is_no_change_the_next_time(
    migration: Review, me: Participant, now: datetime
) -> None:
    wanted = one(owner="Ada  Lovelace", response="First.\r\nSecond.")
    assert steps(bring(migration, me, now, (wanted, None))) == [Step.ADD]
    assert steps(bring(migration, me, now, (wanted, None))) == [Step.KEEP]


def test_two_who_apply_the_same_file_do_not_both_add(
    migration: Review, me: Participant, now: datetime
) -> None:
    seen = compare(migration, [(one(), None)])
    bring(migration, me, now, (one(), None))
    with pytest.raises(SomebodyWasFirst):
        apply(migration, seen, by=me, at=now, today=TODAY)
    assert Signal.objects.count() == 1


def test_what_reads_otherwise_is_changed_and_told(
    migration: Review, me: Participant, now: datetime
) -> None:
    bring(migration, me, now, (one(), QUEUE))
    other = replace(QUEUE, threshold=500.5, direction=Direction.BELOW)
    (change,) = bring(migration, me, now, (one(response="Stop it."), other))
    assert change.step is Step.CHANGE
    assert {(d.field, d.before, d.after) for d in change.differences} == {
        ("response", "", "Stop it."),
        ("read.threshold", "400", "500.5"),
        ("read.direction", "above", "below"),
    }
    watch = Watch.objects.get()
    assert (watch.threshold, watch.direction, watch.signal.response) == (500.5, "below", "Stop it.")


def test_a_secret_that_is_new_is_told_as_sealed(
    migration: Review, me: Participant, now: datetime
) -> None:
    bring(migration, me, now, (one(), QUEUE))
    other = replace(QUEUE, values={**QUEUE.values, "headers": "X-Key: second"})
    (change,) = bring(migration, me, now, (one(), other))
    assert [(d.field, d.before, d.after) for d in change.differences] == [
        ("read.headers", "(sealed)", "(sealed)")
    ]
    assert everything_told(Watch.objects.get())["headers"] == "X-Key: second"


def test_only_what_is_read_otherwise_begins_to_be_watched_anew(
    migration: Review, me: Participant, now: datetime
) -> None:
    bring(migration, me, now, (one(), QUEUE))
    later = now + timedelta(hours=1)
    bring(migration, me, later, (one(question="Is the queue too long?"), QUEUE))
    assert Watch.objects.get().started_at == now
    assert Signal.objects.get().question == "Is the queue too long?"


def test_people_and_mortem_take_over_from_each_other(
    migration: Review, me: Participant, now: datetime
) -> None:
    bring(migration, me, now, (one(), QUEUE))
    assert steps(bring(migration, me, now, (one(), None))) == [Step.CHANGE]
    assert (Watch.objects.count(), Signal.objects.get().source) == (0, SignalSource.CHECK_IN)
    assert steps(bring(migration, me, now, (one(), QUEUE))) == [Step.CHANGE]
    assert (Watch.objects.count(), Signal.objects.get().source) == (1, SignalSource.WATCHED)


def test_what_is_put_away_goes_once_and_comes_back(
    migration: Review, me: Participant, now: datetime
) -> None:
    gone = replace(one(), put_away=True)
    assert steps(bring(migration, me, now, (gone, None))) == [Step.KEEP]
    bring(migration, me, now, (one(), QUEUE))
    assert steps(bring(migration, me, now, (gone, None))) == [Step.PUT_AWAY]
    assert steps(bring(migration, me, now, (gone, None))) == [Step.KEEP]
    assert not Signal.objects.exists()
    assert steps(bring(migration, me, now, (one(), QUEUE))) == [Step.BRING_BACK]
    assert Signal.objects.get().watch.source == "number"


def test_what_somebody_put_away_on_the_page_is_brought_back_as_the_file_says(
    migration: Review, me: Participant, now: datetime
) -> None:
    bring(migration, me, now, (one(), None))
    delete_part(Signal.objects.get(), by=me, at=now)
    (change,) = bring(migration, me, now, (one(response="Look again."), None))
    assert change.step is Step.BRING_BACK
    assert Signal.objects.get().response == "Look again."


def test_a_signal_made_on_a_page_is_meant_by_the_beginning_of_its_identifier(
    migration: Review, me: Participant, now: datetime
) -> None:
    signal = add_signal(migration, question="Is it long?", by=me, at=now)
    key = signal.pk.hex[:8]
    (change,) = bring(migration, me, now, (one(name=key, response="Stop."), None))
    assert (change.step, change.signal) == (Step.CHANGE, signal)
    assert signal_named(migration, key[:7]) is None


def test_one_signal_has_one_name_in_a_file(
    migration: Review, me: Participant, now: datetime
) -> None:
    key = add_signal(migration, question="Is it long?", by=me, at=now).pk.hex
    with pytest.raises(BadInput, match="are the same signal"):
        compare(migration, [(one(name=key[:8]), None), (one(name=key[:9]), None)])


def test_another_plan_has_signals_of_its_own(
    migration: Review, outage: Review, me: Participant, now: datetime
) -> None:
    signal = add_signal(migration, question="Is it long?", by=me, at=now)
    bring(migration, me, now, (one(), None))
    assert signal_named(outage, "queue") is None
    assert signal_named(outage, signal.pk.hex[:8]) is None


def test_a_risk_is_named_by_its_beginning(
    migration: Review, me: Participant, now: datetime
) -> None:
    cause, other, _rest = some_causes(migration)
    bring(migration, me, now, (one(risk=cause.text.upper()), None))
    assert Signal.objects.get().cause == cause
    (change,) = compare(migration, [(one(risk=other.text), None)])
    assert [d.field for d in change.differences] == ["risk"]


@pytest.mark.parametrize("risk", ["No such thing", "R"])
def test_a_risk_that_is_none_or_several_is_refused(risk: str, migration: Review) -> None:
    some_causes(migration)
    with pytest.raises(BadInput, match="one must") as caught:
        compare(migration, [(one(risk=risk), None)])
    assert caught.value.field == "signal.queue.risk"


def test_all_or_nothing(migration: Review, me: Participant, now: datetime) -> None:
    bad = replace(QUEUE, every_minutes=0)
    with pytest.raises(BadInput):
        bring(migration, me, now, (one(), QUEUE), (one(name="other", question="Other?"), bad))
    assert not Signal.objects.exists()


def test_what_is_written_to_a_file_changes_nothing_when_it_comes_back(
    migration: Review, me: Participant, now: datetime
) -> None:
    signal = add_signal(migration, question="Is it long?", owner="Jun", by=me, at=now)
    set_watch(signal, QUEUE, by=me, at=now)
    add_signal(migration, question="Who connects?", cadence_days=2, by=me, at=now)
    add_signal(
        migration, question="The day", source=SignalSource.DATE, next_date=TODAY, by=me, at=now
    )
    text = written(file_of(migration))
    assert "X-Key" not in text
    watched, looked = wants(text)
    assert watched.reading is not None
    assert list(watched.reading.secrets) == ["headers"]
    assert steps(compare(migration, [(watched, QUEUE), (looked, None)])) == [Step.KEEP, Step.KEEP]
