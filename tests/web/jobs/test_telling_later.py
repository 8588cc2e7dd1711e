"""Told in the morning, or once a day: nothing lost, nothing twice, whoever dies meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from mortem.core.telling import Wishes
from mortem.web.jobs import send_messages as job
from mortem.web.jobs.send_messages import send_messages
from mortem.web.models import ChannelForm, Delivery, Owner, Signal, User
from mortem.web.operations.channels import channel_for, keep_channel
from mortem.web.operations.deliveries import take_beside, take_message
from mortem.web.operations.escalation import escalate
from mortem.web.operations.users import choose_when_told
from tests.web.loopback import Reply
from tests.web.watching import MINUTE, queue, says, watch_at

if TYPE_CHECKING:
    from mortem.web.models import Review
    from tests.web.loopback import Site
    from tests.web.post_office import PostOffice

NIGHT = datetime(2026, 3, 3, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
MORNING = datetime(2026, 3, 4, 6, 0, tzinfo=UTC)
QUIET = Wishes(quiet_from=time(22), quiet_until=time(7))
DAILY = Wishes(is_daily=True)


def wants(user: User, wishes: Wishes) -> None:
    choose_when_told(user, wishes, zone="Europe/Berlin")
    User.objects.filter(pk=user.pk).update(address="ada@example.org", address_confirmed_at=NIGHT)


def trips(review: Review, here: Site, user: User, at: datetime, *names: str) -> None:
    """Let signals trip at a moment, of which this account is the owner."""
    for name in names or ("Is the queue too long?",):
        queue(review, here, at, question=name)
    Owner.objects.filter(name="Jun").update(user=user)
    says(here, 500)
    watch_at(at)


@pytest.fixture
def night(migration: Review, here: Site, post: PostOffice, ada: User) -> PostOffice:
    """Two signals have tripped at night whose owner wants to be left in peace; the letters that come."""
    wants(ada, QUIET)
    trips(migration, here, ada, NIGHT, "First?", "Second?")
    return post


def test_what_trips_at_night_is_told_in_the_morning_in_one_letter_once(
    night: PostOffice, here: Site
) -> None:
    says(here, 10)
    watch_at(NIGHT + timedelta(hours=1))
    assert send_messages(at=MORNING - MINUTE) == 0
    assert send_messages(at=MORNING) == 1
    assert send_messages(at=MORNING + timedelta(days=1)) == 0
    (letter,) = night.letters
    text = letter.get_content()
    assert letter["subject"] == "2 signals wait for you"
    assert text.index("First?") < text.index("Second?")
    assert text.count("Tuesday, 3 March, 22:30 (UTC): Now: 500. Its line is reached.") == 2
    assert text.count("Agreed for then: Jun stops the backfill") == 2
    assert text.count("/answer/") == 2
    assert Delivery.objects.filter(sent_at=None).count() == 0


def test_of_one_signal_the_subject_says_it_and_the_letter_says_what_came_of_it(
    migration: Review, here: Site, post: PostOffice, ada: User
) -> None:
    wants(ada, QUIET)
    trips(migration, here, ada, NIGHT)
    says(here, 10)
    for minutes in range(0, 90, 5):
        watch_at(NIGHT + MINUTE * minutes)
    send_messages(at=MORNING)
    (letter,) = post.letters
    assert letter["subject"] == "Tripped: Is the queue too long?"
    assert "Since then: quiet." in letter.get_content()


def test_who_said_so_is_woken_and_who_has_no_account_is_told_as_ever(
    migration: Review, here: Site, post: PostOffice, ada: User
) -> None:
    wants(ada, replace(QUIET, may_wake=True))
    trips(migration, here, ada, NIGHT, "Mine?")
    assert send_messages(at=NIGHT) == 1
    assert not Delivery.objects.get().is_gathered
    queue(migration, here, NIGHT, question="Another's?")
    Owner.objects.update(user=None)
    says(here, 500)
    watch_at(NIGHT)
    assert send_messages(at=NIGHT) == 1
    assert len(post.letters) == 2


def test_once_a_day_gathers_a_day(
    migration: Review, here: Site, post: PostOffice, ada: User
) -> None:
    wants(ada, DAILY)
    trips(migration, here, ada, MORNING + timedelta(hours=4), "Before noon?")
    trips(migration, here, ada, MORNING + timedelta(hours=9), "After noon?")
    eight = MORNING + timedelta(days=1, hours=1)
    assert send_messages(at=eight - MINUTE) == 0
    assert send_messages(at=eight) == 1
    (text,) = post.texts()
    assert text.index("Before noon?") < text.index("After noon?")


def test_a_channel_waits_too_and_gets_one_message(migration: Review, here: Site, ada: User) -> None:
    here.replies["/hook"] = Reply(b"ok")
    keep_channel(channel_for(ada, ChannelForm.CHAT, here.url("/hook"), at=NIGHT))
    choose_when_told(ada, QUIET, zone="Europe/Berlin")
    trips(migration, here, ada, NIGHT, "First?", "Second?")
    assert send_messages(at=NIGHT) == 0
    assert send_messages(at=MORNING) == 1
    (said,) = here.brought
    lines = json.loads(said)["text"].splitlines()
    assert lines[:3] == ["2 signals wait for you", "Tripped: First?", "Tripped: Second?"]


@pytest.mark.parametrize("crash", ["note_sent", "hand_over"])
def test_whoever_dies_over_a_letter_loses_nothing_of_it(
    night: PostOffice, crash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_all: object, **_more: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(job, crash, killed)
        with pytest.raises(SystemExit):
            send_messages(at=MORNING)
    assert send_messages(at=MORNING + MINUTE) == 0
    assert send_messages(at=MORNING + 3 * MINUTE) == 1
    assert len({letter["message-id"] for letter in night.letters}) == 1
    assert all("First?" in text and "Second?" in text for text in night.texts())
    assert Delivery.objects.filter(sent_at=None).count() == 0


def test_what_one_worker_has_taken_no_other_puts_into_its_letter(night: PostOffice) -> None:
    first = take_message(at=MORNING)
    assert first is not None
    assert send_messages(at=MORNING) == 1
    (text,) = night.texts()
    assert (first.flip.watch.signal.question in text, text.count("/answer/")) == (False, 1)
    assert take_beside(first, at=MORNING) == []


def test_a_letter_that_is_refused_is_tried_again_whole_and_not_at_night(night: PostOffice) -> None:
    night.closed = True
    for minutes in range(0, 16 * 60, 10):
        send_messages(at=MORNING + MINUTE * minutes)
    rings = set(Delivery.objects.values_list("next_at", flat=True))
    assert rings == {MORNING + timedelta(days=1)}
    night.closed = False
    assert send_messages(at=MORNING + timedelta(days=1)) == 1
    (text,) = night.texts()
    assert ("First?" in text, "Second?" in text) == (True, True)


def test_it_goes_on_a_day_after_its_owner_wanted_to_hear_of_it(
    migration: Review, here: Site, post: PostOffice, ada: User, ben: User
) -> None:
    wants(ada, QUIET)
    User.objects.filter(pk=ben.pk).update(address="ben@example.org", address_confirmed_at=NIGHT)
    migration.participants.filter(user=ada).update(user=ben)
    trips(migration, here, ada, NIGHT)
    assert escalate(at=NIGHT + timedelta(hours=24)) == 0
    assert escalate(at=MORNING + timedelta(hours=24)) == 1
    assert send_messages(at=MORNING + timedelta(hours=24)) == 2
    assert [one["to"] for one in post.letters] == ["ada@example.org", "ben@example.org"]


@pytest.mark.parametrize("what", ["signal", "review"])
def test_what_was_put_away_meanwhile_is_not_told_unless_it_is_brought_back(
    night: PostOffice, migration: Review, what: str
) -> None:
    def put_away(at: datetime | None) -> None:
        if what == "signal":
            Signal.everything.update(deleted_at=at)
        else:
            type(migration).objects.filter(pk=migration.pk).update(deleted_at=at)

    put_away(NIGHT)
    assert (send_messages(at=MORNING), night.letters) == (0, [])
    put_away(None)
    send_messages(at=MORNING + MINUTE)
    assert len(night.letters) == 1
