"""The page on which roles take the place of names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.web.models import Cause, Review, User
from mortem.web.operations.causes import add_cause
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(outage: Review, ada: User) -> str:
    add_cause(outage, text="Ada had no runbook", by=seat_of(ada, outage), at=timezone.now())
    return f"/r/{outage.pk}/names/"


def test_it_is_looked_at_first_and_changes_nothing(ada_client: Client, url: str) -> None:
    assert ada_client.get(url).content.decode().count("stands once") == 1
    page = ada_client.post(url, {"name": "Ada", "role_0": "whoever was on call"})
    html = page.content.decode()
    assert page.status_code == 200
    assert re.findall(r"<(ins|del)>.*?</span>([^<]+)", html) == [
        ("del", "Ada"),
        ("ins", "Whoever was on call"),
    ]
    assert Cause.objects.get().text == "Ada had no runbook"


def test_then_it_is_replaced_and_can_be_taken_back(ada_client: Client, url: str) -> None:
    given = {"name": "Ada", "role_0": "whoever was on call", "replace": "1"}
    page = ada_client.post(url, given, follow=True)
    assert Cause.objects.get().text == "Whoever was on call had no runbook"
    back = re.search(r'action="(/r/[^"]+/return/)"', page.content.decode())
    assert back
    assert ada_client.post(back[1], follow=True).status_code == 200
    assert Cause.objects.get().text == "Ada had no runbook"


def test_a_name_that_was_not_found_can_be_told(ada_client: Client, url: str) -> None:
    cause = Cause.objects.get()
    Cause.objects.filter(pk=cause.pk).update(text="Mo from the vendor slept")
    told = {"other": "Mo", "other_role": "somebody"}
    assert ada_client.post(url, told).content.decode().count('id="would-read"') == 1
    alone = ada_client.post(url, {"other": "Mo"})
    assert alone.status_code == 422
    assert alone.content.decode().count("A name and its role belong together.") == 1


def test_when_nothing_would_change_the_page_says_so(ada_client: Client, url: str) -> None:
    html = ada_client.post(url, {"name": "Ada", "role_0": ""}).content.decode()
    assert html.count("No text would change.") == 1
