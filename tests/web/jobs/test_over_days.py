"""A review over days: each phase ends once, everybody is told alike, and nobody is told twice."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.utils import timezone

from mortem.core.record import Mode, Pace, Role
from mortem.web.jobs.housekeeping import keep_house
from mortem.web.jobs.over_days import keep_time
from mortem.web.jobs.timekeeper import keeping_time
from mortem.web.models import Activity, Deadline, Participant, Reminder, Review, User
from mortem.web.operations.cards import add_card
from mortem.web.operations.pace import hold_in_one_sitting, hold_over_days
from mortem.web.operations.participants import join_review, mark_done, remove_participant
from mortem.web.operations.plans import frame_review
from mortem.web.operations.reminders import ask_reminder, confirm_reminder
from mortem.web.operations.shares import open_room
from tests.web.conftest import seat_of
from tests.web.guarding import bring, guest_in, some_causes

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django import Settings

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NAMES = ("Jun", "Kim", "Lee")


@pytest.fixture(autouse=True)
def _mail_is_set_up(settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.org"


def days(at: datetime) -> dict[str, datetime]:
    names = ("write", "reveal", "rate", "protect")
    return {name: at + (place + 1) * 2 * DAY for place, name in enumerate(names)}


@pytest.fixture
def start() -> datetime:
    return timezone.now()


@pytest.fixture
def held(migration: Review, ada: User, start: datetime) -> Review:
    """Return a look ahead over days in which three guests, and Ada, are told by mail."""
    for name in NAMES:
        guest(migration, name, start)
    tell(seat_of(ada, migration), "ada@example.org", start)
    return hold_over_days(migration, days(start), by=seat_of(ada, migration), at=start)


def guest(review: Review, name: str, at: datetime) -> Participant:
    kept = "" if review.mode == Mode.ANONYMOUS else name
    me = join_review(review, name=kept, role=Role.PARTICIPANT, user=None, browser_key=name, at=at)
    tell(me, f"{name.lower()}@example.org", at)
    return me


def tell(me: Participant, address: str, at: datetime) -> None:
    confirm_reminder(ask_reminder(me, address, at=at), at=at)


def write(review: Review, name: str, at: datetime) -> None:
    me = review.participants.filter(name=name).first() or review.participants.all()[1]
    add_card(review, text=f"{name} knows why", by=me, browser_key=name, at=at)


def written_to() -> list[str]:
    """Return whom mail has gone to since the last look."""
    to = sorted(address for sent in mail.outbox for address in sent.to)
    mail.outbox.clear()
    return to


EVERYBODY = ["ada@example.org", *(f"{name.lower()}@example.org" for name in NAMES)]


def phase(review: Review) -> str:
    review.refresh_from_db()
    return review.phase


def test_everybody_is_told_when_a_step_begins_and_once_before_it_ends(
    held: Review, start: datetime
) -> None:
    bring(held, "write")
    for moment in (start, start + HOUR, start + DAY):
        keep_time(at=moment)
    (subject,) = {str(sent.subject) for sent in mail.outbox}
    assert re.match(r"Write: until \w+, \d+ \w+, \d\d:\d\d \(UTC\)", subject)
    assert written_to() == EVERYBODY
    for moment in (start + 2 * DAY - 2 * HOUR, start + 2 * DAY - HOUR):
        keep_time(at=moment)
    assert {str(sent.subject).split(" ends ")[0] for sent in mail.outbox} == {"Write"}
    assert written_to() == EVERYBODY


def test_a_reminder_is_the_same_for_who_has_written_and_who_has_not(
    migration: Review, ada: User, start: datetime
) -> None:
    by = seat_of(ada, migration)
    frame_review(migration, minutes=15, mode=Mode.ANONYMOUS, by=by, at=start)
    migration.refresh_from_db()
    seats = [guest(migration, name, start) for name in NAMES]
    hold_over_days(migration, days(start), by=by, at=start)
    bring(migration, "write")
    write(migration, "Jun", start)
    mark_done(seats[0], phase="write", done=True, at=start)
    keep_time(at=start)
    keep_time(at=start + 2 * DAY - HOUR)
    assert len(mail.outbox) == 2 * len(NAMES)
    for subject in {sent.subject for sent in mail.outbox}:
        alike = {
            re.sub(r"/confirm/stop/\S+", "", str(sent.body))
            for sent in mail.outbox
            if sent.subject == subject
        }
        assert len(alike) == 1
    told = " ".join(f"{sent.subject} {sent.body}" for sent in mail.outbox)
    assert (told.count("Jun"), told.count("knows why"), told.count(migration.title)) == (0, 0, 0)


def test_cards_turn_by_themselves_when_the_time_is_over(held: Review, start: datetime) -> None:
    bring(held, "write")
    write(held, "Jun", start)
    keep_time(at=start + 2 * DAY - HOUR)
    assert phase(held) == "write"
    keep_time(at=start + 2 * DAY)
    assert phase(held) == "reveal"
    assert [card.revealed for card in held.cards.all()] == [True]
    assert held.phase_ends_at == start + 4 * DAY
    moved = Activity.objects.filter(review=held, verb="phase.moved").last()
    assert moved is not None
    assert (moved.actor, moved.data) == (None, {"came_from": "write", "to": "reveal"})


def test_an_empty_table_waits_for_the_facilitator_who_is_told_once(
    held: Review, start: datetime
) -> None:
    bring(held, "write")
    keep_time(at=start)
    mail.outbox.clear()
    for moment in (start + 2 * DAY, start + 3 * DAY):
        keep_time(at=moment)
    assert phase(held) == "write"
    assert [sent.subject for sent in mail.outbox] == ["“Write” waits for you"]
    assert written_to() == ["ada@example.org"]


def test_who_comes_late_still_writes(held: Review, start: datetime) -> None:
    bring(held, "write")
    write(held, "Jun", start)
    keep_time(at=start + 2 * DAY)
    guest(held, "Max", start + 2 * DAY)
    held.refresh_from_db()
    write(held, "Max", start + 2 * DAY)
    assert held.cards.count() == 2


def test_one_late_phase_does_not_drag_the_next_ones_along(held: Review, start: datetime) -> None:
    bring(held, "write")
    write(held, "Jun", start)
    for _ in range(4):
        keep_time(at=start + 30 * DAY)
    assert (phase(held), held.phase_ends_at) == ("reveal", None)


def test_choosing_risks_is_left_to_people(held: Review, start: datetime) -> None:
    some_causes(held)
    bring(held, "protect")
    keep_time(at=start + 9 * DAY)
    assert phase(held) == "protect"


def test_a_look_back_goes_through_its_working_steps(
    outage: Review, ada: User, start: datetime
) -> None:
    me = seat_of(ada, outage)
    bring(outage, "evidence")
    names = ("evidence", "causes", "lessons", "actions")
    ends = {name: start + (place + 1) * DAY for place, name in enumerate(names)}
    hold_over_days(outage, ends, by=me, at=start)
    keep_time(at=start + DAY)
    assert phase(outage) == "evidence"  # nobody has brought a fact
    bring(outage, "causes")
    some_causes(outage)
    keep_time(at=start + 2 * DAY)
    assert phase(outage) == "lessons"


def test_accounts_are_turned_for_all_when_their_time_is_over(
    outage: Review, ada: User, start: datetime
) -> None:
    me = seat_of(ada, outage)
    guest_in(outage)
    bring(outage, "accounts")
    hold_over_days(outage, {"accounts": start + DAY, "evidence": start + 2 * DAY}, by=me, at=start)
    keep_time(at=start + DAY)
    assert phase(outage) == "accounts"  # nobody has written
    add_card(outage, text="The page would not load", by=me, browser_key="ada", at=start)
    keep_time(at=start + DAY)
    assert phase(outage) == "evidence"
    assert outage.cards.get().revealed


def test_who_left_no_address_or_was_asked_to_leave_gets_no_mail(
    held: Review, ada: User, start: datetime
) -> None:
    unconfirmed = join_review(
        held, name="Max", role=Role.PARTICIPANT, user=None, browser_key="max", at=start
    )
    ask_reminder(unconfirmed, "max@example.org", at=start)
    remove_participant(held.participants.get(name="Kim"), by=seat_of(ada, held), at=start)
    bring(held, "write")
    keep_time(at=start)
    assert written_to() == ["ada@example.org", "jun@example.org", "lee@example.org"]
    assert Reminder.objects.filter(participant__name="Kim").count() == 0


def test_without_mail_nothing_is_marked_as_told(
    held: Review, start: datetime, settings: Settings
) -> None:
    settings.EMAIL_HOST = ""
    bring(held, "write")
    keep_time(at=start)
    assert Deadline.objects.exclude(opened_told_at=None).count() == 0
    settings.EMAIL_HOST = "mail.example.org"
    keep_time(at=start)
    assert written_to() == EVERYBODY


def test_more_days_are_reminded_of_again(held: Review, ada: User, start: datetime) -> None:
    bring(held, "write")
    keep_time(at=start)
    keep_time(at=start + 2 * DAY - HOUR)
    mail.outbox.clear()
    later = {name: ends + 5 * DAY for name, ends in days(start).items()}
    hold_over_days(held, later, by=seat_of(ada, held), at=start + 2 * DAY - HOUR)
    keep_time(at=start + 2 * DAY)
    assert written_to() == []
    keep_time(at=start + 6 * DAY + HOUR)
    assert written_to() == EVERYBODY


def test_the_room_stays_open_for_who_comes_late(
    migration: Review, ada: User, start: datetime
) -> None:
    me = seat_of(ada, migration)
    share = open_room(migration, by=me, at=start)
    hold_over_days(migration, days(start), by=me, at=start)
    share.refresh_from_db()
    assert share.expires_at == start + 8 * DAY + 7 * DAY


def test_in_one_sitting_after_all(held: Review, ada: User, start: datetime) -> None:
    bring(held, "write")
    hold_in_one_sitting(held, by=seat_of(ada, held), at=start)
    keep_time(at=start + 30 * DAY)
    assert (phase(held), held.pace, held.phase_ends_at) == ("write", Pace.LIVE, None)
    assert (Deadline.objects.count(), mail.outbox) == (0, [])


def test_addresses_go_when_the_review_is_closed(held: Review, start: datetime) -> None:
    some_causes(held)
    bring(held, "watch")
    keep_house(at=start + DAY)
    assert Reminder.objects.count() == 4
    bring(held, "closed")
    keep_house(at=timezone.now())
    assert Reminder.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_running_server_keeps_time(held: Review, start: datetime) -> None:
    bring(held, "write")
    write(held, "Jun", start)
    Review.objects.filter(pk=held.pk).update(phase_ends_at=start)
    with keeping_time(every=0.05):
        deadline = time.monotonic() + 20
        while phase(held) != "reveal" and time.monotonic() < deadline:
            time.sleep(0.05)
    assert phase(held) == "reveal"
