"""What goes for good after thirty days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mortem.web.jobs.housekeeping import keep_house
from mortem.web.models import Cause, Review, SearchEntry, Token
from mortem.web.operations.parts import add_part, delete_part
from mortem.web.operations.reviews import delete_review
from mortem.web.operations.users import issue_sign_in

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import User

DAY = timedelta(days=1)


def test_a_review_can_come_back_for_thirty_days(migration: Review, now: datetime) -> None:
    delete_review(migration, by=migration.participants.get(), at=now)
    keep_house(at=now + 30 * DAY)
    assert Review.objects.count() == 1
    keep_house(at=now + 30 * DAY + timedelta(seconds=1))
    assert (Review.objects.count(), SearchEntry.objects.count()) == (0, 0)


def test_a_part_can_come_back_for_thirty_days(migration: Review, now: datetime) -> None:
    kept, gone = (add_part(Cause, migration, by=None, at=now, text=text) for text in "ab")
    delete_part(gone, by=None, at=now)
    keep_house(at=now + 30 * DAY)
    assert Cause.everything.count() == 2
    keep_house(at=now + 31 * DAY)
    assert list(Cause.everything.all()) == [kept]


def test_ended_links_are_forgotten(ada: User, now: datetime) -> None:
    issue_sign_in(ada, at=now)
    keep_house(at=now)
    assert Token.objects.count() == 1
    keep_house(at=now + DAY)
    assert Token.objects.count() == 0
