"""The whole loop on a clock that this test moves: from a plan to the next plan, which is better for it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mortem.core.foresight import judge
from mortem.core.record import ActionState, Disposition, EventTime, Foresight, Moment, Verdict
from mortem.core.signal import SignalState as S
from mortem.web.jobs.send_messages import send_messages
from mortem.web.models import ActionItem, Review, Signal, User
from mortem.web.operations.actions import add_action
from mortem.web.operations.causes import add_cause
from mortem.web.operations.escalation import escalate
from mortem.web.operations.events import describe_event
from mortem.web.operations.ratings import Given, decide_risks, rate_causes
from mortem.web.operations.reviews import begin_review, move_phase
from mortem.web.operations.signals import change_signal
from mortem.web.queries.records import record_of
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import facilitator, post, went_to
from tests.web.watching import queue, says, states, watch_at

if TYPE_CHECKING:
    from datetime import date
    from email.message import EmailMessage

    from mortem.web.models import Cause, Watch
    from tests.web.loopback import Site
    from tests.web.post_office import PostOffice

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TUESDAY = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
OUTAGE = 14  # the day of the story on which the disk is full

ONE_DISK = "The queue has only one disk"
FLOOD = "Orders come in faster than they are worked off"
SECOND_DISK = "Give the queue a second disk"
REFUSAL = "Refuse orders before the disk is full"
LESSON = "Set the limit before the load comes"


class Clock:
    """What everybody takes the time from. It moves when the story says so."""

    now = TUESDAY

    def __call__(self) -> datetime:
        return self.now

    def move_to(self, day: float) -> datetime:
        """Go to a day of the story; its first is 0."""
        self.now = TUESDAY + day * DAY
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


def test_what_was_foreseen_too_late_teaches_the_next_plan(
    ada: User, clock: Clock, here: Site, post: PostOffice
) -> None:
    plan = ada_looks_ahead(ada)
    watch = jun_watches_the_queue(plan, here)

    it_leans_and_jun_answers(watch, here, post, clock)
    letter = it_trips_and_nobody_answers(watch, here, post, clock)
    clock.move_to(OUTAGE + 1)
    back = ada_answers_with_a_look_back(ada, letter, follows=plan)
    it_was_foreseen_but_late(ada, back, plan)
    fix = a_fix_is_promised_with_the_signal_as_its_measure(ada, back, watch.signal)

    clock.move_to(20)
    it_is_done(ada, fix)
    the_queue_stays_short(watch, here, clock, days=range(21, 45))
    assert verdict_page(fix) not in home_of(ada)
    clock.move_to(45)
    assert verdict_page(fix) in home_of(ada)
    on_its_check_date_the_numbers_say_that_it_held(ada, fix)

    clock.move_to(90)
    the_next_plan_is_offered_the_lesson(ada, back)


def ada_looks_ahead(ada: User) -> Review:
    """Two things could go wrong. What guards against the first is due in ten days, and will not be done."""
    User.objects.filter(pk=ada.pk).update(
        address="ada@example.org", address_confirmed_at=timezone.now()
    )
    plan = begin_review(context="migration", title="Move the orders", by=ada, at=timezone.now())
    signs: dict[str, Any] = {"by": seat_of(ada, plan), "at": timezone.now()}
    go_to(plan, "rate")
    disk, flood = (add_cause(plan, text=text, **signs) for text in (ONE_DISK, FLOOD))
    rate_causes(plan, {disk.pk: Given(60, 4), flood.pk: Given(40, 3)}, browser_key="ada", **signs)
    go_to(plan, "protect")
    decide_risks(plan, top=[disk.pk, flood.pk], rest=Disposition.LET_GO, **signs)
    signs |= {"state": ActionState.COMMITTED, "owner": ada, "due_date": day_in(10)}
    add_action(plan, text=SECOND_DISK, cause=disk, **signs)
    return plan


def jun_watches_the_queue(plan: Review, here: Site) -> Watch:
    """The second has a signal: a number that Mortem reads by itself, and tells Jun of."""
    watch = queue(plan, here, timezone.now())
    flood = plan.causes.get(text=FLOOD)
    change_signal(watch.signal, cause=flood, by=facilitator(plan), at=timezone.now())
    return watch


def it_leans_and_jun_answers(watch: Watch, here: Site, office: PostOffice, clock: Clock) -> None:
    """It speaks while it is small; what was agreed is done, and the queue shrinks."""
    for step in range(1, 39):
        look(watch, here, clock, 10 * step)
    assert states(watch) == [S.QUIET, S.LEANING]
    (letter,) = office.letters
    assert (letter["To"], letter["Subject"].partition(":")[0]) == ("jun@example.org", "Leaning")
    answer(letter, "done")
    for _ in range(40):
        look(watch, here, clock, 40)
    assert states(watch) == [S.QUIET, S.LEANING, S.QUIET]


def it_trips_and_nobody_answers(
    watch: Watch, here: Site, office: PostOffice, clock: Clock
) -> EmailMessage:
    """Jun is told at once, and Ada a day later; return the letter that she did not open in time."""
    tripped_at = clock.move_to(12)
    look(watch, here, clock, 500)
    assert states(watch)[-1] == S.TRIPPED
    clock.now = tripped_at + DAY
    assert escalate(at=clock.now) == 1
    send_messages(at=clock.now)
    to_jun, to_ada = office.letters[1:]
    assert (to_jun["To"], to_ada["To"]) == ("jun@example.org", "ada@example.org")
    assert "because Jun has not answered" in to_ada.get_content()
    return to_ada


def ada_answers_with_a_look_back(ada: User, letter: EmailMessage, *, follows: Review) -> Review:
    """The letter's link begins it, with the numbers that were read as its evidence."""
    answer(letter, "look_back")
    back = Review.objects.get(follows=follows)
    assert [one.name for one in back.evidence.all()] == ["readings.csv"]
    began = EventTime(moment=Moment.STARTED, at=TUESDAY + OUTAGE * DAY)
    describe_event(back, times=[began], by=seat_of(ada, back), at=timezone.now())
    return back


