from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mortem.core import record as r
from mortem.core.foresight import warned

START = datetime(2026, 3, 3, 1, 10, tzinfo=UTC)
BEFORE = datetime(2026, 3, 1, tzinfo=UTC)
AFTER = datetime(2026, 3, 5, tzinfo=UTC)
QUIET, LEANING, TRIPPED = r.ReadingState
COMMITTED = r.ActionState.COMMITTED
RISK = r.Cause(id="risk", text="It will expire", position=0)
PRE = r.Record(
    id="pre",
    kind=r.Kind.PREMORTEM,
    context="c",
    title="t",
    phase="watch",
    created_at=BEFORE,
    causes=(RISK,),
)
FACTOR = r.Cause(id="f", text="It expired", position=0, foreseen_by="risk")
POST = r.Record(
    id="post",
    kind=r.Kind.POSTMORTEM,
    context="c",
    title="t",
    phase="causes",
    created_at=AFTER,
    causes=(FACTOR, replace(FACTOR, id="t", kind=r.CauseKind.TRIGGER)),
    event_times=(r.EventTime(moment=r.Moment.STARTED, at=START),),
)


def judged(**changes: object) -> r.Foresight:
    (found,) = warned(POST, replace(PRE, **changes)).factors  # type: ignore[arg-type]
    assert found.risk == RISK
    return found.foresight


def action(state: r.ActionState, done_at: datetime | None = None) -> tuple[r.ActionItem, ...]:
    return (r.ActionItem(id="a", text="x", position=0, cause="risk", state=state, done_at=done_at),)


def signal(*seen: tuple[r.ReadingState, datetime]) -> tuple[r.Signal, ...]:
    readings = tuple(r.Reading(id=str(n), at=at, state=s) for n, (s, at) in enumerate(seen))
    return (r.Signal(id="s", question="x", position=0, cause="risk", readings=readings),)


def test_a_risk_on_the_list_was_foreseen() -> None:
    assert judged() is r.Foresight.FORESEEN
    assert judged(actions=action(r.ActionState.DONE, BEFORE)) is r.Foresight.FORESEEN


def test_a_mitigation_not_done_by_then_was_late() -> None:
    assert judged(actions=action(r.ActionState.COMMITTED)) is r.Foresight.LATE
    assert judged(actions=action(r.ActionState.DONE, AFTER)) is r.Foresight.LATE


def test_a_signal_that_spoke_before_went_unanswered() -> None:
    assert judged(signals=signal((LEANING, BEFORE))) is r.Foresight.UNANSWERED
    assert judged(signals=signal((TRIPPED, BEFORE))) is r.Foresight.UNANSWERED
    assert judged(signals=signal((TRIPPED, AFTER))) is r.Foresight.FORESEEN
    assert judged(signals=signal((QUIET, BEFORE))) is r.Foresight.FORESEEN


def test_a_quiet_reading_later_is_an_answer() -> None:
    later = BEFORE + timedelta(hours=1)
    for loud in (LEANING, TRIPPED):
        answered = signal((QUIET, later), (loud, BEFORE))
        assert judged(signals=answered) is r.Foresight.FORESEEN
        assert judged(signals=answered, actions=action(COMMITTED)) is r.Foresight.LATE
    assert judged(signals=signal((QUIET, BEFORE), (LEANING, later))) is r.Foresight.UNANSWERED


def test_an_answer_after_the_event_began_came_too_late() -> None:
    assert judged(signals=signal((TRIPPED, BEFORE), (QUIET, AFTER))) is r.Foresight.UNANSWERED


def test_one_signal_answered_does_not_answer_for_another() -> None:
    answered, ignored = signal((TRIPPED, BEFORE), (QUIET, START)), signal((LEANING, BEFORE))
    assert judged(signals=answered + ignored) is r.Foresight.UNANSWERED


def test_without_a_start_the_last_reading_speaks() -> None:
    undated = replace(POST, event_times=())
    for seen, expected in (
        (((TRIPPED, BEFORE), (QUIET, AFTER)), r.Foresight.FORESEEN),
        (((QUIET, BEFORE), (LEANING, AFTER)), r.Foresight.UNANSWERED),
    ):
        (found,) = warned(undated, replace(PRE, signals=signal(*seen))).factors
        assert found.foresight is expected


def test_what_people_decided_stands() -> None:
    decided = replace(POST, causes=(replace(FACTOR, foresight=r.Foresight.MISSED),))
    report = warned(decided, PRE)
    assert report.sentences == ("1 of 1 contributing factors had not crossed anybody's mind.",)
    assert not report.was_warned


def test_without_an_earlier_review_nothing_is_guessed() -> None:
    report = warned(POST, None)
    assert report.count(r.Foresight.UNKNOWN) == 1
    assert report.sentences == ("1 of 1 contributing factors have not been compared yet.",)
    assert warned(replace(POST, causes=()), None).sentences == (
        "There are no contributing factors to compare yet.",
    )


def test_we_were_warned() -> None:
    assert warned(POST, PRE).was_warned
