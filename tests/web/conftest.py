"""Two people with an account, a browser without one, and the two reviews they talk about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from mortem.web.models import User
from mortem.web.operations.reviews import begin_review

if TYPE_CHECKING:
    from mortem.web.models import Participant, Review


@pytest.fixture
def now() -> datetime:
    """Return the moment at which the persons act: a Tuesday afternoon."""
    return datetime(2026, 3, 3, 14, 0, tzinfo=UTC)


@pytest.fixture
def ada(db: None, now: datetime) -> User:  # noqa: ARG001
    """Return who facilitates."""
    return User.objects.create(name="Ada", created_at=now)


@pytest.fixture
def ben(db: None, now: datetime) -> User:  # noqa: ARG001
    """Return somebody else with an account, a stranger until invited."""
    return User.objects.create(name="Ben", created_at=now)


@pytest.fixture
def ada_client(ada: User) -> Client:
    return signed_in(ada)


@pytest.fixture
def ben_client(ben: User) -> Client:
    return signed_in(ben)


@pytest.fixture
def guest_client(db: None) -> Client:  # noqa: ARG001
    """Return a browser without an account."""
    return Client()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def migration(ada: User, now: datetime) -> Review:
    """Return a look ahead that Ada has begun."""
    return begin_review(context="migration", title="Move orders to the new cluster", by=ada, at=now)


@pytest.fixture
def outage(ada: User, now: datetime) -> Review:
    """Return a look back that Ada has begun."""
    return begin_review(context="incident", title="Checkout was down", by=ada, at=now)


def seat_of(user: User, review: Review) -> Participant:
    """Return the person's seat in the review."""
    return review.participants.get(user=user)