def it_was_foreseen_but_late(ada: User, back: Review, plan: Review) -> None:
    """Ada says which risks came true; the record agrees with her, and the page says it in one picture."""
    go_to(back, "causes")
    compare(ada, back, plan.causes.get(text=ONE_DISK), Foresight.LATE)
    compare(ada, back, plan.causes.get(text=FLOOD), Foresight.UNANSWERED)
    page = signed_in(ada).get(f"/r/{back.pk}/causes/")
    assert page.context["warned"].report.sentences == (
        "1 of 2 contributing factors had been written down, and its mitigation came too late.",
        "1 of 2 contributing factors had a signal that spoke, and nobody answered it.",
    )
    told = str(page.context["drawn"]["text"])
    assert [one in told for one in (SECOND_DISK, "Is the queue too long?")] == [True, True]


def compare(ada: User, back: Review, risk: Cause, foresight: Foresight) -> None:
    cause = add_cause(back, text=f"{risk.text}.", by=seat_of(ada, back), at=timezone.now())
    answered = post(
        signed_in(ada), "compare_cause", back.pk, cause.pk, foresight=foresight, earlier=risk.pk
    )
    assert went_to(answered) == "causes#warned"
    before = record_of(risk.review)
    (seen,) = (one for one in before.causes if one.id == str(risk.pk))
    assert judge(seen, before, at=TUESDAY + OUTAGE * DAY) is foresight


