"""Contests: kept beside their text, answered in one of three ways, signed or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.core.errors import BadInput, NotAllowed, NotFound, SomebodyWasFirst
from mortem.core.record import ContestState, EntryKind
from mortem.core.review import missing
from mortem.web.models import Activity, Contest, Review, Wording
from mortem.web.operations.causes import add_cause, change_cause, delete_cause
from mortem.web.operations.contests import (
    answer_contest,
    contest,
    mark_involved,
    settle_contest,
)
from mortem.web.operations.entries import Told, When, add_entry
from mortem.web.operations.erasure import erase_user
from mortem.web.operations.purging import purge_parts
from mortem.web.queries.contests import contested, involved_facilitator
from mortem.web.queries.integrity import integrity_of
from mortem.web.queries.records import record_of
from tests.web.conftest import seat_of
from tests.web.guarding import guest_in, guest_seat, join

if TYPE_CHECKING:
    from mortem.web.models import Cause, Participant, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(outage: Review, ada: User) -> Participant:
    return seat_of(ada, outage)


@pytest.fixture
def guest(outage: Review) -> Participant:
    guest_in(outage)
    return guest_seat(outage)


@pytest.fixture
def cause(outage: Review, me: Participant) -> Cause:
    return add_cause(outage, text="Tom forgot", by=me, at=timezone.now())


def raised(review: Review, cause: Cause, by: Participant | None) -> Contest:
    text = "The reminder never came"
    return contest(review, subject=cause.pk, text=text, by=by, at=timezone.now())


def test_a_view_keeps_what_the_text_said_then(
    outage: Review, cause: Cause, guest: Participant
) -> None:
    made = raised(outage, cause, guest)
    assert (made.noun, made.said, made.participant) == ("cause", "Tom forgot", guest)
    assert (contested(outage).open, list(contested(outage).by_subject)) == (1, [str(cause.pk)])
    assert integrity_of(outage).holds


def test_sent_twice_it_is_one(outage: Review, cause: Cause, guest: Participant) -> None:
    assert raised(outage, cause, guest) == raised(outage, cause, guest)


def test_what_is_said_of_the_event_can_be_contested_too(outage: Review, guest: Participant) -> None:
    made = contest(outage, subject=outage.pk, text="It was up", by=guest, at=timezone.now())
    assert (made.noun, made.said) == ("review", "Checkout was down")


def test_without_a_name_nothing_says_whose_it_is_or_when(
    outage: Review, cause: Cause, me: Participant
) -> None:
    before = Activity.objects.filter(review=outage).latest("number")
    made = raised(outage, cause, None)
    line = Activity.objects.filter(review=outage).latest("number")
    assert (made.participant, line.actor, line.at) == (None, None, before.at)
    with pytest.raises(NotAllowed):
        settle_contest(made, settles=True, by=me, at=timezone.now())


def test_what_is_not_there_cannot_be_contested(
    outage: Review, migration: Review, cause: Cause, guest: Participant
) -> None:
    with pytest.raises(NotFound):
        contest(migration, subject=cause.pk, text="No", by=None, at=timezone.now())
    with pytest.raises(NotFound):
        contest(outage, subject=guest.pk, text="No", by=guest, at=timezone.now())


def answer(found: Contest, state: ContestState, by: Participant, words: str = "") -> Contest:
    return answer_contest(found, state=state, answer=words, by=by, at=timezone.now())


def test_who_does_not_facilitate_answers_nothing(
    outage: Review, cause: Cause, guest: Participant
) -> None:
    with pytest.raises(NotAllowed):
        answer(raised(outage, cause, guest), ContestState.BOTH, guest)


def test_reworded_is_an_answer_once_the_text_says_something_else(
    outage: Review, cause: Cause, guest: Participant, me: Participant
) -> None:
    found = raised(outage, cause, guest)
    with pytest.raises(BadInput, match="still says what it said"):
        answer(found, ContestState.REWORDED, me)
    change_cause(cause, text="The renewal hung on one memory", by=me, at=timezone.now())
    answer(found, ContestState.REWORDED, me)
    assert contested(outage).open == 0


def test_a_text_that_was_put_away_says_nothing_any_more(
    outage: Review, cause: Cause, guest: Participant, me: Participant
) -> None:
    found = raised(outage, cause, guest)
    delete_cause(cause, by=me, at=timezone.now())
    assert contested(outage).open == 1
    answer(found, ContestState.REWORDED, me)


def test_what_is_lacking_does_not_quote_what_was_put_away(
    outage: Review, cause: Cause, guest: Participant, me: Participant
) -> None:
    raised(outage, cause, guest)
    delete_cause(cause, by=me, at=timezone.now())
    found = missing(record_of(outage), today=timezone.localdate())
    assert [one.message for one in found if one.code == "open_contest"] == [
        "Somebody saw something differently that is not here any more, and has no answer yet."
    ]


def test_a_reason_needs_words(
    outage: Review, cause: Cause, guest: Participant, me: Participant
) -> None:
    found = raised(outage, cause, guest)
    for state in (ContestState.ANSWERED, ContestState.OPEN):
        with pytest.raises(BadInput):
            answer(found, state, me, " ")
    assert answer(found, ContestState.ANSWERED, me, "The log shows it").answer == "The log shows it"


def test_two_answers_at_once_are_one(
    outage: Review, cause: Cause, guest: Participant, me: Participant
) -> None:
    found = raised(outage, cause, guest)
    old = Contest.objects.get(pk=found.pk)
    answer(found, ContestState.BOTH, me)
    with pytest.raises(SomebodyWasFirst):
        answer(old, ContestState.ANSWERED, me, "No")


def test_who_raised_it_says_whether_that_settles_it(
    outage: Review, cause: Cause, guest: Participant, me: Participant
) -> None:
    found = raised(outage, cause, guest)
    with pytest.raises(BadInput, match="no answer yet"):
        settle_contest(found, settles=True, by=guest, at=timezone.now())
    answer(found, ContestState.BOTH, me)
    settle_contest(found, settles=False, by=guest, at=timezone.now())
    assert contested(outage).open == 1
    answer(found, ContestState.ANSWERED, me, "We asked everybody")
    settle_contest(found, settles=True, by=guest, at=timezone.now())
    assert contested(outage).open == 0
    assert integrity_of(outage).holds


def test_what_a_view_quotes_is_purged_with_its_text(
    outage: Review, cause: Cause, guest: Participant, me: Participant
) -> None:
    found, now = raised(outage, cause, guest), timezone.now()
    delete_cause(cause, by=me, at=now - timedelta(days=31))
    purge_parts(at=now)
    found.refresh_from_db()
    assert (found.said, found.text) == ("", "The reminder never came")
    assert not Wording.objects.filter(text="Tom forgot").exists()
    assert integrity_of(outage).findings == ()


def test_what_a_view_quotes_of_erased_words_goes_with_them(
    outage: Review, guest: Participant, me: Participant, ben: User
) -> None:
    now = timezone.now()
    join(outage, ben)
    theirs = add_cause(outage, text="I am a fool", by=seat_of(ben, outage), at=now)
    found = raised(outage, theirs, guest)
    change_cause(theirs, text="There was no alert", by=me, at=now)
    later = contest(outage, subject=theirs.pk, text="There was one", by=guest, at=now)
    erase_user(ben, at=now)
    kept = {one.pk: one.said for one in Contest.objects.all()}
    assert kept == {found.pk: "", later.pk: "There was no alert"}
    assert not Wording.objects.filter(text="I am a fool").exists()
    assert integrity_of(outage).findings == ()


def test_a_closing_behind_the_back_shows(outage: Review, cause: Cause, guest: Participant) -> None:
    raised(outage, cause, guest)
    Contest.objects.update(state=ContestState.ANSWERED, answer="No")
    assert {one.code for one in integrity_of(outage).findings} == {"text_untold"}


def test_a_review_with_an_open_view_is_not_complete(
    outage: Review, cause: Cause, guest: Participant, me: Participant
) -> None:
    found = raised(outage, cause, guest)
    today = timezone.localdate()
    (lack,) = [m for m in missing(record_of(outage), today=today) if m.code == "open_contest"]
    assert (lack.required, lack.where, lack.rule) == (True, "causes", "C5")
    assert lack.message == (
        "“Tom forgot”: somebody sees this differently, and it is not answered yet."
    )
    answer(found, ContestState.BOTH, me)
    codes = {one.code for one in missing(record_of(outage), today=today)}
    assert "open_contest" not in codes


def test_who_facilitates_and_was_there_is_told(
    outage: Review, me: Participant, guest: Participant
) -> None:
    mark_involved(guest, involved=True, at=timezone.now())
    assert involved_facilitator(outage) is None
    mark_involved(me, involved=True, at=timezone.now())
    assert involved_facilitator(outage) == me
    line = Activity.objects.filter(review=outage).latest("number")
    assert (line.verb, line.actor, line.data) == ("participant.involved", None, {})


def test_an_account_of_whoever_facilitates_says_so_too(outage: Review, me: Participant) -> None:
    told = Told(When(timezone.now()), "I saw red", EntryKind.ACCOUNT, "ADA")
    add_entry(outage, told, by=me, at=timezone.now())
    assert involved_facilitator(outage) == me
