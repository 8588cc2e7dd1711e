"""What a warning did over time, from a plan's own record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mortem.core import record as r
from mortem.core.foresight import warned
from mortem.core.warning_track import MOST_RUNS, Step, Track, warning_story
from tests.core.test_foresight import FACTOR, POST, PRE, RISK, START

DAY = timedelta(days=1)
DONE, COMMITTED = r.ActionState.DONE, r.ActionState.COMMITTED


def track(post: r.Record = POST, **changes: Any) -> Track:
    pre = replace(PRE, **changes)
    (found,) = warning_story(warned(post, pre), pre, zone=UTC).tracks
    return found


def steps(**changes: Any) -> list[tuple[Step, datetime]]:
    return [(mark.step, mark.at) for mark in track(**changes).marks]


def item(state: r.ActionState, **facts: Any) -> tuple[r.ActionItem, ...]:
    base = r.ActionItem(id="a", text="Renew it by machine", position=0, cause="risk", state=state)
    return (replace(base, **facts),)


def signal(*seen: tuple[r.ReadingState, datetime]) -> tuple[r.Signal, ...]:
    readings = tuple(r.Reading(id=str(n), at=at, state=state) for n, (state, at) in enumerate(seen))
    return (r.Signal(id="s", question="Days left?", position=0, cause="risk", readings=readings),)


def test_a_risk_was_written_down_when_the_plan_was_begun() -> None:
    found = track()
    assert (found.factor, found.foresight) == (FACTOR.text, r.Foresight.FORESEEN)
    assert [(mark.step, mark.at, mark.text) for mark in found.marks] == [
        (Step.WRITTEN, PRE.created_at, RISK.text)
    ]


def test_a_factor_nobody_saw_has_no_steps() -> None:
    alone = replace(POST, causes=(replace(FACTOR, foreseen_by=None),))
    assert track(alone, actions=item(COMMITTED)).marks == ()


def test_what_was_done_in_time_has_one_mark_and_what_was_late_has_two() -> None:
    written = (Step.WRITTEN, PRE.created_at)
    due = date(2026, 3, 2)
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    in_time = item(DONE, done_at=START - DAY, due_date=due)
    assert steps(actions=in_time) == [written, (Step.DONE, START - DAY)]
    late = item(DONE, done_at=START + DAY, due_date=due)
    assert steps(actions=late) == [written, (Step.DUE, noon), (Step.DONE, START + DAY)]
    assert steps(actions=item(COMMITTED, due_date=due)) == [written, (Step.DUE, noon)]
    for left in (r.ActionState.IDEA, r.ActionState.DECLINED):
        assert steps(actions=item(left, due_date=due)) == [written]
    for later in (date(2100, 1, 1), date.max):  # its day had not come when it happened
        assert steps(actions=item(COMMITTED, due_date=later)) == [written]


def test_a_signal_has_a_mark_where_it_changes_not_where_it_goes_on() -> None:
    at = [PRE.created_at + timedelta(hours=n) for n in range(1, 7)]
    quiet, leaning, tripped = r.ReadingState
    seen = signal(
        (quiet, at[0]), (leaning, at[1]), (tripped, at[2]), (quiet, at[3]), (tripped, at[4])
    )
    assert steps(signals=seen)[1:] == [
        (Step.SPOKE, at[1]),
        (Step.ANSWERED, at[3]),
        (Step.SPOKE, at[4]),
    ]


def test_of_a_signal_that_spoke_often_the_last_times_are_kept() -> None:
    quiet, _leaning, tripped = r.ReadingState
    at = [PRE.created_at + timedelta(minutes=n) for n in range(40)]
    seen = signal(*((tripped if n % 2 else quiet, one) for n, one in enumerate(at)))
    assert len(steps(signals=seen)) == 1 + 2 * MOST_RUNS
    assert steps(signals=seen)[-1] == (Step.SPOKE, at[-1])


def test_without_a_time_of_the_event_nothing_came_after_it() -> None:
    timeless = replace(POST, event_times=())
    late = item(DONE, done_at=START + DAY, due_date=date(2026, 3, 2))
    pre = replace(PRE, actions=late)
    story = warning_story(warned(timeless, pre), pre, zone=UTC)
    assert story.event_at is None
    assert [mark.step for mark in story.tracks[0].marks] == [Step.WRITTEN, Step.DONE]
