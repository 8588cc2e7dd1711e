"""One mail for each check-in that is due, and not a word about what it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail

from mortem.web.jobs.check_ins import remind_owners
from mortem.web.models import SealedReview, User
from mortem.web.operations.sealing import begin_sealed, looked_at, remind

if TYPE_CHECKING:
    from pytest_django import Settings


@pytest.fixture
def due(ada: User, now: datetime, settings: Settings) -> SealedReview:
    """Return a sealed review whose check-in is due today; Ada can be reached."""
    settings.EMAIL_HOST = "localhost"
    User.objects.update(address="ada@example.org", address_confirmed_at=now)
    row = begin_sealed(
        context="promotion", title="Staff round", passphrase="four words and more", by=ada, at=now
    )
    remind(row, on=now.date(), every_days=7)
    return row


@pytest.mark.usefixtures("due")
def test_a_mail_comes_once_and_says_nothing_else(now: datetime) -> None:
    assert (remind_owners(at=now), remind_owners(at=now)) == (1, 0)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["ada@example.org"], "Your check-in is due")
    assert [word for word in ("Staff", "round", "promotion", "Ada") if word in sent.body] == []
    assert sent.body.count("your check-in is due") == 1


def test_the_next_one_comes_when_one_has_looked(due: SealedReview, now: datetime) -> None:
    remind_owners(at=now)
    due.refresh_from_db()
    looked_at(due, today=now.date())
    week = now + timedelta(days=7)
    assert (remind_owners(at=week - timedelta(days=1)), remind_owners(at=week)) == (0, 1)


def test_a_day_begins_where_its_owner_is(due: SealedReview, now: datetime) -> None:
    User.objects.update(zone="Pacific/Auckland")
    remind(due, on=date(2026, 3, 4))
    assert remind_owners(at=now) == 1  # 14:00 UTC on the 3rd is 03:00 there on the 4th
    User.objects.update(zone="America/New_York")
    remind(due, on=date(2026, 3, 4))
    assert remind_owners(at=now) == 0


@pytest.mark.parametrize("why", ["no mail", "no address", "no date"])
def test_nobody_is_reminded_without(
    why: str, due: SealedReview, now: datetime, settings: Settings
) -> None:
    if why == "no mail":
        settings.EMAIL_HOST = ""
    elif why == "no address":
        User.objects.update(address_confirmed_at=None)
    else:
        remind(due, on=None)
    assert (remind_owners(at=now), mail.outbox) == (0, [])
