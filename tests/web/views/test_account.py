"""The page about oneself."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from django.core import mail
from django.test import Client

from mortem.web.models import Card, Review, Token, User
from mortem.web.operations.alert_doors import make_door
from mortem.web.operations.parts import add_part
from mortem.web.operations.reviews import begin_review

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django import Settings


def link_in(text: str) -> str:
    found = re.search(r"/(?:you/address|sign-in)/[\w-]{20,}/", text)
    assert found is not None
    return found.group()


def test_name_and_zone_are_kept(ada: User, ada_client: Client) -> None:
    answer = ada_client.post("/you/", {"name": "Ada L.", "zone": "Europe/Berlin"})
    assert answer.headers["Location"] == "/you/"
    ada.refresh_from_db()
    assert (ada.name, ada.zone) == ("Ada L.", "Europe/Berlin")


@pytest.mark.parametrize(
    ("name", "zone", "says"),
    [
        ("", "", "A first name is enough."),
        ("Ada", "Mars/Olympus", "There is no zone “Mars/Olympus”"),
        ("Ada", "../etc/passwd", "There is no zone “../etc/passwd”"),
        ("A" * 121, "", "at most 120"),
    ],
)
def test_what_cannot_be_is_said_and_kept(
    name: str, zone: str, says: str, ada: User, ada_client: Client
) -> None:
    page = ada_client.post("/you/", {"name": name, "zone": zone})
    assert page.status_code == 422
    assert says in page.content.decode()
    assert page.context["form"]["zone"].value() == zone
    ada.refresh_from_db()
    assert (ada.name, ada.zone) == ("Ada", "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_kept_in_this_browser(scheme: str, ada_client: Client) -> None:
    ada_client.post("/you/colours/", {"scheme": scheme})
    assert f'data-scheme="{scheme}"' in ada_client.get("/you/").content.decode()
    ada_client.post("/you/colours/", {"scheme": ""})
    assert "data-scheme" not in ada_client.get("/you/").content.decode()


def test_colours_are_one_of_three(ada_client: Client) -> None:
    ada_client.post("/you/colours/", {"scheme": '"><script>'})
    assert ada_client.cookies["scheme"].value == ""


def test_an_address_counts_once_its_link_was_pressed(
    ada: User, ada_client: Client, guest_client: Client
) -> None:
    page = ada_client.post("/you/address/", {"address": "ada@example.org"})
    path = link_in(page.content.decode())
    for _ in range(2):  # a mail scanner opens it, then the person
        assert guest_client.get(path).status_code == 200
    ada.refresh_from_db()
    assert ada.address == ""
    assert guest_client.post(path).status_code == 200
    ada.refresh_from_db()
    assert (ada.address, ada.address_confirmed_at is None) == ("ada@example.org", False)
    assert guest_client.post(path).status_code == 404


def test_a_newer_link_ends_the_older_one(ada_client: Client) -> None:
    pages = [ada_client.post("/you/address/", {"address": f"{n}@example.org"}) for n in "ab"]
    first, second = (link_in(page.content.decode()) for page in pages)
    assert ada_client.get(first).status_code == 404
    assert ada_client.get(second).status_code == 200


def test_mail_is_sent_where_it_is_set_up(ada_client: Client, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    page = ada_client.post("/you/address/", {"address": "ada@example.org"}, follow=True)
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    assert link_in(str(sent.body)) not in page.content.decode()


def test_what_is_no_address_is_said(ada_client: Client) -> None:
    page = ada_client.post("/you/address/", {"address": "ada"})
    assert page.status_code == 422
    assert "This does not look like an e-mail address." in page.content.decode()


def test_an_address_is_one_persons(ada_client: Client, ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(address="both@example.org")
    page = ada_client.post("/you/address/", {"address": "both@example.org"})
    assert ada_client.post(link_in(page.content.decode())).status_code == 409
    assert Token.objects.filter(used_at=None).count() == 1


def test_a_link_signs_in_another_browser_once(ada: User, ada_client: Client) -> None:
    page = ada_client.post("/you/sign-in-link/")
    path = link_in(page.content.decode())
    phone = Client()
    assert phone.get(path).status_code == 200
    assert phone.post(path).headers["Location"] == "/"
    assert phone.get("/you/").context["user"] == ada
    assert Client().post(path).status_code == 404


def test_erasing_wants_the_words(ada: User, ada_client: Client) -> None:
    assert ada_client.get("/you/erasure/").status_code == 200
    page = ada_client.post("/you/erasure/", {"words": "yes"})
    assert page.status_code == 422
    assert User.objects.filter(pk=ada.pk).exists()


def test_erasing_oneself(ada: User, ada_client: Client, now: datetime) -> None:
    begin_review(context="personal", title="Mine", by=ada, at=now)
    assert list(ada_client.get("/you/erasure/").context["going"]) == list(Review.objects.all())
    page = ada_client.post("/you/erasure/", {"words": "Erase me "})
    assert "You are erased" in page.content.decode()
    assert (User.objects.count(), Review.objects.count()) == (0, 0)
    assert ada_client.get("/you/").status_code == 302


def test_everything_is_taken_away(
    ada_client: Client, ada: User, migration: Review, now: datetime
) -> None:
    me = migration.participants.get()
    add_part(Card, migration, by=me, at=now, text="silent", participant=me)
    make_door(ada, "Grafana of the shop", by=ada, at=now)
    answer = ada_client.get("/you/everything/")
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        assert sorted(name.rpartition(".")[2] for name in archive.namelist()) == [
            "json",
            "json",
            "md",
        ]
        kept = json.loads(archive.read("you.json"))
    assert (kept["name"], kept["teams"]) == ("Ada", [])
    assert kept["alerts come in from"] == ["Grafana of the shop"]
    assert kept["cards not turned yet"] == [{"review": str(migration.pk), "text": "silent"}]


def test_nobody_takes_away_what_is_not_theirs(ben_client: Client, migration: Review) -> None:
    answer = ben_client.get("/you/everything/")
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        assert archive.namelist() == ["you.json"]
        assert str(migration.pk).encode() not in archive.read("you.json")
