"""The page of all actions: narrowed by plain addresses, and the same as a table."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from mortem.core.record import ActionState
from mortem.web.models import ActionItem, Review
from mortem.web.operations.actions import move_action
from mortem.web.operations.reviews import begin_review
from tests.web.conftest import seat_of
from tests.web.guarding import an_action, bring, guest_in, in_days

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User


def groups(client: Client, query: str = "") -> dict[str, list[str]]:
    found = client.get(f"/actions/{query}").context["groups"]
    return {str(one["title"]): [row["item"].text for row in one["rows"]] for one in found}


def as_table(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/actions/csv/{query}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def done(item: ActionItem, ada: User, **values: Any) -> ActionItem:
    by, at = seat_of(ada, item.review), timezone.now()
    item = move_action(item, to=ActionState.DONE, by=by, at=at)
    ActionItem.objects.filter(pk=item.pk).update(**values)
    return item


@pytest.fixture
def agreed(outage: Review) -> Review:
    return bring(outage, "actions")


def test_actions_stand_under_whose_turn_it_is(ada_client: Client, agreed: Review) -> None:
    an_action(agreed, text="Restore a backup", due_date=in_days(-1))
    an_action(agreed, text="Add an alert", due_date=in_days(9))
    an_action(agreed, text="Ask for a window", state=ActionState.IDEA)
    assert groups(ada_client) == {
        "Yours to see to, now": ["Restore a backup"],
        "Yours to see to, later": ["Add an alert"],
    }
    assert groups(ada_client, "?state=parked") == {"Parked": ["Ask for a window"]}
    page = ada_client.get("/actions/?state=overdue").content.decode()
    assert '<option value="overdue" selected>' in page
    assert "since" in page
    assert "Checkout was down" in page


def test_what_waits_for_a_verdict_leads_to_the_question(
    ada_client: Client, agreed: Review, ada: User
) -> None:
    item = done(an_action(agreed), ada, check_date=in_days(-1))
    page = ada_client.get("/actions/?state=verdict").content.decode()
    assert f"/r/{agreed.pk}/action/{item.pk}/verdict/" in page
    assert "Did it hold?" in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "Nothing is open"),
        ("?state=overdue", "Nothing fits this choice"),
        ("?page=7", "Nothing fits this choice"),
    ],
)
def test_empty_lists_teach(query: str, says: str, ada_client: Client) -> None:
    assert says in ada_client.get(f"/actions/{query}").content.decode()


@pytest.mark.parametrize("query", ["?page=x", "?page=-1", "?state=%00&whose='", "?state=a&state=b"])
def test_odd_addresses_do_no_harm(query: str, ada_client: Client) -> None:
    assert ada_client.get(f"/actions/{query}").status_code == 200


def test_a_long_list_has_pages_and_its_table_has_none(ada_client: Client, agreed: Review) -> None:
    for number in range(51):
        ActionItem.objects.create(
            review=agreed, text=f"{number}", state=ActionState.COMMITTED, due_date=in_days(number)
        )
    assert [text for _turn, some in groups(ada_client, "?page=2").items() for text in some] == [
        "50"
    ]
    assert "After" in ada_client.get("/actions/").content.decode()
    assert [row["action"] for row in as_table(ada_client)] == [str(n) for n in range(51)]


def test_a_table_tells_the_same_and_no_cell_of_it_is_carried_out(
    ada_client: Client, agreed: Review
) -> None:
    item = an_action(
        agreed,
        text='=HYPERLINK("http://example.org")',
        measure="-1 % a week",
        due_date=in_days(3),
        owner="@Jun",
    )
    an_action(agreed, text="Not of this list", state=ActionState.IDEA)
    (row,) = as_table(ada_client, "?whose=mine")
    assert {**row, "link": ""} == {
        "action": '\'=HYPERLINK("http://example.org")',
        "state": "committed",
        "owner": "'@Jun",
        "due": in_days(3).isoformat(),
        "measure": "'-1 % a week",
        "check": "",
        "strength": "",
        "verdict": "",
        "note": "",
        "declined because": "",
        "review": "Checkout was down",
        "link": "",
    }
    assert row["link"].endswith(f"/r/{agreed.pk}/actions/#{item.pk}")


def test_nobody_elses_actions_are_listed(ben_client: Client, agreed: Review) -> None:
    an_action(agreed)
    assert (groups(ben_client, "?state=all"), as_table(ben_client, "?state=all")) == ({}, [])


def test_the_way_there_stands_in_the_navigation_and_on_the_first_page(
    ada_client: Client, migration: Review
) -> None:
    assert str(migration.pk) in ada_client.get("/").content.decode()
    page = ada_client.get("/").content.decode()
    assert page.count('href="/actions/"') == 2
    assert 'href="/actions/" aria-current="page"' in ada_client.get("/actions/").content.decode()


def test_a_personal_review_names_nobody_and_speaks_kindly(
    ada_client: Client, ada: User, now: datetime
) -> None:
    own = begin_review(context="promotion", title="Staff", by=ada, at=now)
    done(an_action(own, text="Ask for feedback"), ada, check_date=in_days(-1))
    page = ada_client.get("/actions/").content.decode()
    assert "Did it help?" in page
    assert "<bdi>Ada" not in page


def test_the_verdict_page_asks_and_a_post_answers(
    ada_client: Client, ada: User, migration: Review
) -> None:
    """On a look ahead, too, where what was agreed is done while the plan runs."""
    Review.objects.filter(pk=migration.pk).update(phase="watch")
    migration.refresh_from_db()
    item = done(an_action(migration, measure="Restores that worked"), ada)
    address = f"/r/{migration.pk}/action/{item.pk}/verdict/"
    assert address in ada_client.get(f"/r/{migration.pk}/watch/").content.decode()
    page = ada_client.get(address).content.decode()
    assert ("Restores that worked" in page, 'value="did_not_hold"' in page) == (True, True)
    answer = ada_client.post(address, {"verdict": "held", "note": "31 of 31"})
    assert answer.headers["Location"] == f"/r/{migration.pk}/watch/#{item.pk}"
    item.refresh_from_db()
    assert (item.verdict, item.verdict_note) == ("held", "31 of 31")
    assert ada_client.get(address).content.decode().count('aria-pressed="true"') == 1


def test_what_is_not_done_has_no_verdict_yet(ada_client: Client, agreed: Review) -> None:
    item = an_action(agreed)
    page = ada_client.get(f"/r/{agreed.pk}/action/{item.pk}/verdict/").content.decode()
    assert ("comes after the work is done" in page, 'name="verdict"' in page) == (True, False)


def test_a_verdict_on_home_leads_to_its_page(ada_client: Client, ada: User, agreed: Review) -> None:
    item = done(an_action(agreed), ada, check_date=timezone.localdate() - timedelta(days=1))
    rows = [row for one in ada_client.get("/").context["groups"] for row in one["rows"]]
    assert f"/r/{agreed.pk}/action/{item.pk}/verdict/" in [row["url"] for row in rows]


def test_a_guest_has_no_page_of_all_actions(agreed: Review) -> None:
    assert guest_in(agreed).get("/actions/").status_code == 302
