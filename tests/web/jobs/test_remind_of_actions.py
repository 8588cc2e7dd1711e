"""Reminders: a few, one letter a day, at a humane hour, once with any number of workers."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from mortem.core.record import ActionState, Role
from mortem.core.reminding import Stage
from mortem.web.jobs.housekeeping import keep_house
from mortem.web.jobs.remind_of_actions import remind_of_actions
from mortem.web.jobs.timekeeper import run_once
from mortem.web.models import ActionItem, Letterbox, Owner, Participant, Review, Told, User
from mortem.web.operations.letterboxes import take_day, way_out
from mortem.web.operations.reviews import begin_review
from tests.web.guarding import an_action, join
from tests.web.post_office import post_office

if TYPE_CHECKING:
    from pytest_django import Settings

DUE = date(2026, 3, 10)  # a Tuesday
DAY = timedelta(days=1)
HERE = "https://mortem.example.org"


@pytest.fixture(autouse=True)
def _mail_is_set_up(settings: Settings) -> None:
    settings.EMAIL_HOST, settings.PUBLIC_URL = "mail.example.org", HERE


@pytest.fixture
def people(ada: User, ben: User, now: datetime) -> tuple[User, User]:
    """Return Ada, who runs the reviews, and Ben; both have confirmed an address."""
    for user in (ada, ben):
        user.address, user.address_confirmed_at = f"{user.name}@example.org".lower(), now
        user.save()
    return ada, ben


@pytest.fixture
def agreed(outage: Review, people: tuple[User, User]) -> Review:
    """Return a look back in which Ben takes part."""
    join(outage, people[1])
    return outage


def noon(day: date, zone: str = "UTC") -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def letters() -> list[tuple[str, str]]:
    """Return to whom something went since the last look, and its subject."""
    found = [(to, str(sent.subject)) for sent in mail.outbox for to in sent.to]
    mail.outbox.clear()
    return sorted(found)


def pass_days(first: int, last: int, *, every: int = 1) -> dict[int, list[tuple[str, str]]]:
    """Let a worker look at noon and at two of each day; return what went out, by days from DUE."""
    found = {}
    for days in range(first, last + 1, every):
        for hours in (0, 2):
            remind_of_actions(at=noon(DUE + days * DAY) + timedelta(hours=hours))
        if told := letters():
            found[days] = told
    return found


def bens(review: Review, text: str = "Restore a backup", **values: Any) -> ActionItem:
    ben = User.objects.get(name="Ben")
    return an_action(review, **{"text": text, "owner": ben, "due_date": DUE, **values})


BEN, ADA = "ben@example.org", "ada@example.org"
TO_DO = "To do: Restore a backup"


def test_a_due_date_is_told_three_times_and_then_to_whoever_runs_the_review(
    agreed: Review,
) -> None:
    bens(agreed)
    assert pass_days(-6, 40) == {
        -3: [(BEN, TO_DO)],
        1: [(BEN, TO_DO)],
        7: [(BEN, TO_DO)],
        14: [(ADA, TO_DO)],
    }


def test_a_check_date_is_told_once(agreed: Review, now: datetime) -> None:
    item = bens(agreed, check_date=DUE + 30 * DAY)
    ActionItem.objects.filter(pk=item.pk).update(state=ActionState.DONE, done_at=now)
    assert pass_days(-6, 60) == {30: [(BEN, "Did it hold? Restore a backup")]}


def test_a_letter_says_what_by_when_where_and_how_to_end_them(agreed: Review) -> None:
    item = bens(agreed)
    remind_of_actions(at=noon(DUE - 3 * DAY))
    (sent,) = mail.outbox
    box = Letterbox.objects.get()
    assert sent.body.splitlines() == [
        "Hello Ben,",
        "",
        "Soon:",
        "",
        "- Restore a backup (Tuesday, 10 March)",
        "  Checkout was down",
        f"  {HERE}/r/{agreed.pk}/actions/#{item.pk}",
        "",
        f"All that is yours: {HERE}/actions/?whose=mine",
        "",
        f"No more of these mails: {HERE}/confirm/reminders/{box.pk}/{way_out(box.pk)}/",
    ]


def test_everything_of_one_day_is_one_letter(agreed: Review, migration: Review) -> None:
    ben = User.objects.get(name="Ben")
    join(migration, ben)
    bens(agreed, "Restore a backup")
    bens(agreed, "Add an alert", due_date=DUE + DAY)
    bens(migration, "Ask for a window", due_date=DUE - 4 * DAY)
    remind_of_actions(at=noon(DUE - 2 * DAY))
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([BEN], "3 things wait for you")
    said = ["Restore a backup", "Add an alert", "Ask for a window"]
    assert [text for text in said if sent.body.count(text) == 1] == said
    assert sent.body.index("Soon:") < sent.body.index("Its day has passed")


def test_what_comes_up_after_a_days_letter_waits_for_the_next(agreed: Review) -> None:
    bens(agreed)
    remind_of_actions(at=noon(DUE))
    bens(agreed, "Add an alert")
    assert (letters(), pass_days(0, 1)) == (
        [(BEN, TO_DO)],
        {1: [(BEN, "2 things wait for you")]},
    )


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("UTC", [*range(8, 19)]),
        ("Asia/Tokyo", [*range(10), 23]),
        ("America/Los_Angeles", [0, 1, *range(15, 24)]),
    ],
)
def test_a_letter_comes_by_day_where_its_reader_is(
    zone: str, hours: list[int], agreed: Review
) -> None:
    User.objects.filter(name="Ben").update(zone=zone)
    bens(agreed)
    came = []
    for hour in range(24):
        Letterbox.objects.all().delete()
        if remind_of_actions(at=datetime(2026, 3, 9, hour, tzinfo=UTC)):
            came.append(hour)
    assert came == hours


def test_a_day_begins_where_its_reader_is(agreed: Review) -> None:
    User.objects.filter(name="Ben").update(zone="Pacific/Auckland")
    bens(agreed)
    before = datetime(2026, 3, 6, 18, 59, tzinfo=UTC)  # 7:59 there, on the 7th
    assert (remind_of_actions(at=before), remind_of_actions(at=before + timedelta(minutes=1))) == (
        0,
        1,
    )


def test_the_night_of_a_changed_clock_makes_no_second_letter(agreed: Review) -> None:
    """In Berlin the night to 29 March has 23 hours, that to 25 October 25."""
    User.objects.filter(name="Ben").update(zone="Europe/Berlin")
    for change in (date(2026, 3, 29), date(2026, 10, 25)):
        bens(agreed, f"Due {change}", due_date=change)
        at = noon(change - DAY)
        while at < noon(change + DAY):
            remind_of_actions(at=at)
            at += timedelta(minutes=30)
        assert len(letters()) == 2  # soon, late


def test_a_week_of_sleep_is_caught_up_with_one_letter(agreed: Review) -> None:
    for number in range(5):
        bens(agreed, f"Step {number}", due_date=DUE + number * DAY)
    remind_of_actions(at=noon(DUE - 3 * DAY))
    assert len(letters()) == 1
    assert pass_days(8, 8) == {8: [(BEN, "5 things wait for you")]}
    (told,) = {
        (one.stage, one.letterbox.address) for one in Told.objects.filter(day=DUE, at__gt=noon(DUE))
    }
    assert told == ("still_late", BEN)


def test_three_weeks_of_sleep_tell_the_owner_once_too(agreed: Review) -> None:
    bens(agreed)
    assert pass_days(21, 40) == {21: [(ADA, TO_DO), (BEN, TO_DO)]}


def test_what_is_long_past_is_not_dug_out(agreed: Review) -> None:
    bens(agreed)
    assert pass_days(61, 63) == {}


def test_a_new_day_begins_anew(agreed: Review) -> None:
    item = bens(agreed)
    assert list(pass_days(-3, 2)) == [-3, 1]
    ActionItem.objects.filter(pk=item.pk).update(due_date=DUE + 10 * DAY)
    assert list(pass_days(3, 12)) == [7, 11]


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.DECLINED, ActionState.IDEA])
def test_what_is_done_or_let_go_is_not_told(state: ActionState, agreed: Review) -> None:
    item = bens(agreed)
    ActionItem.objects.filter(pk=item.pk).update(state=state)
    assert pass_days(-4, 20) == {}


@pytest.mark.parametrize("gone", ["action", "review", "example"])
def test_what_was_put_away_or_is_an_example_is_not_told(
    gone: str, agreed: Review, now: datetime
) -> None:
    item = bens(agreed)
    if gone == "action":
        ActionItem.objects.filter(pk=item.pk).update(deleted_at=now)
    else:
        changed = {"is_example": True} if gone == "example" else {"deleted_at": now}
        Review.objects.filter(pk=agreed.pk).update(**changed)
    assert pass_days(-4, 20) == {}


def test_without_an_owner_who_can_be_reached_it_is_whoever_runs_the_review(agreed: Review) -> None:
    an_action(agreed, owner="Jun", due_date=DUE)
    assert pass_days(-4, 20) == {days: [(ADA, TO_DO)] for days in (-3, 1, 7)}


def test_where_nobody_facilitates_with_an_address_it_is_whoever_keeps_the_review(
    agreed: Review,
) -> None:
    an_action(agreed, owner="Jun", due_date=DUE)
    Participant.objects.filter(review=agreed, user__name="Ada").delete()
    assert list(pass_days(-3, -3).values()) == [[(ADA, TO_DO)]]


def test_whoever_runs_the_review_and_owns_it_is_not_told_of_it_twice(agreed: Review) -> None:
    an_action(agreed, due_date=DUE)
    assert list(pass_days(-4, 20)) == [-3, 1, 7]


def test_an_owner_without_an_account_is_told_and_sent_to_no_page(
    agreed: Review, now: datetime
) -> None:
    an_action(agreed, owner="Robin", due_date=DUE)
    Owner.objects.filter(name="Robin").update(address="Robin@example.org", confirmed_at=now)
    remind_of_actions(at=noon(DUE - DAY))
    (sent,) = mail.outbox
    assert sent.to == ["robin@example.org"]
    assert "tell whoever asked you for it" in sent.body
    assert sent.body.count(HERE) == 1  # the way out


def test_a_namesake_of_an_account_is_told_without_a_link_to_what_it_does_not_open(
    agreed: Review, ben: User, now: datetime
) -> None:
    """Robin confirmed the address as an owner, and has an account with it that is in no review."""
    User.objects.create(
        name="Robin", address="robin@example.org", address_confirmed_at=now, created_at=now
    )
    other = begin_review(context="incident", title="Another night", by=ben, at=now)
    join(other, User.objects.get(name="Robin"))
    an_action(other, owner=User.objects.get(name="Robin"), text="Add an alert", due_date=DUE)
    an_action(agreed, owner="Robin", due_date=DUE)
    Owner.objects.filter(name="Robin", user=None).update(
        address="robin@example.org", confirmed_at=now
    )
    remind_of_actions(at=noon(DUE - DAY))
    (sent,) = mail.outbox
    assert (sent.subject, str(agreed.pk) in sent.body, str(other.pk) in sent.body) == (
        "2 things wait for you",
        False,
        True,
    )


def test_one_address_in_two_books_gets_one_letter(agreed: Review, ben: User, now: datetime) -> None:
    other = begin_review(context="incident", title="Another night", by=ben, at=now)
    for review in (agreed, other):
        an_action(review, owner="Robin", due_date=DUE)
    Owner.objects.filter(name="Robin").update(address="robin@example.org", confirmed_at=now)
    remind_of_actions(at=noon(DUE - DAY))
    assert letters() == [("robin@example.org", "2 things wait for you")]


@pytest.mark.parametrize("context", ["promotion", "personal"])
def test_of_ones_own_life_a_letter_says_only_that_something_is_due(
    context: str, people: tuple[User, User], now: datetime
) -> None:
    ada, ben = people
    own = begin_review(context=context, title="Quittengelee", by=ada, at=now)
    an_action(own, text="Quittengelee", due_date=DUE, owner=ada)
    an_action(own, text="Quittengelee for Ben", due_date=DUE, owner=ben)
    join(own, ben, Role.FACILITATOR)
    remind_of_actions(at=noon(DUE - DAY))
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([ADA], "Something of yours is due")
    assert [word for word in ("Quittengelee", str(own.pk), context) if word in sent.body] == []
    assert "Something of yours is due." in sent.body
    mail.outbox.clear()
    assert [to for told in pass_days(14, 20).values() for to, _subject in told] == [ADA]


def test_a_review_of_ones_own_that_nobody_keeps_is_told_to_nobody(ada: User, now: datetime) -> None:
    mine = begin_review(context="personal_goal", title="Marathon", by=ada, at=now)
    Review.objects.filter(pk=mine.pk).update(keeper=None)
    owner = Owner.objects.create(
        name="Coach", keeper=ada, address="coach@example.org", confirmed_at=now
    )
    item = an_action(mine, text="Run", due_date=date(2026, 3, 2))
    ActionItem.objects.filter(pk=item.pk).update(owner=owner)
    assert remind_of_actions(at=noon(date(2026, 3, 4))) == 0


def test_what_reminders_said_long_ago_is_forgotten(agreed: Review, now: datetime) -> None:
    bens(agreed, due_date=date(2026, 3, 2))
    assert remind_of_actions(at=noon(date(2026, 3, 4))) == 1
    keep_house(at=now)
    assert Told.objects.count() == 1
    keep_house(at=now + timedelta(days=130))
    assert Told.objects.count() == 0


def test_beside_others_ones_own_life_is_one_line(agreed: Review, ada: User, now: datetime) -> None:
    own = begin_review(context="promotion", title="Quittengelee", by=ada, at=now)
    for text in ("Quittengelee", "More Quittengelee"):
        an_action(own, text=text, due_date=DUE, owner=ada)
    an_action(agreed, due_date=DUE)
    remind_of_actions(at=noon(DUE))
    (sent,) = mail.outbox
    assert (sent.subject, "Quittengelee" in sent.body) == ("2 things wait for you", False)


def test_whoever_may_not_open_the_review_any_more_hears_nothing_of_it(
    agreed: Review, now: datetime
) -> None:
    bens(agreed)
    Participant.objects.filter(review=agreed, user__name="Ben").update(removed_at=now)
    assert pass_days(-4, 12) == {}


@pytest.mark.parametrize("why", ["no mail", "no address", "an account that is closed"])
def test_nobody_is_told_without(why: str, agreed: Review, settings: Settings) -> None:
    bens(agreed)
    if why == "no mail":
        settings.EMAIL_HOST = ""
    elif why == "no address":
        User.objects.update(address_confirmed_at=None)
        Owner.objects.update(confirmed_at=None)
    else:
        User.objects.filter(name="Ben").update(is_active=False)
    assert pass_days(-4, 8) == {}


def test_a_refused_letter_is_written_anew_the_next_day(agreed: Review, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    bens(agreed)
    with post_office() as office:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        office.closed = True
        for hour in range(3):
            remind_of_actions(at=noon(DUE - 3 * DAY) + timedelta(hours=hour))
        office.closed = False
        remind_of_actions(at=noon(DUE - 3 * DAY) + timedelta(hours=4))
        assert office.letters == []
        remind_of_actions(at=noon(DUE - 2 * DAY))
        (letter,) = office.letters
    assert (letter["To"], letter["Subject"]) == (BEN, TO_DO)


def test_whoever_composed_a_letter_second_does_not_send_it(agreed: Review) -> None:
    """Two workers saw the same letterbox; the first one takes the day."""
    item, today = bens(agreed), DUE - DAY
    dues = [(item, Stage.SOON, DUE)]
    took = [take_day(BEN, seen=None, today=today, of=dues, at=noon(today)) for _ in range(3)]
    assert [bool(one) for one in took] == [True, False, False]
    assert Told.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_six_workers_write_one_letter_to_each(agreed: Review) -> None:
    for number in range(4):
        bens(agreed, f"Step {number}")
        an_action(agreed, text=f"Hers {number}", due_date=DUE)
    start = threading.Barrier(6)
    sent: list[int] = []

    def work() -> None:
        start.wait()
        sent.extend(remind_of_actions(at=noon(DUE - DAY)) for _ in range(3))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert (sum(sent), letters()) == (
        2,
        [(ADA, "4 things wait for you"), (BEN, "4 things wait for you")],
    )


def test_a_round_asks_the_database_no_more_often_for_fifty(
    agreed: Review, django_assert_max_num_queries: Any
) -> None:
    for number in range(50):
        bens(agreed, f"Step {number}")
    remind_of_actions(at=noon(DUE - DAY))
    with django_assert_max_num_queries(5):  # actions, who runs and keeps them, boxes, what was said
        remind_of_actions(at=noon(DUE - DAY))


def stop_link() -> str:
    (sent,) = mail.outbox
    return str(sent.body.split()[-1]).removeprefix(HERE)


def test_a_link_ends_the_letters_by_a_button_and_brings_them_back(agreed: Review) -> None:
    bens(agreed)
    remind_of_actions(at=noon(DUE - 3 * DAY))
    link, stranger = stop_link(), Client()
    assert "End the reminders" in stranger.get(link).content.decode()
    assert Letterbox.objects.get().stopped_at is None
    assert stranger.post(link, {"wanted": "no"}).headers["Location"] == link
    mail.outbox.clear()
    assert pass_days(-2, 10) == {}
    assert "Remind me again" in stranger.get(link).content.decode()
    stranger.post(link, {"wanted": "yes"})
    assert pass_days(11, 12) == {11: [(BEN, TO_DO)]}


@pytest.mark.parametrize("proof", ["x", "0" * 64])
def test_a_guessed_link_leads_nowhere(proof: str, agreed: Review) -> None:
    bens(agreed)
    remind_of_actions(at=noon(DUE - 3 * DAY))
    box = Letterbox.objects.get()
    link, stranger = f"/confirm/reminders/{box.pk}/{proof}/", Client()
    assert (stranger.get(link).status_code, stranger.post(link).status_code) == (404, 404)


def test_ones_own_page_ends_them_and_brings_them_back(agreed: Review) -> None:
    bens(agreed)
    client = Client()
    client.force_login(User.objects.get(name="Ben"))
    assert BEN in client.get("/you/calendar/").content.decode()
    client.post("/you/reminders/", {"wanted": "no"})
    assert "You wanted no reminders." in client.get("/you/calendar/").content.decode()
    assert pass_days(-4, 3) == {}
    client.post("/you/reminders/", {"wanted": "yes"})
    assert list(pass_days(4, 6)) == [4]


def test_without_an_address_the_page_says_how_to_be_told(
    agreed: Review, settings: Settings
) -> None:
    User.objects.update(address="", address_confirmed_at=None)
    client = Client()
    client.force_login(User.objects.get(name="Ada"))
    client.post("/you/reminders/", {"wanted": "no"})
    assert Letterbox.objects.count() == 0
    assert "Confirm an address" in client.get("/you/calendar/").content.decode()
    settings.EMAIL_HOST = ""
    assert "No mail is set up here" in client.get("/you/calendar/").content.decode()
    assert agreed.actions.count() == 0


def test_a_round_of_the_worker_reminds(agreed: Review) -> None:
    bens(agreed)
    run_once(at=noon(DUE - 3 * DAY))
    assert letters() == [(BEN, TO_DO)]


def test_an_address_that_nobody_has_any_more_is_forgotten(agreed: Review) -> None:
    bens(agreed)
    remind_of_actions(at=noon(DUE))
    keep_house(at=noon(DUE))
    assert Letterbox.objects.count() == 1
    User.objects.filter(name="Ben").update(address="new@example.org")
    Owner.objects.filter(user__name="Ben").update(address="new@example.org")
    keep_house(at=noon(DUE))
    assert (Letterbox.objects.count(), Told.objects.count()) == (0, 0)


def test_history_says_nothing_of_reminders(agreed: Review) -> None:
    bens(agreed)
    agreed.refresh_from_db()
    before = agreed.activity_count
    remind_of_actions(at=noon(DUE))
    agreed.refresh_from_db()
    assert (agreed.activity_count, len(letters())) == (before, 1)
