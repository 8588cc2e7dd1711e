"""A flip told in a chat of its owner's own, beside the mail, over real HTTP."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from mortem.web.jobs.send_messages import send_messages
from mortem.web.models import Channel, ChannelForm, Delivery, Owner, User
from mortem.web.operations.channels import channel_for, end_channel, keep_channel
from mortem.web.operations.reviews import begin_review
from tests.web.loopback import Reply
from tests.web.watching import queue, says, watch_at

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review
    from tests.web.loopback import Site
    from tests.web.post_office import PostOffice


@pytest.fixture
def channel(ada: User, here: Site, now: datetime) -> Channel:
    here.replies["/hook"] = Reply(b"ok")
    return keep_channel(channel_for(ada, ChannelForm.CHAT, here.url("/hook"), at=now))


def trips(review: Review, here: Site, user: User, at: datetime) -> None:
    """Let a signal trip whose owner is this account."""
    queue(review, here, at)
    Owner.objects.filter(name="Jun").update(user=user)
    says(here, 500)
    watch_at(at)


def test_a_flip_is_told_by_mail_and_in_the_channel_once_each(
    migration: Review, here: Site, post: PostOffice, channel: Channel, now: datetime
) -> None:
    ada = channel.user
    User.objects.filter(pk=ada.pk).update(address="ada@example.org", address_confirmed_at=now)
    trips(migration, here, ada, now)
    assert send_messages(at=now) == 2
    assert send_messages(at=now + timedelta(minutes=5)) == 0
    assert len(post.letters) == 1
    (said,) = here.brought
    text = json.loads(said)["text"]
    assert text.startswith("Tripped: Is the queue too long?\nNow: 500.")
    assert "Agreed for now: Jun stops the backfill" in text
    assert text.endswith(f"/r/{migration.pk}/signals/{migration.signals.get().pk}/")
    assert Delivery.objects.filter(channel=channel, trouble="").exclude(sent_at=None).count() == 1


def test_whoever_has_only_a_channel_is_told_there(
    migration: Review, here: Site, channel: Channel, now: datetime
) -> None:
    trips(migration, here, channel.user, now)
    assert send_messages(at=now) == 1
    assert len(here.brought) == 1


def test_of_a_personal_signal_it_says_only_that_there_is_something(
    here: Site, ada: User, channel: Channel, now: datetime
) -> None:
    assert channel.user == ada
    mine = begin_review(context="personal_goal", title="Run a marathon", by=ada, at=now)
    trips(mine, here, ada, now)
    send_messages(at=now)
    said, _link = json.loads(here.brought[0])["text"].split("\n")
    assert said.endswith(": a signal of yours")
    assert not any(character.isdigit() for character in said)


def test_a_channel_that_is_down_for_an_hour_gets_it_once_it_is_back(
    migration: Review, here: Site, ada: User, channel: Channel, now: datetime
) -> None:
    here.replies["/hook"] = Reply(b"busy", 503)
    trips(migration, here, ada, now)
    for minute in range(60):
        send_messages(at=now + timedelta(minutes=minute))
    message = Delivery.objects.get(channel=channel)
    assert (message.trouble, message.sent_at) == ("It answered with status 503.", None)
    refused = len(here.brought)
    assert 5 <= refused <= 10
    here.replies["/hook"] = Reply(b"ok")
    for minute in range(60, 140):
        send_messages(at=now + timedelta(minutes=minute))
    assert len(here.brought) == refused + 1


def test_a_channel_that_is_taken_away_gets_nothing_more(
    migration: Review, here: Site, ada: User, channel: Channel, now: datetime
) -> None:
    trips(migration, here, ada, now)
    end_channel(ada, channel)
    assert send_messages(at=now) == 0
    assert here.brought == []
