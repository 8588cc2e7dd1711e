"""Ada and her sealed review, in a product that forgets all keys after each test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mortem.web.operations.sealing import begin_sealed
from mortem.web.sealed import keyring
from mortem.web.sealed.envelope import Lock
from mortem.web.tries import passphrase_tries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import SealedReview, User

PASSPHRASE = "correct horse battery staple"
NEW = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "understood": "on"}
SECRET = "Quittengelee"
QUICK = (1, 1, 8)  # iterations, lanes and KiB of memory


@pytest.fixture(autouse=True)
def no_key_is_left() -> Iterator[None]:
    passphrase_tries.forget()
    yield
    keyring.lock_everything()
    passphrase_tries.forget()


@pytest.fixture(autouse=True)
def quick_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make keys in no time: what guessing costs is tried in test_envelope.py and in tests/cli."""
    monkeypatch.setattr(Lock.__init__, "__defaults__", QUICK)


@pytest.fixture
def sealed(ada: User, now: datetime) -> SealedReview:
    """Return a look back of Ada's own, sealed from its first word on."""
    return begin_sealed(context="personal", title=SECRET, passphrase=PASSPHRASE, by=ada, at=now)


def unlock(client: Client, row: SealedReview, passphrase: str = PASSPHRASE) -> Any:
    return client.post(f"/sealed/{row.pk}/opening/", {"passphrase": passphrase})


def learn(client: Client, row: SealedReview, text: str) -> Any:
    return client.post(f"/r/{row.pk}/lessons/new/", {"kind": "learned", "text": text})


def lessons(client: Client, row: SealedReview) -> list[str]:
    """Return what the open review has learned, as its export says it."""
    answer = client.get(f"/r/{row.pk}/export/json/")
    assert answer.status_code == 200
    return [one["text"] for one in answer.json()["lessons"]]
