"""The whole loop on a clock that this test moves: from a plan to the next plan, which is better for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from mortem.core.foresight import judge
from mortem.core.record import ActionState, Disposition, EventTime, Foresight, Moment, Verdict
from mortem.core.signal import SignalState as S
from mortem.core.watching import FlipAnswer
from mortem.web.jobs.send_messages import send_messages
from mortem.web.models import ActionItem, Cause, Signal
from mortem.web.operations.actions import add_action, judge_action, move_action
from mortem.web.operations.causes import add_cause
from mortem.web.operations.events import describe_event
from mortem.web.operations.flips import answer_flip, look_back_on
from mortem.web.operations.lessons import add_lesson
from mortem.web.operations.ratings import Given, decide_risks, rate_causes
from mortem.web.operations.reviews import begin_review, move_phase
from mortem.web.queries.records import record_of
from tests.web.conftest import seat_of
from tests.web.guarding import facilitator
from tests.web.watching import MINUTE, queue, says, states, watch_at

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import Review, User, Watch
    from tests.web.loopback import Site
    from tests.web.post_office import PostOffice

DAY = timedelta(days=1)
TUESDAY = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
OUTAGE = TUESDAY + 14 * DAY
JUNE = TUESDAY + 90 * DAY

WARNING = "1 of 1 contributing factors had been written down, and its mitigation came too late."
LESSON = "Raise the limit before the load"


def test_what_was_foreseen_too_late_teaches_the_next_plan(
    ada: User, ada_client: Client, here: Site, post: PostOffice
) -> None:
    plan, risk, rail = ada_looks_ahead(ada)
    watch = queue(plan, here, TUESDAY)
    Signal.objects.filter(pk=watch.signal_id).update(cause=risk)

    it_leans_and_jun_answers(watch, here)
    clock = two_weeks_later_the_disk_is_full(watch, here)
    told = [letter["subject"].partition(":")[0] for letter in post.letters]
    assert told == ["Leaning", "Tripped"]
    move_action(rail, to=ActionState.DONE, by=seat_of(ada, plan), at=clock + 7 * DAY)

    back = look_back_on(
        watch.flips.latest("number"), user=ada, by=seat_of(ada, plan), at=clock + DAY
    )
    cause = it_was_foreseen_but_late(ada, ada_client, back, plan, risk)
    action = a_fix_is_promised_and_holds(ada, back, cause, clock + 2 * DAY)
    assert (action.verdict, action.verdict_note) == (Verdict.HELD, "Full 0 times in 6 weeks")
    go_to(back, "published", clock + 43 * DAY)

    the_next_plan_is_offered_the_lesson(ada, ada_client, back)


def ada_looks_ahead(ada: User) -> tuple[Review, Cause, ActionItem]:
    """One thing could go wrong, and what guards against it is due in three weeks."""
    plan = begin_review(context="migration", title="Move the orders", by=ada, at=TUESDAY)
    me = seat_of(ada, plan)
    go_to(plan, "rate", TUESDAY)
    risk = add_cause(plan, text="The queue outgrows its disk", by=me, at=TUESDAY)
    rate_causes(plan, {risk.pk: Given(60, 4)}, by=me, browser_key="ada", at=TUESDAY)
    go_to(plan, "protect", TUESDAY)
    decide_risks(plan, top=[risk.pk], rest=Disposition.LET_GO, by=me, at=TUESDAY)
    rail = add_action(
        plan,
        text="Give the queue a second disk",
        cause=risk,
        owner=ada,
        state=ActionState.COMMITTED,
        due_date=(TUESDAY + 21 * DAY).date(),
        by=me,
        at=TUESDAY,
    )
    return plan, risk, rail


def it_leans_and_jun_answers(watch: Watch, here: Site) -> None:
    """The signal speaks while it is small; what was agreed is done, and the queue shrinks."""
    clock = look(watch, here, TUESDAY, [10 * step for step in range(1, 39)])
    assert states(watch) == [S.QUIET, S.LEANING]
    by = facilitator(watch.signal.review)
    answer_flip(watch.flips.latest("number"), FlipAnswer.DONE, by=by, at=clock)
    look(watch, here, clock, [40] * 40)
    assert states(watch) == [S.QUIET, S.LEANING, S.QUIET]


def two_weeks_later_the_disk_is_full(watch: Watch, here: Site) -> datetime:
    """A week before the second disk was to come; return the time at which somebody knows."""
    look(watch, here, OUTAGE - 5 * MINUTE, [40])
    clock = look(watch, here, OUTAGE + MINUTE, [900])
    assert states(watch) == [S.QUIET, S.LEANING, S.QUIET, S.TRIPPED]
    return clock


def it_was_foreseen_but_late(
    ada: User, client: Client, back: Review, plan: Review, risk: Cause
) -> Cause:
    """The look back knows which plan it follows, and the page says that its guard came too late."""
    me, at = seat_of(ada, back), OUTAGE + DAY
    began = EventTime(moment=Moment.STARTED, at=OUTAGE)
    describe_event(back, times=[began], by=me, at=at)
    go_to(back, "causes", at)
    cause = add_cause(back, text="The queue filled its only disk", by=me, at=at)
    before = record_of(plan)
    (seen,) = before.causes
    assert judge(seen, before, at=OUTAGE) is Foresight.LATE
    compared = {"foresight": Foresight.LATE.value, "earlier": str(risk.pk)}
    client.post(f"/r/{back.pk}/whys/{cause.pk}/foresight/", compared)
    page = client.get(f"/r/{back.pk}/causes/")
    assert page.context["warned"].report.sentences == (WARNING,)
    cause.refresh_from_db()
    return cause


def a_fix_is_promised_and_holds(ada: User, back: Review, cause: Cause, at: datetime) -> ActionItem:
    """It has a measure; on its check date the number says that it held."""
    me, check_at = seat_of(ada, back), at + 42 * DAY
    fix = add_action(
        back,
        text="Refuse orders before the disk is full",
        cause=cause,
        owner=ada,
        state=ActionState.COMMITTED,
        due_date=(at + 7 * DAY).date(),
        measure="Times the disk was full",
        check_date=check_at.date(),
        by=me,
        at=at,
    )
    add_lesson(back, kind="learned", text=LESSON, by=me, at=at)
    fix = move_action(fix, to=ActionState.DONE, by=me, at=at + 5 * DAY)
    return judge_action(
        fix, verdict=Verdict.HELD, note="Full 0 times in 6 weeks", by=me, at=check_at
    )


def the_next_plan_is_offered_the_lesson(ada: User, client: Client, back: Review) -> None:
    """After everybody's own words, with the look back that it comes from."""
    ahead = begin_review(context="migration", title="Move the invoices", by=ada, at=JUNE)
    go_to(ahead, "reveal", JUNE)
    page = client.get(f"/r/{ahead.pk}/reveal/")
    offered = {line.text: line.review for line in page.context["offered"]["earlier"]}
    assert offered[LESSON] == back
    assert LESSON in page.content.decode()


def go_to(review: Review, phase: str, at: datetime) -> None:
    """Go on, phase by phase, up to this one."""
    ahead = ["imagine", "write", "reveal", "rate", "protect"]
    order = (
        ahead if review.looks_ahead else ["evidence", "causes", "lessons", "actions", "published"]
    )
    review.refresh_from_db()
    begun = order.index(review.phase) + 1 if review.phase in order else 0
    for step in order[begun : order.index(phase) + 1]:
        move_phase(review, to=step, by=facilitator(review), at=at)


def look(watch: Watch, here: Site, at: datetime, numbers: list[int]) -> datetime:
    """Let a worker come every five minutes and find these; return when it would come next."""
    for step, number in enumerate(numbers):
        says(here, number)
        watch_at(at + 5 * step * MINUTE)
        send_messages(at=at + 5 * step * MINUTE)
    watch.refresh_from_db()
    return at + 5 * len(numbers) * MINUTE
