"""The page of two accounts side by side."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from mortem.core.record import EntryKind
from mortem.web.models import Review
from mortem.web.operations.entries import Told, When, add_entry
from tests.web.guarding import facilitator

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client


@pytest.fixture
def page(outage: Review) -> str:
    return f"/r/{outage.pk}/evidence/accounts/"


def tell(review: Review, at: datetime, text: str, whose: str = "") -> None:
    kind = EntryKind.ACCOUNT if whose else EntryKind.FACT
    told = Told(When(at), text, kind, whose)
    add_entry(review, told, by=facilitator(review), at=at)


def test_two_accounts_stand_side_by_side_and_others_can_be_chosen(
    ada_client: Client, outage: Review, page: str, now: datetime
) -> None:
    tell(outage, now, "The alert fires")
    for minute, (text, whose) in enumerate([("Ringing", "Desk"), ("Quiet", "On call")]):
        tell(outage, now + timedelta(minutes=minute), text, whose)
    said = ada_client.get(page).content.decode()
    assert [word in said for word in ("Ringing", "Quiet", "The alert fires")] == [True] * 3
    assert "Whose account?" not in said

    tell(outage, now, "Not ours", "Vendor")
    said = ada_client.get(page, {"left": "Vendor", "right": "Desk"}).content.decode()
    assert [word in said for word in ("Not ours", "Ringing", "Quiet")] == [True, True, False]
    same = ada_client.get(page, {"left": "Desk", "right": "Desk"}).content.decode()
    assert [word in same for word in ("Ringing", "Quiet", "Not ours")] == [True, False, True]


def test_with_one_account_it_says_what_is_needed_and_nothing_leads_there(
    ada_client: Client, outage: Review, page: str, now: datetime
) -> None:
    tell(outage, now, "Ringing", "Desk")
    assert "This needs accounts of two people" in ada_client.get(page).content.decode()
    Review.objects.filter(pk=outage.pk).update(phase="evidence")
    assert page not in ada_client.get(f"/r/{outage.pk}/evidence/").content.decode()
    tell(outage, now, "Quiet", "On call")
    assert f'href="{page}"' in ada_client.get(f"/r/{outage.pk}/evidence/").content.decode()


def test_it_is_for_who_may_read_a_look_back(
    ada_client: Client, ben_client: Client, migration: Review, page: str
) -> None:
    assert ben_client.get(page).status_code == 404
    assert ada_client.get(f"/r/{migration.pk}/evidence/accounts/").status_code == 404
