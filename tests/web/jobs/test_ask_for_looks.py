"""A look that somebody owes, asked for by mail: once, one letter a day, and given by its link."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from mortem.web.jobs.ask_for_looks import ask_for_looks
from mortem.web.jobs.timekeeper import run_once
from mortem.web.models import LookAsked, Owner, Reading, Review, Signal, User
from mortem.web.operations.letterboxes import want_reminders
from mortem.web.operations.looks_asked import ask_for, link_token
from mortem.web.operations.reviews import begin_review
from tests.web.guarding import a_signal

if TYPE_CHECKING:
    from tests.web.post_office import PostOffice

EIGHT = datetime(2026, 3, 10, 7, tzinfo=UTC)  # in Berlin, on a Tuesday
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ADDRESS = "ada@example.org"


@pytest.fixture
def told(ada: User, now: datetime, post: PostOffice) -> PostOffice:
    """The letters to Ada, who lives in Berlin."""
    User.objects.filter(pk=ada.pk).update(
        address=ADDRESS, address_confirmed_at=now, zone="Europe/Berlin"
    )
    return post


def owed(review: Review, question: str = "Is it slower?", **values: Any) -> Signal:
    Review.objects.filter(pk=review.pk).update(phase="watch")
    review.refresh_from_db()
    return a_signal(review, **{"question": question, "next_date": EIGHT.date(), **values})


def test_a_look_is_asked_for_once_at_a_humane_hour_of_its_day(
    migration: Review, told: PostOffice
) -> None:
    owed(migration)
    assert ask_for_looks(at=EIGHT - DAY) == 0
    assert ask_for_looks(at=EIGHT - timedelta(minutes=1)) == 0
    assert ask_for_looks(at=EIGHT) == 1
    assert [ask_for_looks(at=EIGHT + hours * HOUR) for hours in range(72)] == [0] * 72
    (letter,) = told.letters
    assert (letter["to"], letter["subject"]) == (ADDRESS, "Have a look: Is it slower?")
    text = letter.get_content()
    assert f"/check-in/{link_token(LookAsked.objects.get())}/" in text
    assert "No more of these mails: https://mortem.example/confirm/reminders/" in text


def test_all_of_a_day_is_one_letter_and_what_comes_later_waits_for_the_next(
    migration: Review, told: PostOffice
) -> None:
    for question in ("First?", "Second?"):
        owed(migration, question)
    ask_for_looks(at=EIGHT)
    owed(migration, "Third?")
    assert ask_for_looks(at=EIGHT + 3 * HOUR) == 0
    assert ask_for_looks(at=EIGHT + DAY) == 1
    first, second = told.letters
    assert (first["subject"], second["subject"]) == ("2 signals want a look", "Have a look: Third?")
    assert first.get_content().count("/check-in/") == 2


def test_the_next_look_is_asked_for_at_its_own_day(migration: Review, told: PostOffice) -> None:
    signal = owed(migration)
    ask_for_looks(at=EIGHT)
    Signal.objects.filter(pk=signal.pk).update(next_date=EIGHT.date() + 7 * DAY)
    assert ask_for_looks(at=EIGHT + 6 * DAY) == 0
    assert ask_for_looks(at=EIGHT + 7 * DAY) == 1
    assert len(told.letters) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"snoozed_until_date": EIGHT.date() + 3 * DAY, "snooze_reason": "Holidays"},
        {"deleted_at": EIGHT},
        {"owner": None},
        {"next_date": None},
        {"next_date": EIGHT.date() - 30 * DAY},
    ],
)
def test_what_rests_or_is_nobodys_is_not_asked_for(
    migration: Review, told: PostOffice, changes: dict[str, Any]
) -> None:
    signal = owed(migration)
    Signal.objects.filter(pk=signal.pk).update(**changes)
    assert (ask_for_looks(at=EIGHT), told.letters) == (0, [])


@pytest.mark.parametrize("changes", [{"phase": "rate"}, {"phase": "closed"}, {"deleted_at": EIGHT}])
def test_a_review_that_is_not_watched_asks_for_nothing(
    migration: Review, told: PostOffice, changes: dict[str, Any]
) -> None:
    owed(migration)
    Review.objects.filter(pk=migration.pk).update(**changes)
    assert (ask_for_looks(at=EIGHT), told.letters) == (0, [])


def test_who_wants_no_reminders_gets_none(migration: Review, told: PostOffice) -> None:
    owed(migration)
    want_reminders(ADDRESS, wanted=False, at=EIGHT)
    assert (ask_for_looks(at=EIGHT), told.letters) == (0, [])


def test_a_personal_look_says_nothing_of_itself_and_only_to_whoever_keeps_it(
    ada: User, told: PostOffice
) -> None:
    mine = begin_review(context="personal_goal", title="Run a marathon", by=ada, at=EIGHT - DAY)
    owed(mine, "Did I run this week?")
    other = owed(mine, "Does Robin say so, too?")
    robin = Owner.objects.create(
        name="Robin", keeper=ada, address="robin@example.org", confirmed_at=EIGHT
    )
    Signal.objects.filter(pk=other.pk).update(owner=robin)
    assert ask_for_looks(at=EIGHT) == 1
    (letter,) = told.letters
    assert (letter["to"], letter["subject"]) == (ADDRESS, "Have a look: a check-in of yours")
    assert ("run" in letter.get_content(), "Robin" in letter.get_content()) == (False, False)


def test_a_letter_that_is_refused_is_written_anew(migration: Review, told: PostOffice) -> None:
    owed(migration)
    told.closed = True
    assert ask_for_looks(at=EIGHT) == 0
    told.closed = False
    assert ask_for_looks(at=EIGHT + timedelta(minutes=5)) == 1
    assert len(told.letters) == 1


def test_a_second_worker_asks_for_nothing(migration: Review, told: PostOffice) -> None:
    signal = owed(migration)
    first, second = (
        ask_for([signal], address=ADDRESS, since=EIGHT - HOUR, at=EIGHT) for _ in range(2)
    )
    assert (len(first), second, told.letters) == (1, [], [])


def test_cron_asks_too(migration: Review, told: PostOffice) -> None:
    owed(migration)
    run_once(at=EIGHT)
    assert len(told.letters) == 1


def test_what_rested_past_its_day_is_asked_for_when_the_rest_is_over(
    migration: Review, told: PostOffice
) -> None:
    owed(migration, snoozed_until_date=EIGHT.date() + 3 * DAY, snooze_reason="Holidays")
    asked = [ask_for_looks(at=EIGHT + days * DAY) for days in range(6)]
    assert asked == [0, 0, 0, 1, 0, 0]
    assert len(told.letters) == 1


def test_who_may_no_longer_open_the_review_is_not_asked_and_the_link_opens_nothing(
    migration: Review, ben: User, told: PostOffice, guest_client: Client, now: datetime
) -> None:
    User.objects.filter(pk=ben.pk).update(address="ben@example.org", address_confirmed_at=now)
    seat = migration.participants.create(user=ben, name="Ben", role="participant", joined_at=now)
    theirs = Owner.objects.create(name="Ben", keeper=migration.keeper, user=ben)
    signal = owed(migration)
    Signal.objects.filter(pk=signal.pk).update(owner=theirs)
    signal.refresh_from_db()
    (asked,) = ask_for([signal], address="ben@example.org", since=EIGHT, at=datetime.now(UTC))
    link = f"/check-in/{link_token(asked)}/"
    assert guest_client.get(link).status_code == 200
    LookAsked.objects.all().update(day=EIGHT.date() - DAY)
    seat.removed_at = now
    seat.save(update_fields=["removed_at"])
    assert ask_for_looks(at=EIGHT) == 0
    assert guest_client.get(link).status_code == 404
    assert told.letters == []


@pytest.mark.parametrize("change", ["owner", "day"])
def test_a_signal_that_changed_since_it_was_read_is_not_asked_for(
    migration: Review, ben: User, change: str
) -> None:
    seen = owed(migration)
    other = Owner.objects.create(name="Ben", keeper=ben)
    moved = {"owner": other} if change == "owner" else {"next_date": EIGHT.date() + 7 * DAY}
    Signal.objects.filter(pk=seen.pk).update(**moved)
    assert ask_for([seen], address=ADDRESS, since=EIGHT, at=EIGHT) == []
    assert not LookAsked.objects.exists()


# ── The page that the link leads to ──────────────────────────────────────────────────────


@pytest.fixture
def link(migration: Review, ada: User) -> str:
    """The link to a look that Ada was asked for a moment ago."""
    now = datetime.now(UTC)
    signal = owed(migration, next_date=now.date(), response="Stop", threshold="5 minutes")
    (asked,) = ask_for([signal], address=ADDRESS, since=now, at=now)
    assert asked.owner.user == ada
    return f"/check-in/{link_token(asked)}/"


def test_opening_changes_nothing_and_a_press_answers_once(link: str, guest_client: Client) -> None:
    before = Signal.objects.get().next_date
    for _ in range(3):
        page = guest_client.get(link)
        assert (page.status_code, "We act from: 5 minutes" in page.content.decode()) == (200, True)
    assert (Reading.objects.count(), Signal.objects.get().next_date) == (0, before)

    answer = guest_client.post(link, {"state": "tripped", "note": "Ten minutes"})
    assert (answer.status_code, answer["Location"]) == (302, link)
    reading = Reading.objects.get()
    assert (reading.state, reading.note, reading.by) == ("tripped", "Ten minutes", None)
    thanks = guest_client.get(link).content.decode()
    assert "It has been looked at. Thank you." in thanks
    assert re.search(r"What you agreed to do:</strong>\s*Stop", thanks)
    assert guest_client.post(link, {"state": "quiet"}).status_code == 409
    assert Reading.objects.count() == 1


def test_what_is_no_answer_is_asked_again_and_keeps_its_words(
    link: str, guest_client: Client
) -> None:
    answer = guest_client.post(link, {"state": "so so", "note": "Hard to say"})
    assert answer.status_code == 422
    assert "Hard to say" in answer.content.decode()
    assert Reading.objects.count() == 0


def test_a_link_needs_a_proof_of_origin(link: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(link, {"state": "quiet"}).status_code == 403


@pytest.mark.parametrize("how", ["another owner", "too late", "put away", "closed", "guessed"])
def test_a_link_is_for_this_signal_and_this_person_while_it_is_open(
    link: str, guest_client: Client, ben: User, how: str
) -> None:
    asked = LookAsked.objects.get()
    if how == "another owner":
        robin = Owner.objects.create(name="Ben", keeper=ben)
        Signal.objects.filter(pk=asked.signal_id).update(owner=robin)
    elif how == "too late":
        LookAsked.objects.update(expires_at=datetime.now(UTC))
    elif how == "put away":
        Signal.objects.update(deleted_at=datetime.now(UTC))
    elif how == "closed":
        Review.objects.update(phase="closed")
    else:
        link = f"/check-in/{'x' * 43}/"
    assert guest_client.get(link).status_code == 404
    assert guest_client.post(link, {"state": "quiet"}).status_code == 404
    assert Reading.objects.count() == 0
