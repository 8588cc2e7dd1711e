"""Seeing something differently, in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.core.record import ContestState, Mode
from mortem.web.models import Contest, Participant, Review
from mortem.web.operations.causes import add_cause, delete_cause
from mortem.web.operations.contests import answer_contest, contest, mark_involved
from mortem.web.operations.entries import Told, When, add_entry
from tests.web.conftest import seat_of
from tests.web.guarding import guest_in, guest_seat

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import Cause, User

pytestmark = pytest.mark.django_db
WORDS = "The reminder never came"


@pytest.fixture
def cause(outage: Review, ada: User) -> Cause:
    cause = add_cause(outage, text="Tom forgot", by=seat_of(ada, outage), at=timezone.now())
    Review.objects.filter(pk=outage.pk).update(phase="actions")
    return cause


@pytest.fixture
def guest(outage: Review) -> Client:
    return guest_in(outage)


def page(client: Client, review: Review, rest: str) -> str:
    return " ".join(client.get(f"/r/{review.pk}/{rest}").content.decode().split())


def raise_it(client: Client, review: Review, cause: Cause, **more: str) -> Contest:
    url = f"/r/{review.pk}/contests/about/{cause.pk}/"
    answer = client.post(url, {"text": WORDS, **more})
    made: Contest = Contest.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/r/{review.pk}/contests/#contest-{made.pk}",
    )
    return made


def test_anybody_taking_part_puts_a_view_beside_a_text(
    outage: Review, cause: Cause, guest: Client, ada_client: Client
) -> None:
    assert f'href="/r/{outage.pk}/contests/about/{cause.pk}/"' in page(guest, outage, "causes/")
    made = raise_it(guest, outage, cause)
    assert made.participant == guest_seat(outage)
    shown = page(ada_client, outage, "causes/")
    assert "Seen differently" in shown
    assert WORDS in shown
    assert "Somebody sees one thing differently, and it is not answered yet." in shown


@pytest.mark.parametrize("mode", [Mode.NAMED, Mode.ANONYMOUS])
def test_a_view_without_a_name_says_nothing_of_its_writer(
    mode: Mode, outage: Review, cause: Cause, guest: Client
) -> None:
    Review.objects.filter(pk=outage.pk).update(mode=mode)
    more = {"unsigned": "1"} if mode is Mode.NAMED else {}
    assert raise_it(guest, outage, cause, **more).participant is None
    assert "without a name" in page(guest, outage, "contests/")


def test_an_empty_view_is_asked_for_again(outage: Review, cause: Cause, guest: Client) -> None:
    answer = guest.post(f"/r/{outage.pk}/contests/about/{cause.pk}/", {"text": " "})
    assert answer.status_code == 422
    assert "A few words are needed here." in answer.content.decode()


def test_it_is_answered_and_settled(
    outage: Review, cause: Cause, guest: Client, ada_client: Client
) -> None:
    made = raise_it(guest, outage, cause)
    url = f"/r/{outage.pk}/contests/{made.pk}/"
    refused = ada_client.post(f"{url}answer/", {"state": "answered", "answer": ""})
    assert refused.status_code == 422
    assert "why does it stay as it is?" in refused.content.decode()
    ada_client.post(f"{url}answer/", {"state": "both", "answer": "We cannot know"})
    assert Contest.objects.get().state == ContestState.BOTH
    shown = page(guest, outage, "contests/")
    assert "We cannot know" in shown
    assert "That settles it" in shown
    guest.post(f"{url}settlement/", {"settles": "no"})
    assert "this does not settle it" in page(ada_client, outage, "contests/")
    ada_client.post(f"{url}answer/", {"state": "both", "answer": "We asked again"})
    guest.post(f"{url}settlement/", {"settles": "yes"})
    assert Contest.objects.get().settles is True


def test_a_wrong_answer_of_the_form_is_asked_again(
    outage: Review, cause: Cause, guest: Client, ada_client: Client
) -> None:
    made = raise_it(guest, outage, cause)
    answer = ada_client.post(f"/r/{outage.pk}/contests/{made.pk}/answer/", {"state": "sold"})
    assert answer.status_code == 422
    assert Contest.objects.get().state == ContestState.OPEN


def test_the_report_says_that_something_is_seen_differently(
    outage: Review, cause: Cause, guest: Client, ada_client: Client
) -> None:
    raise_it(guest, outage, cause)
    shown = page(ada_client, outage, "report/")
    assert "Seen differently" in shown
    assert WORDS in shown
    assert "about “Tom forgot”" in shown
    assert "not answered yet" in shown


def test_of_a_text_that_is_put_away_no_words_are_quoted(
    outage: Review, cause: Cause, guest: Client, ada: User, ada_client: Client
) -> None:
    raise_it(guest, outage, cause)
    assert "Tom forgot" in page(ada_client, outage, "contests/")
    delete_cause(cause, by=seat_of(ada, outage), at=timezone.now())
    for rest in ("contests/", "report/", "actions/"):
        assert "Tom forgot" not in page(ada_client, outage, rest)
    assert "What it was about is not here any more." in page(ada_client, outage, "contests/")


@pytest.mark.usefixtures("guest")
def test_both_accounts_stand_beside_each_other_in_the_report(
    outage: Review, ada: User, ada_client: Client
) -> None:
    me, now = seat_of(ada, outage), timezone.now()
    entry = add_entry(outage, Told(When(now), "The page came at two"), by=me, at=now)
    by = guest_seat(outage)
    view = contest(outage, subject=entry.pk, text="It came at three", by=by, at=now)
    answer_contest(view, state=ContestState.BOTH, answer="", by=me, at=now)
    assert "seen differently: “It came at three”" in page(ada_client, outage, "report/")


def test_being_part_of_the_event_is_said_and_taken_back(
    outage: Review, guest: Client, ada_client: Client, ada: User
) -> None:
    url = f"/r/{outage.pk}/participants/me/involvement/"
    ada_client.post(url, {"involved": "yes", "phase": "event"})
    assert seat_of(ada, outage).involved
    shown = page(ada_client, outage, "event/")
    assert "You were part of this event yourself." in shown
    assert f'href="/r/{outage.pk}/invite/#people">Hand over</a>' in shown
    assert "Whoever facilitates was part of this event." in page(guest, outage, "event/")
    ada_client.post(url, {"involved": "no", "phase": "event"})
    assert "You were part of this event yourself." not in page(ada_client, outage, "event/")
    ada_client.post(url, {"involved": "yes"})
    assert "You were part of this event yourself." in page(ada_client, outage, "event/")


def test_readers_get_no_involvement_in_their_files(outage: Review, ada_client: Client) -> None:
    mark_involved(Participant.objects.get(), involved=True, at=timezone.now())
    told = ada_client.get(f"/r/{outage.pk}/export/json/").json()
    assert [one["involved"] for one in told["participants"]] == [True]
