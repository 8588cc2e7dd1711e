"""Today's page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.web.models import Flip, Owner, User
from mortem.web.operations.watches import address_token
from mortem.web.operations.watching import take_numbers
from mortem.web.tokens import hash_of
from tests.web.watching import MINUTE, watch_at, watched_signal

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import Review


def test_the_first_day_teaches_and_offers_both_ways(ada_client: Client) -> None:
    page = ada_client.get("/")
    assert page.status_code == 200
    assert page.context["is_first_day"]
    html = page.content.decode()
    assert html.count("<li>It is three months later") == 1
    assert 'href="/ahead/new/"' in html
    assert 'href="/back/new/"' in html


@pytest.mark.usefixtures("migration")
def test_a_day_with_something_under_way(ada_client: Client, migration: Review) -> None:
    page = ada_client.get("/")
    assert not page.context["is_first_day"]
    assert [
        (group["kind"], [row["text"] for row in group["rows"]]) for group in page.context["groups"]
    ] == [("underway", [migration.title])]
    assert f'href="/r/{migration.pk}/plan/"' in page.content.decode()


def test_a_name_is_asked_once(ada: User, ada_client: Client) -> None:
    assert ada_client.get("/").context["name_form"] is None
    User.objects.filter(pk=ada.pk).update(name="")
    assert ada_client.get("/").context["name_form"] is not None
    assert ada_client.post("/you/name/", {"name": "  Ada   L. "}).headers["Location"] == "/"
    assert User.objects.get(pk=ada.pk).name == "Ada L."


def test_a_missing_name_is_asked_for_kindly(ada_client: Client) -> None:
    page = ada_client.post("/you/name/", {"name": " "})
    assert page.status_code == 422
    assert "A first name is enough." in page.content.decode()


def test_naming_oneself_names_ones_seats(ada_client: Client, migration: Review) -> None:
    ada_client.post("/you/name/", {"name": "Ada Lovelace"})
    assert migration.participants.get().name == "Ada Lovelace"


def test_a_stranger_is_led_to_the_sign_in_page(guest_client: Client) -> None:
    for path in ("/", "/search/", "/reviews/", "/lessons/", "/put-away/", "/you/", "/teams/"):
        answer = guest_client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in/?next={path}")


def test_a_zone_chosen_under_you_wins(ada: User, ada_client: Client) -> None:
    ada_client.cookies["zone"] = "Europe/Berlin"
    assert ada_client.get("/").context["zone_name"] == "Europe/Berlin"
    User.objects.filter(pk=ada.pk).update(zone="Asia/Tokyo")
    assert ada_client.get("/").context["zone_name"] == "Asia/Tokyo"


def test_alive(guest_client: Client) -> None:
    assert guest_client.get("/alive/").content == b"alive"


def test_an_example_pair_is_loaded_once(ada_client: Client) -> None:
    for _ in range(2):
        assert ada_client.post("/example/").headers["Location"] == "/reviews/"
    rows = ada_client.get("/reviews/").context["rows"]
    assert sorted(row["review"].kind for row in rows) == ["postmortem", "premortem"]


def test_what_has_spoken_says_since_when_and_that_nobody_answered(
    ada_client: Client, ada: User, migration: Review
) -> None:
    at = timezone.now()
    watch = watched_signal(migration, "pushed", at=at)
    Owner.objects.update(user=ada)
    address = hash_of(address_token(watch))
    take_numbers([(address, 5.0, at)])
    watch_at(at + MINUTE)
    page = ada_client.get("/").content.decode()
    assert re.search(r"Tripped since \d+ \w+, \d\d:\d\d\. Nobody has answered yet\.", page)
    Flip.objects.update(answer="done")
    assert "Nobody has answered yet" not in ada_client.get("/").content.decode()
