from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from mortem.core.record import Mode, Role
from mortem.web.models import Cause, Rating, Review, User
from mortem.web.operations.reviews import describe_review
from tests.web.guarding import bring, facilitator, guest_in, join, page, post, some_causes, went_to

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client


NOBODYS = "0b5ad4a4-57a5-4f0e-9b5c-0a4f4f4f4f4f"  # a key that no row has


@pytest.fixture
def causes(migration: Review) -> list[Cause]:
    made = some_causes(migration, 8)
    bring(migration, "rate")
    return made


def answers(*given: tuple[Cause, int, int]) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for cause, chance, cost in given:
        sent |= {f"chance-{cause.pk}": chance, f"cost-{cause.pk}": cost}
    return sent


def ticked(html: str) -> list[str]:
    """Return the names of the costs that are chosen, in the page's order."""
    return re.findall(r'name="cost-([0-9a-f-]+)" value="[1-5]" checked', html)


def test_answers_are_kept_and_shown_to_their_giver(
    ada_client: Client, migration: Review, causes: list[Cause]
) -> None:
    sent = answers((causes[0], 30, 4), (causes[2], 80, 1))
    assert went_to(post(ada_client, "rate_causes", migration.pk, **sent)) == "rate"
    shown = page(ada_client, migration, "rate").content.decode()
    assert ticked(shown) == [str(causes[0].pk), str(causes[2].pk)]
    assert shown.count('value="30"') == 1


def test_nobody_sees_the_answers_of_others(
    ada_client: Client, ben_client: Client, ben: User, migration: Review, causes: list[Cause]
) -> None:
    join(migration, ben)
    empty = ticked(page(ben_client, migration, "rate").content.decode())
    post(ada_client, "rate_causes", migration.pk, **answers((causes[0], 35, 4)))
    shown = page(ben_client, migration, "rate").content.decode()
    assert (ticked(shown), empty, 'value="35"' in shown) == ([], [], False)
    assert "1 of 2 have answered" in shown


def test_the_facilitator_shows_the_picture_without_losing_answers(
    ada_client: Client, migration: Review, causes: list[Cause]
) -> None:
    sent = answers((causes[0], 30, 4)) | {"then": "protect"}
    assert went_to(post(ada_client, "rate_causes", migration.pk, **sent)) == "protect"
    assert Rating.objects.get().plausibility == 30


def test_nobody_else_moves_the_review_on(
    ben_client: Client, ben: User, migration: Review, causes: list[Cause]
) -> None:
    join(migration, ben)
    sent = answers((causes[0], 30, 4)) | {"then": "protect"}
    assert went_to(post(ben_client, "rate_causes", migration.pk, **sent)) == "rate"
    migration.refresh_from_db()
    assert migration.phase == "rate"


def test_too_many_stay_typed(ada_client: Client, migration: Review, causes: list[Cause]) -> None:
    sent = answers(*((cause, 15, 2) for cause in causes))
    response = post(ada_client, "rate_causes", migration.pk, **sent)
    assert response.status_code == 422
    shown = response.content.decode()
    assert len(ticked(shown)) == 8
    assert "You rated 8 causes; 7 is the most." in shown
    assert Rating.objects.count() == 0


@pytest.mark.parametrize(
    ("chance", "cost"), [("much", "3"), ("50", "dear"), ("", "3"), ("500", "3"), ("50", "9")]
)
def test_broken_numbers_are_asked_about(
    chance: str, cost: str, ada_client: Client, migration: Review, causes: list[Cause]
) -> None:
    key = causes[0].pk
    sent = {f"chance-{key}": chance, f"cost-{key}": cost}
    assert post(ada_client, "rate_causes", migration.pk, **sent).status_code == 422


@pytest.mark.parametrize("key", ["nonsense", NOBODYS, ""])
def test_a_cause_that_is_not_there(
    key: str,
    ada_client: Client,
    migration: Review,
    causes: list[Cause],  # noqa: ARG001 - asked for its effect
) -> None:
    assert post(ada_client, "rate_causes", migration.pk, **{f"cost-{key}": "3"}).status_code == 422


def test_a_cause_of_another_review_is_refused(
    ada_client: Client,
    migration: Review,
    outage: Review,
    causes: list[Cause],  # noqa: ARG001 - asked for its effect
) -> None:
    sent = answers((some_causes(outage, 1)[0], 50, 3))
    assert post(ada_client, "rate_causes", migration.pk, **sent).status_code == 422
    assert Rating.objects.count() == 0


def test_after_the_picture_it_is_too_late(
    ada_client: Client, migration: Review, causes: list[Cause]
) -> None:
    bring(migration, "protect")
    late = post(ada_client, "rate_causes", migration.pk, **answers((causes[0], 30, 4)))
    assert late.status_code == 409
    assert b'type="range"' not in page(ada_client, migration, "rate").content


def test_an_anonymous_guest_finds_their_own_answers_again(
    migration: Review, causes: list[Cause], now: datetime
) -> None:
    describe_review(migration, by=facilitator(migration), at=now, mode=Mode.ANONYMOUS)
    guest = guest_in(migration)
    post(guest, "rate_causes", migration.pk, **answers((causes[1], 30, 4)))
    assert ticked(page(guest, migration, "rate").content.decode()) == [str(causes[1].pk)]
    assert [r.participant for r in Rating.objects.all()] == [None]


def test_who_may(
    ben_client: Client, guest_client: Client, migration: Review, causes: list[Cause]
) -> None:
    reader = guest_in(migration, role=Role.READER)
    sent = answers((causes[0], 30, 4))
    tried = [
        post(client, "rate_causes", migration.pk, **sent).status_code
        for client in (ben_client, guest_client, reader)
    ]
    assert tried == [404, 404, 403]
    assert [page(c, migration, "rate").status_code for c in (ben_client, reader)] == [404, 200]


def test_nothing_to_rate_leads_one_step_back(ada_client: Client, migration: Review) -> None:
    bring(migration, "rate")
    shown = page(ada_client, migration, "rate").content.decode()
    assert "There is nothing to rate yet" in shown
    assert 'name="to" value="reveal"' in shown


def test_alone_nobody_is_counted(
    ada_client: Client,
    migration: Review,
    causes: list[Cause],  # noqa: ARG001 - asked for its effect
) -> None:
    assert "have answered" not in page(ada_client, migration, "rate").content.decode()
