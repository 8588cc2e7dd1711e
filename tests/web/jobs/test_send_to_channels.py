"""A flip told in a chat of its owner's own, beside the mail, over real HTTP."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from mortem.web.jobs.send_messages import send_messages
from mortem.web.models import Channel, ChannelForm, Delivery, Owner, User
from mortem.web.operations.channels import channel_for, end_channel, keep_channel
from mortem.web.operations.escalation import escalate
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.teams import make_team, open_to_team
from tests.web.guarding import facilitator
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
    assert ada is not None
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
    assert channel.user is not None
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


@pytest.fixture
def shared(ada: User, here: Site, now: datetime) -> Channel:
    """A channel of a team in which Ada is."""
    here.replies["/team"] = Reply(b"ok")
    team = make_team("Shop", by=ada, at=now)
    return keep_channel(channel_for(team, ChannelForm.CHAT, here.url("/team"), at=now))


def opens(review: Review, channel: Channel, at: datetime) -> None:
    open_to_team(review, channel.team, by=facilitator(review), at=at)


def test_a_teams_channel_is_told_of_what_is_open_to_the_team_beside_the_owner(
    migration: Review, here: Site, post: PostOffice, shared: Channel, now: datetime
) -> None:
    opens(migration, shared, now)
    queue(migration, here, now)
    says(here, 500)
    watch_at(now)
    assert send_messages(at=now) == 2
    assert send_messages(at=now + timedelta(minutes=5)) == 0
    (said,) = here.brought
    text = json.loads(said)["text"]
    assert text.startswith("Tripped: Is the queue too long?\nNow: 500.")
    assert text.endswith(f"/r/{migration.pk}/signals/{migration.signals.get().pk}/")
    assert [letter["to"] for letter in post.letters] == ["jun@example.org"]


def test_a_channel_of_both_the_owner_and_the_team_is_two_doors(
    migration: Review, here: Site, channel: Channel, shared: Channel, now: datetime
) -> None:
    opens(migration, shared, now)
    assert channel.user is not None
    trips(migration, here, channel.user, now)
    assert send_messages(at=now) == 2
    assert Delivery.objects.filter(owner=None).get().channel == shared
    assert Delivery.objects.exclude(owner=None).get().channel == channel


def test_a_team_hears_nothing_of_what_is_not_open_to_it(
    migration: Review, here: Site, post: PostOffice, shared: Channel, now: datetime
) -> None:
    queue(migration, here, now)
    says(here, 500)
    watch_at(now)
    send_messages(at=now)
    assert (shared.keeper, here.brought, len(post.letters)) == (shared.team, [], 1)


def test_a_team_never_hears_of_a_personal_review_whatever_its_row_says(
    here: Site, ada: User, post: PostOffice, shared: Channel, now: datetime
) -> None:
    mine = begin_review(context="personal_goal", title="Run a marathon", by=ada, at=now)
    type(mine).objects.filter(pk=mine.pk).update(team=shared.team, visibility="team")
    mine.refresh_from_db()
    queue(mine, here, now)
    says(here, 500)
    watch_at(now)
    send_messages(at=now)
    assert (here.brought, len(post.letters)) == ([], 1)


def test_what_is_closed_to_the_team_before_it_was_told_stays_untold(
    migration: Review, here: Site, shared: Channel, now: datetime
) -> None:
    opens(migration, shared, now)
    queue(migration, here, now)
    says(here, 500)
    watch_at(now)
    open_to_team(migration, None, by=facilitator(migration), at=now)
    send_messages(at=now)
    assert (here.brought, Delivery.objects.filter(owner=None).count()) == ([], 0)


def test_what_only_the_team_was_told_of_goes_on_at_once_to_who_facilitates(
    migration: Review, here: Site, channel: Channel, shared: Channel, now: datetime
) -> None:
    opens(migration, shared, now)
    queue(migration, here, now)
    Owner.objects.filter(name="Jun").update(address="", confirmed_at=None)
    says(here, 500)
    watch_at(now)
    assert escalate(at=now) == 1
    assert escalate(at=now) == 0
    assert Delivery.objects.get(channel=channel).user == channel.user


def test_a_team_that_ends_takes_its_channels_along(
    migration: Review, here: Site, shared: Channel, now: datetime
) -> None:
    opens(migration, shared, now)
    queue(migration, here, now)
    says(here, 500)
    watch_at(now)
    shared.team.delete()  # type: ignore[union-attr]
    assert send_messages(at=now) == 0
    assert not Channel.objects.exists()


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
