"""Two stories in which everything happens that can happen in a review, one step a name."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils import timezone

import mortem.web.operations as all_operations
from mortem.core.issues import Issue as SeenIssue
from mortem.core.issues import TrackerKind, project
from mortem.core.record import (
    ActionState,
    Asked,
    ContestState,
    Disposition,
    EntryKind,
    Foresight,
    Lean,
    Mode,
    OutcomeKind,
    ReadingState,
    Role,
    Verdict,
)
from mortem.core.watching import FlipAnswer
from mortem.web import vault
from mortem.web.models import (
    ActionItem,
    Card,
    ChannelForm,
    Delivery,
    Owner,
    Participant,
    Review,
    Signal,
    Tracker,
    User,
)
from mortem.web.models.part import Part
from mortem.web.operations import (
    actions,
    cards,
    causes,
    contests,
    entries,
    issues,
    lessons,
    names,
    ratings,
    signals,
    themes,
    turning,
)
from mortem.web.operations.channels import channel_for, keep_channel
from mortem.web.operations.confidences import say_confidence
from mortem.web.operations.deliveries import try_again
from mortem.web.operations.escalation import WAIT, escalate
from mortem.web.operations.events import describe_event
from mortem.web.operations.evidence import (
    add_evidence,
    delete_evidence,
    restore_evidence,
    settle_clock,
)
from mortem.web.operations.flips import answer_flip
from mortem.web.operations.foresight import compare_cause
from mortem.web.operations.issue_words import leave_both_words
from mortem.web.operations.meetings import begin_meeting
from mortem.web.operations.outcomes import resolve_risk
from mortem.web.operations.pace import hold_in_one_sitting, hold_over_days
from mortem.web.operations.participants import (
    hand_over,
    join_review,
    mark_done,
    remove_participant,
)
from mortem.web.operations.parts import delete_part, noun, restore_part
from mortem.web.operations.plans import (
    describe_plan,
    extend_phase,
    frame_review,
    imagined,
    reword_failure,
    today_of,
)
from mortem.web.operations.purging import purge_parts
from mortem.web.operations.recurrences import mark_recurrence
from mortem.web.operations.reverse import answer_reverse
from mortem.web.operations.reviews import (
    begin_review,
    delete_review,
    move_phase,
    restore_review,
)
from mortem.web.operations.shares import (
    close_room,
    let_back_in,
    name_seat,
    open_room,
    revoke_share,
)
from mortem.web.operations.showing import Purpose, show_by_link
from mortem.web.operations.trackers import keep_tracker, tracker_for
from mortem.web.operations.unknowns import ask_unknown, settle_unknown
from mortem.web.operations.users import name_user
from mortem.web.tracking import Word
from tests.web.conftest import seat_of
from tests.web.world import spoken

if TYPE_CHECKING:
    from collections.abc import Callable

_PARTS = ("added", "changed", "deleted", "restored")
# That something came back has no words, and a contest stays beside its text.
_NEVER = {"recurrence.changed", "contest.deleted", "contest.restored"}
_ELSEWHERE = {"review.begun"}  # before anybody can watch


def verbs_there_are() -> set[str]:
    """Return every verb of the history that the operations write."""
    folder = Path(next(iter(all_operations.__path__)))
    source = "\n".join(path.read_text() for path in folder.glob("*.py"))
    literal = set(re.findall(r"\"([a-z_]+\.[a-z_]+)\"", source))
    parts = [model for model in apps.get_app_config("web").get_models() if issubclass(model, Part)]
    made = {f"{noun(model)}.{verb}" for model in parts for verb in _PARTS}
    named = {verb for verb in literal if not verb.endswith((".toml", ".txt", ".web", ".csv"))}
    return (made | named) - _NEVER - _ELSEWHERE


@dataclass
class Story:
    """A review and what happens in it, in this order."""

    review: Review
    steps: dict[str, Callable[[], object]]
    found: dict[str, Any] = field(default_factory=dict)

    def another(self, name: str) -> User:
        return User.objects.create(name=name, created_at=timezone.now())


def turned(review: Review) -> int:
    return review.cards.filter(revealed=True).count()


def AHEAD(review: Review, _outage: Review, ada: User, ben: User) -> Story:  # noqa: N802 - a story
    """A look ahead, from the plan to what became of it."""
    me = seat_of(ada, review)
    kept: dict[str, Any] = {}

    def now() -> Any:
        return timezone.now()

    def ben_here() -> Participant:
        return review.participants.get(user=ben)

    def write(text: str, who: Participant, key: str) -> None:
        kept[key] = cards.add_card(review, text=text, by=who, browser_key=key, at=now())

    def move(to: str) -> None:
        review.refresh_from_db()
        move_phase(review, to=to, by=me, at=now())

    def cause(text: str) -> Any:
        return review.causes.get(text=text)

    def again(name: str) -> Any:
        kept[name].refresh_from_db()
        return kept[name]

    def keep(name: str, made: object) -> None:
        kept[name] = made

    day = timezone.localdate() + timedelta(days=60)
    by: dict[str, Any] = {"by": me}
    steps: dict[str, Callable[[], object]] = {
        "describe the plan": lambda: describe_plan(review, at=now(), success="No order lost", **by),
        "frame it": lambda: frame_review(review, minutes=30, mode=Mode.ALIAS, at=now(), **by),
        "open the room": lambda: keep("room", open_room(review, at=now(), **by)),
        "share it": lambda: keep(
            "share",
            show_by_link(
                review, Purpose(purpose="Advice", ends_at=now() + timedelta(days=3)), at=now(), **by
            ),
        ),
        "take the link back": lambda: revoke_share(kept["share"], at=now(), **by),
        "to imagine": lambda: move("imagine"),
        "another joins": lambda: keep(
            "kim",
            join_review(
                review,
                name="Kim",
                role=Role.PARTICIPANT,
                user=None,
                browser_key="kim",
                at=now(),
            ),
        ),
        "say how sure": lambda: say_confidence(
            review, moment=Asked.BEFORE, percent=80, by=me, browser_key="ada", at=now()
        ),
        "reword the failure": lambda: reword_failure(
            review,
            sentence="It is done, and orders were lost.",
            horizon=imagined(review, today=today_of(review, now()))[1],
            at=now(),
            **by,
        ),
        "to write": lambda: move("write"),
        "write": lambda: write("Nobody restored a backup", me, "ada"),
        "another writes": lambda: write("The rollback ends early", ben_here(), "ben"),
        "a third writes": lambda: write("A backup was never restored", kept["kim"], "third"),
        "and many more": lambda: [
            cards.add_card(review, text=f"Reason {n}", by=ben_here(), browser_key="ben", at=now())
            for n in range(9)
        ],
        "reword a card": lambda: cards.change_card(
            kept["ada"], text="No backup was restored", at=now()
        ),
        "take a card back": lambda: cards.delete_card(kept["ben"], at=now()),
        "put the card back": lambda: cards.restore_card(kept["ben"], at=now()),
        "done": lambda: mark_done(ben_here(), phase="write", done=True, at=now()),
        "more time": lambda: extend_phase(review, minutes=2, at=now(), **by),
        "one is asked to leave": lambda: remove_participant(kept["kim"], at=now(), **by),
        "and comes back": lambda: let_back_in(kept["kim"], at=now(), **by),
        "a new name": lambda: name_seat(kept["kim"], name="Kimiko", at=now()),
        "close the door": lambda: close_room(review, at=now(), **by),
        "hand over": lambda: hand_over(ben_here(), by=me, at=now()),
        "take it back": lambda: hand_over(me, by=ben_here(), at=now()),
        "turn the cards": lambda: move("reveal"),
        "turn the next": lambda: turning.turn_next(review, seen=turned(review), at=now(), **by),
        "turn the rest": lambda: turning.turn_next(
            review, seen=turned(review), rest=True, at=now(), **by
        ),
        "an account is renamed": lambda: name_user(ben, "Benno", at=now()),
        "out of sight": lambda: turning.hide_card(
            review.cards.get(text="Reason 3"), at=now(), **by
        ),
        "in sight again": lambda: turning.show_card(
            Card.everything.get(review=review, text="Reason 3"), at=now(), **by
        ),
        "add a cause": lambda: causes.add_cause(review, text="No runbook", at=now(), **by),
        "take a prompt up": lambda: causes.take_up_cause(
            review, text="The window was too short", at=now(), **by
        ),
        "add a theme": lambda: keep(
            "theme", themes.add_theme(review, name="Weather", at=now(), **by)
        ),
        "rename the theme": lambda: themes.rename_theme(
            kept["theme"], name="Storms", at=now(), **by
        ),
        "group": lambda: causes.change_cause(
            cause("No runbook"), theme=again("theme"), at=now(), **by
        ),
        "group another": lambda: causes.change_cause(
            cause("The rollback ends early"), theme=again("theme"), at=now(), **by
        ),
        "an elephant": lambda: causes.change_cause(
            cause("No runbook"), elephant=True, at=now(), **by
        ),
        "other words": lambda: causes.change_cause(
            cause("No runbook"), text="There is no runbook", at=now(), **by
        ),
        "the theme goes": lambda: themes.delete_theme(again("theme"), at=now(), **by),
        "the theme is back": lambda: themes.restore_theme(again("theme"), at=now(), **by),
        "not the same": lambda: causes.keep_apart(
            cause("There is no runbook"), cause("The rollback ends early"), at=now(), **by
        ),
        "join two": lambda: causes.merge_causes(
            cause("No backup was restored"),
            [cause("A backup was never restored")],
            at=now(),
            **by,
        ),
        "apart again": lambda: causes.split_cause(
            cause("No backup was restored"),
            review.cards.get(text="A backup was never restored"),
            at=now(),
            **by,
        ),
        "put a cause away": lambda: causes.delete_cause(
            cause("The window was too short"), at=now(), **by
        ),
        "bring it back": lambda: causes.restore_cause(
            type(kept["theme"].causes.first()).everything.get(text="The window was too short"),
            at=now(),
            **by,
        ),
        "a late card": lambda: write("The clock was wrong", ben_here(), "late"),
        "to rate": lambda: move("rate"),
        "rate": lambda: ratings.rate_causes(
            review,
            {one.pk: ratings.Given(60, 4) for one in review.causes.all()[:2]},
            by=ben_here(),
            browser_key="ben",
            at=now(),
        ),
        "to protect": lambda: move("protect"),
        "decide": lambda: ratings.decide_risks(
            review,
            top=[one.pk for one in review.causes.all()[:2]],
            rest=Disposition.LET_GO,
            at=now(),
            **by,
        ),
        "promise something": lambda: keep(
            "action",
            actions.add_action(
                review,
                text="Restore a backup",
                cause=review.causes.first(),
                owner=ada,
                state=ActionState.COMMITTED,
                at=now(),
                **by,
            ),
        ),
        "promise it better": lambda: actions.change_action(
            kept["action"], text="Restore last night's backup", at=now(), **by
        ),
        "take the promise away": lambda: delete_part(kept["action"], at=now(), **by),
        "promise it again": lambda: restore_part(again("action"), at=now(), **by),
        "watch something": lambda: keep(
            "signal",
            signals.add_signal(
                review,
                question="Do the counts differ?",
                response="Stop",
                owner=ada,
                cause=review.causes.first(),
                next_date=day,
                at=now(),
                **by,
            ),
        ),
        "watch it better": lambda: signals.change_signal(
            kept["signal"], question="Do the row counts differ?", at=now(), **by
        ),
        "no signal": lambda: delete_part(kept["signal"], at=now(), **by),
        "a signal again": lambda: restore_part(again("signal"), at=now(), **by),
        "all would wait": lambda: [
            say_confidence(
                review,
                moment=Asked.AFTER,
                percent=30,
                lean=Lean.DELAY,
                by=one,
                browser_key=one.name,
                at=now(),
            )
            for one in review.participants.exclude(role=Role.READER)
        ],
        "what would have to be true": lambda: answer_reverse(
            review, text="A rival did it", by=me, browser_key="ada", at=now()
        ),
        "to watch": lambda: move("watch"),
        "look": lambda: signals.check_in(
            again("signal"),
            state=ReadingState.QUIET,
            note="",
            today=timezone.localdate(),
            at=now(),
            **by,
        ),
        "Mortem looks, and it speaks": lambda: keep(
            "message", spoken(again("signal"), again("signal").owner, by["by"])
        ),
        "told once more": lambda: try_again(review, kept["message"].pk, at=now(), **by),
        "nobody answers": lambda: goes_on(again("signal"), ada),
        "answered": lambda: answer_flip(kept["message"].flip, FlipAnswer.DONE, at=now(), **by),
        "rest": lambda: signals.snooze_signal(
            again("signal"),
            until=day,
            reason="A holiday",
            today=timezone.localdate(),
            at=now(),
            **by,
        ),
        "to the end": lambda: move("closed"),
        "what became of it": lambda: resolve_risk(
            review.causes.all()[0], kind=OutcomeKind.AVERTED, note="", at=now(), **by
        ),
    }
    return Story(review, steps, kept)


def goes_on(signal: Signal, facilitator: User) -> None:
    """Let a day go by in which Lea does not answer for a signal; its facilitator is told in a channel."""
    now = timezone.now()
    lea = Owner.objects.create(name="Lea", keeper=facilitator)
    Signal.objects.filter(pk=signal.pk).update(owner=lea)
    Delivery.objects.filter(flip__watch__signal=signal.pk).update(owner=lea)
    address = "https://chat.example.org/hooks/k"
    keep_channel(channel_for(facilitator, ChannelForm.CHAT, address, at=now))
    assert escalate(at=now + WAIT) == 1


def BACK(migration: Review, review: Review, ada: User, ben: User) -> Story:  # noqa: N802 - a story
    """A look back, from the event to what its actions were worth."""
    me = seat_of(ada, review)
    kept: dict[str, Any] = {}
    by: dict[str, Any] = {"by": me}

    def now() -> Any:
        return timezone.now()

    def keep(name: str, made: object) -> None:
        kept[name] = made

    def again(name: str) -> Any:
        kept[name] = type(kept[name]).everything.get(pk=kept[name].pk)
        return kept[name]

    def move(to: str) -> None:
        review.refresh_from_db()
        move_phase(review, to=to, by=me, at=now())

    def account(text: str, who: Participant, key: str) -> None:
        keep(key, cards.add_card(review, text=text, by=who, browser_key=key, at=now()))

    def told(text: str) -> entries.Told:
        return entries.Told(entries.When(now()), text)

    def bring() -> None:
        sealed = vault.seal(io.BytesIO(b"02:10 disk full\n"), limit=1000)
        (kept["log"],) = add_evidence(
            review, brought=[("app.log", "text/plain", sealed)], at=now(), **by
        )

    steps: dict[str, Callable[[], object]] = {
        "describe": lambda: describe_event(review, where="Checkout", at=now(), **by),
        "bring evidence": bring,
        "say its zone": lambda: settle_clock(
            kept["log"], zone="Europe/Berlin", year=None, ahead_ms=0, at=now(), **by
        ),
        "put it away": lambda: delete_evidence(kept["log"], at=now(), **by),
        "bring it back": lambda: restore_evidence(again("log"), at=now(), **by),
        "everybody writes first": lambda: begin_meeting(
            review, minutes=60, mode=Mode.ALIAS, to="accounts", at=now(), **by
        ),
        "an account": lambda: account("It looked like the network", seat_of(ben, review), "early"),
        "another account": lambda: account("I was asleep", me, "mine"),
        "an account, better": lambda: cards.change_card(
            kept["mine"], text="I was fast asleep", at=now()
        ),
        "no account": lambda: cards.delete_card(kept["mine"], at=now()),
        "an account again": lambda: cards.restore_card(kept["mine"], at=now()),
        "an idea in the silence": lambda: keep(
            "parked", actions.add_action(review, text="A second disk", at=now(), by=None)
        ),
        "done writing": lambda: mark_done(
            seat_of(ben, review), phase="accounts", done=True, at=now()
        ),
        "turn the accounts": lambda: move("evidence"),
        "the clock anew": lambda: begin_meeting(
            review, minutes=60, mode=Mode.ALIAS, to="evidence", at=now(), **by
        ),
        "more time": lambda: extend_phase(review, minutes=5, at=now(), **by),
        "a late account": lambda: account("I came at three", seat_of(ben, review), "late"),
        "an account on the timeline": lambda: entries.add_entry(
            review,
            entries.Told(entries.When(now()), "I came at three", EntryKind.ACCOUNT, "Ben"),
            account=kept["late"],
            at=now(),
            **by,
        ),
        "what is not known": lambda: keep(
            "unknown", ask_unknown(review, text="Who was called?", at=now(), **by)
        ),
        "it is known": lambda: settle_unknown(
            kept["unknown"], found="Nobody", by=seat_of(ben, review), at=now()
        ),
        "not to be known": lambda: delete_part(again("unknown"), at=now(), **by),
        "to be known again": lambda: restore_part(again("unknown"), at=now(), **by),
        "an entry": lambda: keep("entry", entries.add_entry(review, told("Full"), at=now(), **by)),
        "the entry, better": lambda: entries.change_entry(
            kept["entry"], told("The disk was full"), at=now(), **by
        ),
        "no entry": lambda: entries.delete_entry(again("entry"), at=now(), **by),
        "an entry again": lambda: entries.restore_entry(again("entry"), at=now(), **by),
        "to causes": lambda: move("causes"),
        "a cause": lambda: keep(
            "cause", causes.add_cause(review, text="The disk was full", at=now(), **by)
        ),
        "foreseen?": lambda: compare_cause(
            kept["cause"], foresight=Foresight.MISSED, earlier=None, at=now(), **by
        ),
        "it came back": lambda: keep(
            "mark", mark_recurrence(review, an_earlier_fix(ada), at=now(), **by)
        ),
        "it did not": lambda: delete_part(again("mark"), at=now(), **by),
        "it did after all": lambda: restore_part(again("mark"), at=now(), **by),
        "over days": lambda: hold_over_days(
            review, {"lessons": now() + timedelta(days=2)}, at=now(), **by
        ),
        "in one sitting": lambda: hold_in_one_sitting(review, at=now(), **by),
        "seen differently": lambda: keep(
            "view",
            contests.contest(
                review, subject=kept["cause"].pk, text="It was not full", by=None, at=now()
            ),
        ),
        "both stay": lambda: contests.answer_contest(
            kept["view"], state=ContestState.BOTH, answer="We do not know", at=now(), **by
        ),
        "I was there": lambda: contests.mark_involved(
            seat_of(ben, review), involved=True, at=now()
        ),
        "to lessons": lambda: move("lessons"),
        "a lesson": lambda: keep(
            "lesson", lessons.add_lesson(review, kind="lucky", text="Daylight", at=now(), **by)
        ),
        "the lesson, better": lambda: lessons.change_lesson(
            kept["lesson"], text="It was daylight", at=now(), **by
        ),
        "no lesson": lambda: lessons.delete_lesson(again("lesson"), at=now(), **by),
        "a lesson again": lambda: lessons.restore_lesson(again("lesson"), at=now(), **by),
        "a role for a name": lambda: keep(
            "line", names.replace_names(review, {"daylight": "daytime"}, at=now(), **by)
        ),
        "the name again": lambda: names.put_names_back(review, kept["line"].number, at=now(), **by),
        "another lesson": lambda: keep(
            "gone", lessons.add_lesson(review, kind="learned", text="Look", at=now(), **by)
        ),
        "put away long ago": lambda: lessons.delete_lesson(
            kept["gone"], at=now() - timedelta(days=99), **by
        ),
        "gone for good": lambda: purge_parts(at=now()),
        "to actions": lambda: move("actions"),
        "an idea": lambda: keep(
            "action", actions.add_action(review, text="Alert on the disk", at=now(), **by)
        ),
        "a promise": lambda: actions.agree_action(
            kept["action"],
            owner=ada,
            due_date=timezone.localdate() + timedelta(days=9),
            at=now(),
            **by,
        ),
        "an issue of it": lambda: asks_for_an_issue(again("action"), ada, me),
        "asked again": lambda: is_asked_again(again("action"), me),
        "the issue is there": lambda: hears(again("action"), Word(SeenIssue(7, "Alert", True))),
        "closed there": lambda: hears(again("action"), Word(SeenIssue(7, "Alert", False, "robin"))),
        "reworded there": lambda: hears(again("action"), Word(SeenIssue(7, "Alarm", True))),
        "both may stay": lambda: leave_both_words(
            again("action"), here=again("action").text, there="Alarm", at=now(), **by
        ),
        "our words there": lambda: hears(
            again("action"), Word(SeenIssue(7, "Alert", True)), issues.Did(issues.REWORDED, me)
        ),
        "closed from here": lambda: hears(
            again("action"), Word(SeenIssue(7, "Alert", False)), issues.Did(issues.CLOSED, me)
        ),
        "no issue any more": lambda: issues.end_issue(again("action"), at=now(), **by),
        "another issue": lambda: issues.link_issue(
            again("action"), Tracker.objects.get(user=ada), 8, at=now(), **by
        ),
        "to published": lambda: move("published"),
        "done": lambda: actions.move_action(again("action"), to=ActionState.DONE, at=now(), **by),
        "it held": lambda: actions.judge_action(
            again("action"), verdict=Verdict.HELD, note="31 of 31", at=now(), **by
        ),
    }
    assert ben.pk != ada.pk
    assert migration.pk != review.pk
    return Story(review, steps, kept)


def asks_for_an_issue(item: ActionItem, ada: User, by: Participant) -> None:
    """Let an action become an issue in a place of Ada's."""
    now, place = timezone.now(), project(TrackerKind.GITHUB, "team/shop")
    tracker = keep_tracker(ada, tracker_for(ada, place, "opensesame", at=now))
    issues.ask_issue(item, tracker, title="Alert", body="", by=by, at=now)


