"""A meeting that looks back: its clock, its minutes, and writing without one's name."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mortem.core.errors import BadInput
from mortem.core.phases import MEETINGS, agenda
from mortem.core.record import Mode, Role
from mortem.web.models import Activity, Participant, Review, User
from mortem.web.operations.actions import add_action
from mortem.web.operations.citations import add_cited_cause
from mortem.web.operations.lessons import add_lesson
from mortem.web.operations.meetings import begin_meeting
from mortem.web.operations.participants import join_review
from mortem.web.operations.plans import extend_phase, frame_review
from mortem.web.operations.reviews import move_phase
from mortem.web.operations.unknowns import ask_unknown, settle_unknown
from mortem.web.queries.records import record_of
from tests.web.conftest import seat_of


@pytest.fixture
def me(outage: Review, ada: User) -> Participant:
    return seat_of(ada, outage)


def come_in(review: Review, now: datetime, role: Role = Role.PARTICIPANT) -> None:
    join_review(review, name="Jun", role=role, user=None, browser_key="jun", at=now)


@pytest.mark.parametrize("minutes", MEETINGS)
def test_each_part_has_its_own_time(
    outage: Review, me: Participant, now: datetime, minutes: int
) -> None:
    come_in(outage, now)
    begin_meeting(outage, minutes=minutes, mode=Mode.ALIAS, to="accounts", by=me, at=now)
    assert (outage.phase, outage.minutes, outage.mode) == ("accounts", minutes, "alias")
    parts = agenda(minutes)
    assert outage.phase_ends_at == now + timedelta(minutes=parts["accounts"])
    for phase in ("evidence", "causes", "lessons"):
        move_phase(outage, to=phase, by=me, at=now)
        assert outage.phase_ends_at == now + timedelta(minutes=parts[phase])
    move_phase(outage, to="actions", by=me, at=now)
    assert outage.phase_ends_at is None


def test_who_looks_back_alone_has_no_clock(outage: Review, me: Participant, now: datetime) -> None:
    come_in(outage, now, role=Role.READER)
    begin_meeting(outage, minutes=60, mode=Mode.NAMED, to="accounts", by=me, at=now)
    assert outage.phase_ends_at is None


def test_a_look_back_that_nobody_framed_has_no_clock(
    outage: Review, me: Participant, now: datetime
) -> None:
    come_in(outage, now)
    move_phase(outage, to="evidence", by=me, at=now)
    assert (outage.minutes, outage.phase_ends_at) == (15, None)


def test_a_meeting_may_begin_with_the_timeline_that_is_open_already(
    outage: Review, me: Participant, now: datetime
) -> None:
    come_in(outage, now)
    move_phase(outage, to="evidence", by=me, at=now)
    begin_meeting(outage, minutes=30, mode=Mode.NAMED, to="evidence", by=me, at=now)
    assert outage.phase_ends_at == now + timedelta(minutes=18)
    assert Activity.objects.filter(review=outage).last() == Activity.objects.get(
        review=outage, verb="meeting.begun"
    )


def test_a_part_is_extended_from_now_when_its_time_is_over(
    outage: Review, me: Participant, now: datetime
) -> None:
    come_in(outage, now)
    begin_meeting(outage, minutes=30, mode=Mode.NAMED, to="accounts", by=me, at=now)
    late = now + timedelta(minutes=20)
    extend_phase(outage, minutes=5, by=me, at=late)
    outage.refresh_from_db()
    assert outage.phase_ends_at == late + timedelta(minutes=5)


@pytest.mark.parametrize(("minutes", "to"), [(45, "accounts"), (60, "causes"), (60, "")])
def test_no_other_frame_is_taken(
    outage: Review, me: Participant, now: datetime, minutes: int, to: str
) -> None:
    with pytest.raises(BadInput):
        begin_meeting(outage, minutes=minutes, mode=Mode.NAMED, to=to, by=me, at=now)
    outage.refresh_from_db()
    assert (outage.phase, outage.minutes) == ("event", 15)


def test_names_do_not_come_back(outage: Review, me: Participant, now: datetime) -> None:
    frame_review(outage, minutes=60, mode=Mode.ANONYMOUS, by=me, at=now)
    with pytest.raises(BadInput) as told:
        begin_meeting(outage, minutes=60, mode=Mode.NAMED, to="accounts", by=me, at=now)
    assert told.value.field == "mode"


def test_what_nobody_signs_has_neither_name_nor_time(
    outage: Review, me: Participant, now: datetime
) -> None:
    later = now + timedelta(minutes=4)
    add_cited_cause(outage, cites=None, text="One memory", by=None, at=later)
    add_lesson(outage, kind="lucky", text="It was night", by=None, at=later)
    add_action(outage, text="Renew it by itself", by=None, at=later)
    ask_unknown(outage, text="Who knew?", by=None, at=later)
    lines = list(Activity.objects.filter(review=outage).exclude(verb="review.begun"))
    assert [(line.verb, line.actor, line.at) for line in lines] == [
        ("cause.added", None, now),
        ("lesson.added", None, now),
        ("action_item.added", None, now),
        ("answer.added", None, now),
    ]
    add_lesson(outage, kind="lucky", text="Mara was awake", by=me, at=later)
    line = Activity.objects.filter(review=outage).last()
    assert line is not None
    assert (line.actor, line.at) == (me, later)


def test_an_open_question_is_kept_once_and_settled(
    outage: Review, me: Participant, now: datetime
) -> None:
    one = ask_unknown(outage, text=" Who  restarted it? ", by=me, at=now)
    two = ask_unknown(outage, text="Who restarted it?", by=me, at=now)
    assert one.pk == two.pk
    asked = [(a.question, a.text) for a in record_of(outage).answers]
    assert asked == [("Who restarted it?", "")]
    settle_unknown(one, found="The watchdog", by=me, at=now)
    assert [a.text for a in record_of(outage).answers] == ["The watchdog"]
    settle_unknown(one, found="  ", by=me, at=now)
    assert [a.text for a in record_of(outage).answers] == [""]


@pytest.mark.parametrize("text", ["", "   ", "x" * 301])
def test_an_empty_or_endless_question_is_answered(
    outage: Review, me: Participant, now: datetime, text: str
) -> None:
    with pytest.raises(BadInput) as told:
        ask_unknown(outage, text=text, by=me, at=now)
    assert told.value.field == "question"
