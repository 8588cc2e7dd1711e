"""All pieces of a review in one picture, as far as their clocks are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mortem.core.record import Role
from mortem.web.models import Citation, Review, TimelineEntry
from mortem.web.operations.participants import join_review
from tests.web.bringing import at, bring
from tests.web.views.back.test_exploring import LOG

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User

ALERT = b"2026-03-14T01:12:00Z WARNING alert: orders are slow\n"


@pytest.fixture
def outage(outage: Review) -> Review:
    """Return the look back, once it has reached its evidence."""
    Review.objects.filter(pk=outage.pk).update(phase="evidence", zone="Europe/Berlin")
    outage.refresh_from_db()
    return outage


def test_pieces_come_together_in_the_order_of_time(ada_client: Client, outage: Review) -> None:
    bring(ada_client, outage, "app.log", LOG)
    bring(ada_client, outage, "alert.log", ALERT)
    chat = bring(ada_client, outage, "chat.log", b"2026-03-14 02:12:00 up\n")
    page = ada_client.get(f"/r/{outage.pk}/evidence/rows/")
    rows = page.context["rows"]
    assert [row["evidence"].name for row in rows] == [
        *["app.log"] * 2,
        "alert.log",
        *["app.log"] * 3,
    ]
    assert page.context["total"] == 6
    assert page.context["left_out"] == [chat]
    found = ada_client.get(f"/r/{outage.pk}/evidence/rows/", {"q": "slow", "who": "9"})
    assert [row["text"] for row in found.context["rows"]] == ["orders are slow"]


def test_a_star_rests_on_its_own_piece_and_can_be_taken_back(
    ada_client: Client, outage: Review
) -> None:
    bring(ada_client, outage, "app.log", LOG)
    alert = bring(ada_client, outage, "alert.log", ALERT)
    address = f"/r/{outage.pk}/evidence/rows/"
    row = ada_client.get(address).context["rows"][2]
    sent = {"only": row["number"], "together": "1", "asked": "level=2"}
    answer = ada_client.post(at(alert, "moments/"), sent)
    assert answer["Location"].startswith(f"{address}?level=2&landed=")
    assert Citation.objects.get().evidence == alert
    page = ada_client.get(answer["Location"].partition("#")[0])
    entry = TimelineEntry.objects.get()
    assert (page.context["landed_of"], page.context["landed"]) == (alert, [entry.pk])
    assert [row["moment"] for row in page.context["rows"] if row["moment"]] == [entry.pk]
    ada_client.post(at(alert, "moments/deletion/"), {"entry": entry.pk, "together": "1"})
    assert TimelineEntry.objects.count() == 0


def test_without_any_rows_the_page_says_so(ada_client: Client, outage: Review) -> None:
    page = ada_client.get(f"/r/{outage.pk}/evidence/rows/")
    assert "No piece is here yet" in page.content.decode()


def test_it_is_for_those_who_take_part(
    ada_client: Client, ben_client: Client, ben: User, outage: Review, now: datetime
) -> None:
    bring(ada_client, outage, "app.log", LOG)
    address = f"/r/{outage.pk}/evidence/rows/"
    assert ben_client.get(address).status_code == 404
    join_review(outage, name="Ben", role=Role.READER, user=ben, browser_key="", at=now)
    assert ben_client.get(address).status_code == 403
