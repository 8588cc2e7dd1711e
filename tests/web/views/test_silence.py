"""Until the cards are turned, no card of one person reaches another (METHOD P4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import URLPattern, get_resolver

from mortem.core.record import Mode
from mortem.web import search
from mortem.web.models import Activity, Review, User
from mortem.web.operations.plans import frame_review
from mortem.web.operations.reviews import move_phase
from mortem.web.operations.shares import open_room, token_of
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

SECRET = "Zwiebelkuchen"


@pytest.fixture(params=list(Mode))
def silent(
    request: pytest.FixtureRequest,
    migration: Review,
    ada: User,
    guest_client: Client,
    now: datetime,
) -> Review:
    """Return a review in which a guest has written in silence, in each mode."""
    me = seat_of(ada, migration)
    frame_review(migration, minutes=15, mode=request.param, by=me, at=now)
    share = open_room(migration, by=me, at=now)
    share.refresh_from_db()
    from django.utils import timezone

    share.expires_at = timezone.now().replace(year=2100)
    share.save()
    joined = guest_client.post(f"/join/{token_of(share)}/", {"name": "Rosalinde"})
    assert joined.status_code == 302
    for phase in ("imagine", "write"):
        move_phase(migration, to=phase, by=me, at=now)
    url = f"/r/{migration.pk}/"
    kept = guest_client.post(f"{url}cards/", {"text": f"{SECRET} was never restored"})
    assert kept.status_code == 302
    guest_client.post(f"{url}cards/", {"text": f"{SECRET} taken back"})
    card = migration.cards.get(text__endswith="taken back")
    guest_client.post(f"{url}cards/{card.pk}/deletion/")
    return migration


def pages(review: Review) -> list[str]:
    """Return every address of the product that takes nothing, or this review."""
    found = []
    for pattern in get_resolver().url_patterns:
        if not isinstance(pattern, URLPattern):
            continue
        route = str(pattern.pattern)
        filled = (
            route.replace("<uuid:review_id>", str(review.pk))
            .replace("<slug:phase>", "{phase}")
            .replace("<str:token>", "guessed")
        )
        if "<" in filled:
            continue
        names = ("plan", "imagine", "write", "reveal", "rate") if "{phase}" in filled else ("",)
        found += ["/" + filled.replace("{phase}", name) for name in names]
    return [*found, f"/search/?q={SECRET}", f"/search/?words={SECRET}"]


def test_the_writer_reads_it(silent: Review, guest_client: Client) -> None:
    page = guest_client.get(f"/r/{silent.pk}/write/").content.decode()
    assert page.count(SECRET) > 0
    assert "taken back" not in page


def test_no_page_shows_it_to_the_facilitator(silent: Review, ada_client: Client) -> None:
    shown = []
    for page in pages(silent):
        answer = ada_client.get(page)
        content = b"".join(answer) if answer.streaming else answer.content
        if SECRET.encode() in content.replace(f"={SECRET}".encode(), b"") and "search" not in page:
            shown.append(page)
    assert shown == []


def test_a_stranger_sees_neither_card_nor_review(silent: Review, ben_client: Client) -> None:
    answers = {
        ben_client.get(f"/r/{silent.pk}/{page}").status_code for page in ("write/", "pulse/")
    }
    assert answers == {404}


def test_neither_history_nor_search_knows_it(silent: Review) -> None:
    lines = Activity.objects.filter(review=silent)
    assert [line for line in lines if SECRET in str(line.data)] == []
    assert search.find(SECRET, reviews=Review.objects.all()) == []


def test_nobody_else_can_change_it(silent: Review, ada_client: Client) -> None:
    card = silent.cards.get()
    for step in ("", "deletion/", "restoration/"):
        answer = ada_client.post(f"/r/{silent.pk}/cards/{card.pk}/{step}", {"text": "Mine now"})
        assert answer.status_code == 404
    card.refresh_from_db()
    assert card.text == f"{SECRET} was never restored"


def test_others_learn_a_number(silent: Review, ada_client: Client) -> None:
    page = ada_client.get(f"/r/{silent.pk}/write/").content.decode()
    assert "One card so far, from all of us." in page
    assert "Rosalinde" not in page


def test_the_grouping_waits_for_the_reveal(silent: Review, ada_client: Client) -> None:
    answer = ada_client.post(f"/r/{silent.pk}/reveal/causes/", {"text": "Early"})
    assert answer.status_code == 404


def test_then_all_may_read_it(silent: Review, ada_client: Client) -> None:
    ada_client.post(f"/r/{silent.pk}/phase/", {"seen": "write", "to": "reveal"})
    page = ada_client.get(f"/r/{silent.pk}/reveal/").content.decode()
    assert f"{SECRET} was never restored" in page
    assert "taken back" not in page
    names = {Mode.NAMED: True, Mode.ALIAS: True, Mode.ANONYMOUS: False}
    assert ("Rosalinde" in page) == names[Mode(silent.mode)]