def a_fix_is_promised_with_the_signal_as_its_measure(
    ada: User, back: Review, signal: Signal
) -> ActionItem:
    """The lesson is written, and what follows from it has an owner, a day, a measure and a check date."""
    browser = signed_in(ada)
    go_to(back, "lessons")
    post(browser, "add_lesson", back.pk, kind="learned", text=LESSON)
    go_to(back, "actions")
    promise = {
        "text": REFUSAL,
        "owner_pick": "me",
        "due_date": day_in(7),
        "measure": "How long the queue gets",
        "check_date": day_in(30),
    }
    cause = back.causes.get(text=f"{FLOOD}.")
    post(browser, "add_action", back.pk, cause=cause.pk, state="committed", **promise)
    fix: ActionItem = back.actions.get()
    post(browser, "edit_action", back.pk, fix.pk, signal=signal.pk, **promise)
    fix.refresh_from_db()
    assert (fix.state, fix.signal) == (ActionState.COMMITTED, signal)
    return fix


def it_is_done(ada: User, fix: ActionItem) -> None:
    post(signed_in(ada), "move_action", fix.review_id, fix.pk, to="done")
    fix.refresh_from_db()
    assert (fix.state, fix.done_at) == (ActionState.DONE, timezone.now())


def the_queue_stays_short(watch: Watch, here: Site, clock: Clock, *, days: range) -> None:
    for day in days:
        clock.move_to(day)
        look(watch, here, clock, 20)


def on_its_check_date_the_numbers_say_that_it_held(ada: User, fix: ActionItem) -> None:
    """The page shows them before the fix and since; what Ada says is kept, and the look back is published."""
    browser = signed_in(ada)
    effect = browser.get(verdict_page(fix)).context["effect"]
    assert (effect.before, effect.since) == (
        "79 numbers, from 10 to 500, in the middle 40",
        "24 numbers, from 20 to 20, in the middle 20",
    )
    post(browser, "judge_action", fix.review_id, fix.pk, verdict="held", note="20 at most")
    fix.refresh_from_db()
    assert (fix.verdict, fix.verdict_note) == (Verdict.HELD, "20 at most")
    go_to(fix.review, "published")


def the_next_plan_is_offered_the_lesson(ada: User, back: Review) -> None:
    """After everybody's own words, with the look back that it comes from; and Ada takes it up."""
    ahead = begin_review(context="migration", title="Move the invoices", by=ada, at=timezone.now())
    go_to(ahead, "reveal")
    browser = signed_in(ada)
    page = browser.get(f"/r/{ahead.pk}/reveal/")
    offered = {line.text: line.review for line in page.context["offered"]["earlier"]}
    assert offered[LESSON] == back
    assert "Carried into a next plan: 0." in home_of(ada)
    post(browser, "group_add", ahead.pk, text=LESSON, offered="1")
    assert "Carried into a next plan: 1." in home_of(ada)


def verdict_page(fix: ActionItem) -> str:
    return reverse("judge_action", args=[fix.review_id, fix.pk])


def home_of(user: User) -> str:
    return signed_in(user).get("/").content.decode()


def go_to(review: Review, phase: str) -> None:
    """Go on, phase by phase, up to this one."""
    ahead = ["imagine", "write", "reveal", "rate", "protect"]
    behind = ["evidence", "causes", "lessons", "actions", "published"]
    order = ahead if review.looks_ahead else behind
    review.refresh_from_db()
    begun = order.index(review.phase) + 1 if review.phase in order else 0
    for step in order[begun : order.index(phase) + 1]:
        move_phase(review, to=step, by=facilitator(review), at=timezone.now())


def day_in(days: int) -> date:
    return (timezone.now() + days * DAY).date()


def look(watch: Watch, here: Site, clock: Clock, number: int) -> None:
    """Let a worker find this number and send what is to be told; it comes again in five minutes."""
    says(here, number)
    watch_at(clock.now)
    send_messages(at=clock.now)
    watch.refresh_from_db()
    clock.now += 5 * MINUTE


def answer(letter: EmailMessage, said: str) -> None:
    """Press a button on the page that a letter's link opens; whoever has the letter may."""
    (path,) = re.findall(r"https://mortem\.example(/answer/\S+)", letter.get_content())
    assert Client().post(path, {"answer": said}).status_code == 302