def is_asked_again(item: ActionItem, by: Participant) -> None:
    """Let an issue be refused, which history does not keep, and be asked for once more."""
    hears(item, Word(trouble="Gone", is_final=True))
    issues.try_issue_again(item, by=by, at=timezone.now())


def hears(item: ActionItem, word: Word, did: issues.Did | None = None) -> None:
    """Let a worker take the action's issue and hear this of it, after somebody did something."""
    at = timezone.now() + timedelta(days=1)
    (taken,) = issues.take_issues(at=at, most=1)
    assert taken.action_id == item.pk
    issues.settle_issue(taken, word, at=timezone.now(), did=did)


def an_earlier_fix(ada: User) -> ActionItem:
    """Return what was done after an earlier event."""
    then = timezone.now() - timedelta(days=300)
    before = begin_review(context="incident", title="The disk was full", by=ada, at=then)
    item = actions.add_action(
        before,
        text="Alert on a full disk",
        state=ActionState.COMMITTED,
        by=seat_of(ada, before),
        at=then,
    )
    return actions.move_action(item, to=ActionState.DONE, by=seat_of(ada, before), at=then)


def put_away(review: Review, by: Participant) -> None:
    """Delete a review and bring it back: what ends its streams is tested with them."""
    delete_review(review, by=by, at=timezone.now())
    restore_review(review, by=by, at=timezone.now())
