"""The pages of a review that is held over days."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from mortem.core.record import Pace
from mortem.web.jobs.over_days import keep_time
from mortem.web.models import Reminder, Review
from mortem.web.operations.pace import hold_over_days
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.shares import open_room
from mortem.web.queries.records import record_of
from mortem.web.tries import mail_tries
from tests.web.conftest import seat_of
from tests.web.guarding import bring, guest_in, guest_seat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import Settings

    from mortem.web.models import User

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")
NAMES = ("write", "reveal", "rate", "protect")


@pytest.fixture(autouse=True)
def fresh_tries() -> Iterator[None]:
    mail_tries.forget()
    yield
    mail_tries.forget()


@pytest.fixture
def with_mail(settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.org"


@pytest.fixture
def held(migration: Review, ada: User) -> Review:
    now = timezone.now()
    ends = {name: now + (place + 1) * 2 * DAY + HOUR for place, name in enumerate(NAMES)}
    hold_over_days(migration, ends, by=seat_of(ada, migration), at=now)
    return bring(migration, "write")


def text(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def test_days_are_offered_and_chosen_in_the_zone_of_the_review(
    migration: Review, ada_client: Client
) -> None:
    Review.objects.filter(pk=migration.pk).update(zone="Europe/Berlin")
    page = text(ada_client.get(f"/r/{migration.pk}/days/"))
    offered = re.findall(r'type="datetime-local" name="(\w+)" value="([^"]+)T17:00"', page)
    assert [name for name, _day in offered] == list(NAMES)
    day = (timezone.now() + 3 * DAY).date()
    chosen = {name: f"{day + place * DAY}T18:30" for place, name in enumerate(NAMES)}
    assert ada_client.post(f"/r/{migration.pk}/days/", chosen).status_code == 302
    migration.refresh_from_db()
    first = migration.deadlines.get(phase="write")
    assert migration.pace == Pace.DAYS
    assert first.at == datetime(day.year, day.month, day.day, 18, 30, tzinfo=BERLIN)


def test_days_that_are_over_come_back_with_what_was_typed(
    migration: Review, ada_client: Client
) -> None:
    chosen = dict.fromkeys(NAMES, "2020-01-01T10:00")
    answer = ada_client.post(f"/r/{migration.pk}/days/", chosen)
    assert answer.status_code == 422
    assert text(answer).count("This moment is over. Choose a later one.") == 1
    assert text(answer).count('value="2020-01-01T10:00"') == 4
    migration.refresh_from_db()
    assert migration.pace == Pace.LIVE


@pytest.mark.parametrize("wrong", ["", "soon", "2026-13-40T99:99"])
def test_what_is_no_moment_is_asked_again(
    migration: Review, ada_client: Client, wrong: str
) -> None:
    answer = ada_client.post(f"/r/{migration.pk}/days/", dict.fromkeys(NAMES, wrong))
    assert answer.status_code == 422


def test_a_review_of_ones_own_has_no_deadlines(ada: User, ada_client: Client) -> None:
    own = begin_review(context="personal_goal", title="Run", by=ada, at=timezone.now())
    assert ada_client.get(f"/r/{own.pk}/days/").status_code == 404
    assert text(ada_client.get(f"/r/{own.pk}/plan/")).count("/days/") == 0


def test_time_is_told_in_words_and_not_by_a_ring(held: Review, ada_client: Client) -> None:
    guest = guest_in(held)
    for client in (ada_client, guest):
        page = text(client.get(f"/r/{held.pk}/write/"))
        (said,) = re.findall(r'id="deadline".*?<p [^>]*>(.*?)</p>', page, re.DOTALL)
        assert said.count("There is time until") == 1
        assert said.count("(UTC): 2\xa0days from now.") == 1
        assert page.count('role="timer"') == 0
    wall = text(ada_client.get(f"/r/{held.pk}/present/"))
    assert (wall.count("There is time until"), wall.count('role="timer"')) == (1, 0)


def test_a_look_moves_nothing_and_the_clock_moves_on_what_can(
    held: Review, ada_client: Client, guest_client: Client
) -> None:
    guest = guest_in(held)
    guest.post(f"/r/{held.pk}/cards/", {"text": "No backup"})
    Review.objects.filter(pk=held.pk).update(phase_ends_at=timezone.now())
    assert guest_client.get(f"/r/{held.pk}/").status_code == 404
    for client in (guest, ada_client):
        assert client.get(f"/r/{held.pk}/")["Location"] == f"/r/{held.pk}/write/"
        client.get(f"/r/{held.pk}/write/")
    held.refresh_from_db()
    assert held.phase == "write"
    keep_time(at=timezone.now())
    assert guest.get(f"/r/{held.pk}/")["Location"] == f"/r/{held.pk}/reveal/"
    assert text(ada_client.get(f"/r/{held.pk}/reveal/")).count("No backup") > 0


def test_where_nothing_was_brought_the_facilitator_reads_why_it_waits(
    held: Review, ada_client: Client
) -> None:
    guest = guest_in(held)
    Review.objects.filter(pk=held.pk).update(phase_ends_at=timezone.now())
    says = "this step does not end by itself"
    assert text(ada_client.get(f"/r/{held.pk}/write/")).count(says) == 1
    assert text(guest.get(f"/r/{held.pk}/write/")).count(says) == 0


def test_without_mail_there_is_a_text_to_send_oneself(
    held: Review, ada: User, ada_client: Client
) -> None:
    open_room(held, by=seat_of(ada, held), at=timezone.now())
    page = text(ada_client.get(f"/r/{held.pk}/write/"))
    assert page.count("No mail is set up here. Tell the others yourself") == 1
    (note,) = re.findall(r'<pre class="note" tabindex="0">(.*?)</pre>', page, re.DOTALL)
    assert note.count("/join/") == 1
    assert note.count("There is time until") == 1
    assert text(guest_in(held).get(f"/r/{held.pk}/write/")).count("Your address") == 0


@pytest.mark.usefixtures("with_mail")
def test_an_address_is_asked_for_once_and_confirmed_by_its_holder(held: Review) -> None:
    guest = guest_in(held)
    page = f"/r/{held.pk}/write/"
    asks = "Shall we tell you by mail when the next step begins?"
    assert text(guest.get(page)).count(asks) == 1
    guest.post(f"/r/{held.pk}/mail/", {"address": "jun@example.org"})
    (sent,) = mail.outbox
    (link,) = re.findall(r"/confirm/mail/\S+/", str(sent.body))
    assert text(guest.get(page)).count(asks) == 0
    for _ in range(2):  # a mail scanner looks first
        assert guest.get(link).status_code == 200
    assert Reminder.objects.get().confirmed_at is None
    assert guest.post(link).status_code == 200
    assert Reminder.objects.get().confirmed_at is not None
    assert text(guest.get(page)).count("You are told at jun@example.org.") == 1
    assert guest.post(link).status_code == 404


@pytest.mark.usefixtures("with_mail")
def test_no_thank_you_is_an_answer(held: Review) -> None:
    guest = guest_in(held)
    guest.post(f"/r/{held.pk}/mail/", {"no": "1"})
    assert text(guest.get(f"/r/{held.pk}/write/")).count("Shall we tell you") == 0
    assert list(Reminder.objects.values_list("address", "confirmed_at")) == [("", None)]
    assert text(guest.get(f"/r/{held.pk}/write/")).count("Be told by mail after all") == 1
    guest.post(f"/r/{held.pk}/mail/", {"address": "jun@example.org"})
    assert Reminder.objects.get().address == "jun@example.org"


@pytest.mark.usefixtures("with_mail")
@pytest.mark.parametrize("wrong", ["", "jun", "jun@", "a@b.example\nBcc: x@y.example"])
def test_what_is_no_address_is_said_kindly(held: Review, wrong: str) -> None:
    guest = guest_in(held)
    answer = guest.post(f"/r/{held.pk}/mail/", {"address": wrong}, follow=True)
    assert text(answer).count("does not look like an e-mail address") == 1
    assert (Reminder.objects.count(), mail.outbox) == (0, [])


@pytest.mark.usefixtures("with_mail")
def test_the_last_line_of_a_mail_ends_them(held: Review, guest_client: Client) -> None:
    guest = guest_in(held)
    Reminder.objects.create(
        participant=guest_seat(held), address="jun@example.org", confirmed_at=timezone.now()
    )
    keep_time(at=timezone.now())
    (sent,) = mail.outbox
    (link,) = re.findall(r"/confirm/stop/\S+", str(sent.body))
    assert guest_client.get(link).status_code == 200
    assert Reminder.objects.get().address == "jun@example.org"
    assert guest_client.post(link).status_code == 200
    assert Reminder.objects.get().address == ""
    assert guest_client.post(link[:-3] + "aa/").status_code == 404
    assert guest.get(f"/r/{held.pk}/").status_code == 302  # the seat stays


@pytest.mark.usefixtures("with_mail")
def test_an_account_is_told_at_its_own_address(held: Review, ada: User, ada_client: Client) -> None:
    ada.address, ada.address_confirmed_at = "ada@example.org", timezone.now()
    ada.save()
    page = text(ada_client.get(f"/r/{held.pk}/write/"))
    assert page.count("Tell me at ada@example.org") == 1
    ada_client.post(f"/r/{held.pk}/mail/", {"account": "1"})
    assert Reminder.objects.get().confirmed_at is not None
    assert mail.outbox == []


@pytest.mark.usefixtures("with_mail")
def test_no_export_and_no_page_of_others_shows_an_address(held: Review, ada_client: Client) -> None:
    guest = guest_in(held)
    guest.post(f"/r/{held.pk}/mail/", {"address": "jun@example.org"})
    paths = ["write/", "invite/", "present/", "days/", "report/", "export/json/", "export/md/"]
    seen = [ada_client.get(f"/r/{held.pk}/{path}").content for path in paths]
    assert [content.count(b"jun@example.org") for content in seen] == [0] * len(paths)


def test_how_it_was_held_is_part_of_the_record(held: Review) -> None:
    record = record_of(held)
    assert record.pace is Pace.DAYS
    assert [one.phase for one in record.deadlines] == list(NAMES)


def test_in_one_sitting_after_all(held: Review, ada_client: Client) -> None:
    ada_client.post(f"/r/{held.pk}/days/end/")
    held.refresh_from_db()
    assert (held.pace, held.deadlines.count()) == (Pace.LIVE, 0)
