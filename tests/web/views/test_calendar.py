"""An address for a calendar program: unguessable, ended in one press, and silent about one's own life."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mortem.core.record import ActionState, Role
from mortem.web.models import ActionItem, CalendarFeed, Review, SealedReview, Signal, User
from mortem.web.operations.actions import move_action
from mortem.web.operations.parts import delete_part
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.sealing import begin_sealed, remind
from tests.web.conftest import seat_of
from tests.web.guarding import a_signal, an_action, bring, in_days, join

if TYPE_CHECKING:
    from datetime import date, datetime


def address(client: Client) -> str:
    """Make an address and return its path, as the page shows it this once."""
    page = client.post("/you/calendar/").content.decode()
    (found,) = set(re.findall(r"/calendar/[\w-]+\.ics", page))
    return str(found)


def entries(path: str) -> list[tuple[str, date | str]]:
    """Return what a program that is signed in nowhere reads: summaries and days."""
    answer = Client().get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode().replace("\r\n ", "")
    days = re.findall(r"^DTSTART;VALUE=DATE:(\d+)\r$", text, re.MULTILINE)
    return list(zip(re.findall(r"^SUMMARY:(.*)\r$", text, re.MULTILINE), days, strict=True))


def on(days: int) -> str:
    return f"{in_days(days):%Y%m%d}"


@pytest.fixture
def agreed(outage: Review) -> Review:
    return bring(outage, "actions")


def test_a_calendar_has_what_its_owner_owns_and_nothing_else(
    ada_client: Client, agreed: Review, migration: Review, ada: User, ben: User
) -> None:
    join(agreed, ben, Role.PARTICIPANT)
    an_action(agreed, text="Fix it; then, test", due_date=in_days(3), check_date=in_days(33))
    done = an_action(agreed, text="Done", due_date=in_days(1), check_date=in_days(9))
    move_action(done, to=ActionState.DONE, by=seat_of(ada, agreed), at=timezone.now())
    an_action(agreed, text="His", owner=ben)
    an_action(agreed, text="Somebody's", owner="Jun")
    an_action(agreed, text="No day", due_date=None)
    an_action(agreed, text="Parked", state=ActionState.IDEA)
    delete_part(an_action(agreed, text="Gone"), by=seat_of(ada, agreed), at=timezone.now())
    Review.objects.filter(pk=migration.pk).update(phase="watch")
    a_signal(migration, question="Do the counts differ?", next_date=in_days(2))
    assert entries(address(ada_client)) == [
        ("Look: Do the counts differ?", on(2)),
        ("Due: Fix it\\; then\\, test", on(3)),
        ("Did it hold?: Done", on(9)),
        ("Did it hold?: Fix it\\; then\\, test", on(33)),
    ]


def test_an_entry_leads_to_the_action(ada_client: Client, agreed: Review) -> None:
    item = an_action(agreed)
    text = Client().get(address(ada_client)).content.decode().replace("\r\n ", "")
    assert f"/r/{agreed.pk}/actions/#{item.pk}\r\n" in text
    assert f"UID:{item.pk}-due@mortem\r\n" in text


@pytest.mark.parametrize("context", ["promotion", "personal"])
def test_ones_own_life_says_only_that_something_is_due(
    context: str, ada_client: Client, ada: User, ben: User, now: datetime
) -> None:
    own = begin_review(context=context, title="Quittengelee", by=ada, at=now)
    join(own, ben, Role.PARTICIPANT)
    for text in ("Quittengelee", "More Quittengelee"):
        an_action(own, text=text, due_date=in_days(4))
    an_action(own, text="Quittengelee with Ben", due_date=in_days(4), owner=ben)
    path = address(ada_client)
    assert entries(path) == [("Something of yours is due", on(4))]
    text = Client().get(path).content.decode()
    assert [word for word in ("Quittengelee", str(own.pk), context) if word in text] == []
    CalendarFeed.objects.all().delete()
    other = Client()
    other.force_login(ben)
    assert entries(address(other)) == []


def test_of_a_sealed_review_it_knows_the_day(ada_client: Client, ada: User, now: datetime) -> None:
    row = begin_sealed(
        context="promotion", title="Staff", passphrase="four words and more", by=ada, at=now
    )
    remind(row, on=in_days(6), every_days=7)
    assert SealedReview.objects.count() == 1
    assert entries(address(ada_client)) == [("Something of yours is due", on(6))]


def test_what_rests_is_looked_at_when_it_wakes(ada_client: Client, migration: Review) -> None:
    Review.objects.filter(pk=migration.pk).update(phase="watch")
    signal = a_signal(migration, next_date=in_days(1))
    Signal.objects.filter(pk=signal.pk).update(snoozed_until_date=in_days(5))
    assert [day for _text, day in entries(address(ada_client))] == [on(5)]


def test_an_address_ends_with_a_new_one_and_at_a_press(ada_client: Client, agreed: Review) -> None:
    an_action(agreed)
    first, second = address(ada_client), address(ada_client)
    assert (Client().get(first).status_code, len(entries(second))) == (404, 1)
    assert ada_client.post("/you/calendar/end/").headers["Location"] == "/you/calendar/"
    assert (Client().get(second).status_code, CalendarFeed.objects.count()) == (404, 0)


def test_an_address_is_shown_once_and_kept_as_a_hash(ada_client: Client) -> None:
    token = address(ada_client).removeprefix("/calendar/").removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    page = ada_client.get("/you/calendar/").content.decode()
    assert (len(feed.hash), token in page, "You made an address" in page) == (64, False, True)
    assert len(token) >= 43
    assert token not in feed.hash


def test_only_its_owner_ends_an_address(
    ada_client: Client, ben_client: Client, agreed: Review
) -> None:
    an_action(agreed)
    path = address(ada_client)
    ben_client.post("/you/calendar/end/")
    assert len(entries(path)) == 1


def test_whoever_leaves_takes_the_address_along(ada_client: Client, ada: User) -> None:
    path = address(ada_client)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert Client().get(path).status_code == 404
    User.objects.filter(pk=ada.pk).delete()
    assert CalendarFeed.objects.count() == 0


def test_a_calendar_follows_what_may_still_be_read(
    ben: User, ben_client: Client, agreed: Review
) -> None:
    seat = join(agreed, ben, Role.PARTICIPANT)
    an_action(agreed, owner=ben)
    path = address(ben_client)
    assert len(entries(path)) == 1
    seat.removed_at = timezone.now()
    seat.save()
    assert entries(path) == []


def test_a_calendar_is_read_in_as_many_queries_with_fifty_as_with_one(
    ada_client: Client, agreed: Review
) -> None:
    path, asked = address(ada_client), []
    for more in (1, 49):
        for number in range(more):
            an_action(agreed, text=f"{more}/{number}", check_date=in_days(1) + timedelta(number))
        with CaptureQueriesContext(connection) as seen:
            assert len(entries(path)) == 2 * ActionItem.objects.count()
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_the_way_there_stands_with_the_actions_and_with_oneself(ada_client: Client) -> None:
    for page in ("/actions/", "/you/"):
        assert 'href="/you/calendar/"' in ada_client.get(page).content.decode()
