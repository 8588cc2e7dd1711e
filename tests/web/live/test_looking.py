"""A look is of one moment, and what a follower is told last arrives."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

from mortem.core.record import Role
from mortem.web.live import looking, pages
from mortem.web.live.followers import Follower, View
from mortem.web.operations.cards import add_card
from tests.web.conftest import seat_of
from tests.web.guarding import bring, guest_in

if TYPE_CHECKING:
    from mortem.web.live.sight import Sight
    from mortem.web.models import Review, User

VIEW = View("write", "write", Role.PARTICIPANT)


@pytest.mark.django_db(transaction=True)
def test_what_is_written_meanwhile_belongs_to_the_next_look(
    migration: Review, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest_in(migration)
    bring(migration, "write")
    me, draw = seat_of(ada, migration), pages.picture
    before = looking.look(migration.pk, -1, (VIEW,))

    def write() -> None:
        add_card(migration, text="Meanwhile", by=me, browser_key="ada", at=timezone.now())
        connection.close()

    def after_a_card(sight: Sight, view: View) -> Any:
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        return draw(sight, view)

    monkeypatch.setattr(pages, "picture", after_a_card)
    during = looking.look(migration.pk, -1, (VIEW,))
    monkeypatch.undo()
    after = looking.look(migration.pk, -1, (VIEW,))
    assert before is not None
    assert after is not None
    assert during == before
    assert after.number == before.number + 1
    assert after.pictures != before.pictures


def test_the_last_word_arrives_even_before_the_first() -> None:
    sent: list[bytes] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["body"])

    async def story() -> None:
        follower = Follower(VIEW, "", lambda: True)
        follower.push(b"hello ")
        follower.end(b"gone")
        await asyncio.wait_for(follower.write(send), 5)

    asyncio.run(story())
    assert b"".join(sent) == b"hello gone"
