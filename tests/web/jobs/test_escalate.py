"""A signal that nobody answers is told to those who facilitate: once, after a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.core.watching import FlipAnswer
from mortem.web.jobs.send_messages import send_messages
from mortem.web.models import Activity, Delivery, Flip, Owner, User
from mortem.web.operations.escalation import WAIT, escalate
from mortem.web.operations.flips import answer_flip
from tests.web.watching import queue, says, watch_at

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Review
    from tests.web.loopback import Site
    from tests.web.post_office import PostOffice


@pytest.fixture
def tripped(migration: Review, here: Site, post: PostOffice, ada: User, now: datetime) -> Flip:
    """Return a flip that Jun was told of; Ada, who facilitates, can be reached."""
    User.objects.filter(pk=ada.pk).update(address="ada@example.org", address_confirmed_at=now)
    queue(migration, here, now)
    says(here, 500)
    watch_at(now)
    send_messages(at=now)
    assert [one["To"] for one in post.letters] == ["jun@example.org"]
    return Flip.objects.latest("number")


def told(post: PostOffice, at: datetime) -> list[str]:
    """Send what waits; return to whom the last ones went, beyond the first."""
    send_messages(at=at)
    return [one["To"] for one in post.letters[1:]]


def test_after_a_day_without_an_answer_whoever_facilitates_is_told_once(
    tripped: Flip, post: PostOffice, now: datetime
) -> None:
    assert escalate(at=now + WAIT - timedelta(minutes=1)) == 0
    assert escalate(at=now + WAIT) == 1
    assert escalate(at=now + WAIT) == 0
    assert told(post, now + WAIT) == ["ada@example.org"]
    assert "because Jun has not answered" in post.letters[-1].get_content()
    assert Flip.objects.get(pk=tripped.pk).escalated_at == now + WAIT
    assert Activity.objects.filter(verb="signal.escalated").count() == 1


def test_what_was_answered_goes_no_further(tripped: Flip, post: PostOffice, now: datetime) -> None:
    answer_flip(tripped, FlipAnswer.DONE, by=None, at=now)
    assert escalate(at=now + 2 * WAIT) == 0
    assert told(post, now + 2 * WAIT) == []


def test_what_became_quiet_again_goes_no_further(
    tripped: Flip, here: Site, post: PostOffice, now: datetime
) -> None:
    says(here, 10)
    for minute in range(5, 60, 5):
        watch_at(now + timedelta(minutes=minute))
    assert Flip.objects.latest("number").number > tripped.number
    assert escalate(at=now + WAIT) == 0
    assert told(post, now + WAIT) == []


def test_where_nobody_could_be_told_it_goes_further_at_once(
    migration: Review, here: Site, post: PostOffice, ada: User, now: datetime
) -> None:
    User.objects.filter(pk=ada.pk).update(address="ada@example.org", address_confirmed_at=now)
    queue(migration, here, now)
    Owner.objects.update(confirmed_at=None)
    says(here, 500)
    watch_at(now)
    assert escalate(at=now) == 1
    send_messages(at=now)
    assert [one["To"] for one in post.letters] == ["ada@example.org"]


@pytest.mark.usefixtures("tripped")
def test_whoever_owns_it_is_not_told_twice(post: PostOffice, ada: User, now: datetime) -> None:
    Owner.objects.filter(name="Jun").update(user=ada)
    assert escalate(at=now + WAIT) == 0
    assert told(post, now + WAIT) == []


def test_old_news_and_what_was_put_away_stay_where_they_are(
    tripped: Flip, migration: Review, now: datetime
) -> None:
    assert escalate(at=now + timedelta(days=15)) == 0
    type(migration).objects.filter(pk=migration.pk).update(deleted_at=timezone.now())
    assert escalate(at=now + WAIT) == 0
    assert Flip.objects.get(pk=tripped.pk).escalated_at is None


def test_a_former_owner_who_knows_already_is_not_told_again(
    tripped: Flip, post: PostOffice, ada: User, ben: User, now: datetime
) -> None:
    signal = tripped.watch.signal
    Owner.objects.filter(name="Jun").update(user=ada)
    signal.owner = Owner.objects.create(name="Ben", user=ben, keeper=ada)
    signal.save()
    assert escalate(at=now + WAIT) == 0
    assert told(post, now + WAIT) == []


def test_what_nobody_can_be_told_is_not_called_told_and_waits(
    tripped: Flip, post: PostOffice, ada: User, now: datetime
) -> None:
    User.objects.filter(pk=ada.pk).update(address_confirmed_at=None)
    assert escalate(at=now + WAIT) == 0
    assert Flip.objects.get(pk=tripped.pk).escalated_at is None
    User.objects.filter(pk=ada.pk).update(address_confirmed_at=now)
    assert escalate(at=now + WAIT) == 1
    assert told(post, now + WAIT) == ["ada@example.org"]


@pytest.mark.usefixtures("tripped")
def test_what_goes_on_is_tried_for_a_day_like_everything(post: PostOffice, now: datetime) -> None:
    assert escalate(at=now + WAIT) == 1
    post.closed = True
    send_messages(at=now + WAIT)
    message = Delivery.objects.get(sent_at=None)
    assert (message.trouble, message.dead_at) == ("SMTPConnectError", None)
    post.closed = False
    assert told(post, now + WAIT + timedelta(hours=2)) == ["ada@example.org"]


def test_a_plan_that_is_closed_goes_no_further(
    tripped: Flip, migration: Review, now: datetime
) -> None:
    type(migration).objects.filter(pk=migration.pk).update(phase="closed")
    assert escalate(at=now + WAIT) == 0
    assert Flip.objects.get(pk=tripped.pk).escalated_at is None
