"""Messages about flips: each arrives once, however slow, closed or dead those are who carry it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from mortem.web.jobs import send_messages as job
from mortem.web.jobs.send_messages import send_messages
from mortem.web.models import Delivery, Owner
from mortem.web.operations.deliveries import (
    find_by_link,
    link_token,
    note_not_taken,
    take_message,
    try_again,
)
from tests.web.guarding import facilitator
from tests.web.watching import MINUTE, queue, says, watch_at

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review
    from tests.web.loopback import Site
    from tests.web.post_office import PostOffice


def test_a_post_office_that_is_closed_for_an_hour_delays_and_loses_nothing(
    migration: Review, here: Site, post: PostOffice, now: datetime
) -> None:
    queue(migration, here, now)
    says(here, 500)
    watch_at(now)
    post.closed = True
    for minute in range(60):
        send_messages(at=now + minute * MINUTE)
    message = Delivery.objects.get()
    assert (message.trouble, message.sent_at, post.letters) == ("SMTPConnectError", None, [])
    assert 5 <= message.tries <= 10
    post.closed = False
    for minute in range(60, 140):
        send_messages(at=now + minute * MINUTE)
    assert len(post.letters) == 1
    message.refresh_from_db()
    assert (message.trouble, message.next_at, message.dead_at) == ("", None, None)


def test_an_address_that_no_mail_can_be_written_to_is_a_refusal(
    migration: Review, here: Site, post: PostOffice, now: datetime
) -> None:
    queue(migration, here, now, question="First")
    Owner.objects.update(address=f"jun@{'ü' * 60}.example")
    says(here, 500)
    watch_at(now)
    assert send_messages(at=now) == 1
    assert Delivery.objects.get().trouble == "no mail can be written to this address"
    assert post.letters == []


def test_a_message_that_never_arrives_is_given_up_after_a_day(
    migration: Review, here: Site, post: PostOffice, now: datetime
) -> None:
    queue(migration, here, now)
    says(here, 500)
    watch_at(now)
    post.closed = True
    for hour in range(30):
        send_messages(at=now + timedelta(hours=hour))
    message = Delivery.objects.get()
    assert message.dead_at is not None
    assert message.dead_at <= now + timedelta(hours=25)
    assert send_messages(at=now + timedelta(days=9)) == 0


def dies_after_sending(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Send one message, and end before that is noted."""

    def killed(*_all: object, **_more: object) -> None:
        raise SystemExit

    with monkeypatch.context() as crash:
        crash.setattr(job, "note_sent", killed)
        with pytest.raises(SystemExit):
            send_messages(at=at)


def test_whoever_dies_after_sending_sends_the_same_message_again(
    migration: Review, here: Site, post: PostOffice, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(migration, here, now)
    says(here, 500)
    watch_at(now)
    dies_after_sending(monkeypatch, now)
    assert send_messages(at=now + MINUTE) == 0
    assert send_messages(at=now + 3 * MINUTE) == 1
    assert len({letter["message-id"] for letter in post.letters}) == 1
    assert len(set(post.texts())) == 1


def test_a_sender_that_dies_holds_no_other_message(
    migration: Review, here: Site, post: PostOffice, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in range(3):
        queue(migration, here, now, question=f"Queue {name}")
    says(here, 500)
    watch_at(now)
    dies_after_sending(monkeypatch, now)
    assert send_messages(at=now) == 2
    assert len(post.letters) == 3


def test_a_refusal_after_the_lease_says_nothing_any_more(
    migration: Review, here: Site, post: PostOffice, now: datetime
) -> None:
    queue(migration, here, now)
    says(here, 500)
    watch_at(now)
    late = take_message(at=now)
    again = take_message(at=now + 3 * MINUTE)
    assert late is not None
    assert again is not None
    note_not_taken(late, why="Too slow", at=now + 3 * MINUTE)
    kept = Delivery.objects.get()
    assert (kept.trouble, kept.next_at, post.letters) == ("", again.next_at, [])
    note_not_taken(again, why="Not today", at=now + 3 * MINUTE)
    assert Delivery.objects.get().trouble == "Not today"


def test_what_is_sent_again_opens_again(
    migration: Review, here: Site, post: PostOffice, now: datetime
) -> None:
    queue(migration, here, now)
    says(here, 500)
    watch_at(now)
    Delivery.objects.update(dead_at=now, next_at=None)
    message, later = Delivery.objects.get(), now + timedelta(days=30)
    try_again(migration, message.pk, by=facilitator(migration), at=later)
    assert send_messages(at=later) == 1
    assert link_token(message) in post.texts()[0]
    assert find_by_link(link_token(message), at=later + timedelta(days=13)) == message
