"""Accounts: what it looked like to each, written in silence before anything is talked about."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from mortem.core.errors import BadInput, SomebodyWasFirst
from mortem.core.formats import json_form, markdown
from mortem.core.record import EntryKind, Mode, Role
from mortem.web.models import Activity, Card, Cause, Participant, Review, TimelineEntry, User
from mortem.web.operations.cards import add_card, change_card, delete_card
from mortem.web.operations.entries import Told, When, add_entry, change_entry, delete_entry
from mortem.web.operations.imports import import_review
from mortem.web.operations.participants import join_review
from mortem.web.operations.plans import frame_review
from mortem.web.operations.reviews import begin_review, delete_review, move_phase
from mortem.web.queries.accounts import open_accounts
from mortem.web.queries.cards import card_count, own_cards
from mortem.web.queries.records import record_of
from tests.web.conftest import seat_of


@pytest.fixture
def me(outage: Review, ada: User) -> Participant:
    return seat_of(ada, outage)


@pytest.fixture
def jun(outage: Review, now: datetime) -> Participant:
    return guest(outage, "Jun", now)


def guest(review: Review, name: str, now: datetime) -> Participant:
    return join_review(
        review, name=name, role=Role.PARTICIPANT, user=None, browser_key=name, at=now
    )


def to(review: Review, phase: str, me: Participant, now: datetime) -> Review:
    return move_phase(review, to=phase, by=me, at=now)


def write(review: Review, text: str, by: Participant, now: datetime, key: str = "mine") -> Card:
    return add_card(review, text=text, by=by, browser_key=key, at=now)


def texts(review: Review) -> set[str]:
    return {card.text for card in record_of(review).cards}


def test_an_account_is_its_writers_alone_until_they_are_turned(
    outage: Review, me: Participant, jun: Participant, now: datetime
) -> None:
    to(outage, "accounts", me, now)
    write(outage, "I saw it turn red", me, now)
    write(outage, "Nobody told me", jun, now)
    assert [card.text for card in own_cards(outage, jun, "jun")] == ["Nobody told me"]
    assert (texts(outage), open_accounts(outage), card_count(outage)) == (set(), [], 2)
    to(outage, "evidence", me, now)
    assert texts(outage) == {"I saw it turn red", "Nobody told me"}
    assert {(one.text, one.whose, one.entry) for one in open_accounts(outage)} == {
        ("I saw it turn red", "Ada", None),
        ("Nobody told me", "Jun", None),
    }


def test_turned_accounts_stand_in_no_order_of_writing_and_are_no_causes(
    outage: Review, me: Participant, now: datetime
) -> None:
    to(outage, "accounts", me, now)
    for n in range(8):
        write(outage, f"Account {n}", me, now)
    to(outage, "evidence", me, now)
    turned = [one.id for one in open_accounts(outage)]
    assert turned == sorted(turned)  # by random identifiers: a shuffle that no clock made
    assert len(turned) == 8
    assert not Cause.objects.filter(review=outage).exists()


def test_in_anonymous_reviews_nothing_says_who_wrote_which(
    outage: Review, me: Participant, now: datetime
) -> None:
    frame_review(outage, minutes=60, mode=Mode.ANONYMOUS, by=me, at=now)
    to(outage, "accounts", me, now)
    later = now + timedelta(minutes=3)
    card = write(outage, "I was asleep", me, later, key="mine")
    assert (card.participant, bool(card.key_hash), card.position) == (None, True, 0)
    line = Activity.objects.get(review=outage, verb="card.added")
    assert (line.actor, line.at, line.data) == (None, now, {})
    to(outage, "evidence", me, later)
    turned = Card.objects.get()
    assert (turned.participant, turned.key_hash, turned.revealed) == (None, "", True)
    assert turned.pk != card.pk  # what named it in the silence leads nowhere now
    assert [one.whose for one in open_accounts(outage)] == [""]


def test_once_turned_an_account_stays_as_it_is_and_a_late_one_joins_them(
    outage: Review, me: Participant, jun: Participant, now: datetime
) -> None:
    to(outage, "accounts", me, now)
    early = write(outage, "I saw it turn red", me, now)
    to(outage, "causes", me, now)
    for change in (
        lambda: change_card(early, text="Not I", at=now),
        lambda: delete_card(early, at=now),
    ):
        with pytest.raises(SomebodyWasFirst):
            change()
    write(outage, "I came later", jun, now)
    assert [one.text for one in open_accounts(outage)] == ["I saw it turn red", "I came later"]


def test_a_form_that_is_sent_twice_is_one_account_in_the_silence_and_after_it(
    outage: Review, jun: Participant, me: Participant, now: datetime
) -> None:
    for phase, text in (("accounts", "Nobody told me"), ("evidence", "I came later")):
        to(outage, phase, me, now)
        for _click in range(2):
            add_card(outage, text=text, by=jun, browser_key="jun", once="a mark", at=now)
    assert [one.text for one in open_accounts(outage)] == ["Nobody told me", "I came later"]


def test_what_lies_open_is_never_covered_again(
    outage: Review, me: Participant, now: datetime
) -> None:
    to(outage, "accounts", me, now)
    write(outage, "I saw it turn red", me, now)
    to(outage, "evidence", me, now)
    with pytest.raises(BadInput) as told:
        to(outage, "accounts", me, now)
    assert told.value.field == "phase"
    to(outage, "event", me, now)
    assert texts(outage) == {"I saw it turn red"}


def test_a_step_back_leaves_them_face_down(outage: Review, me: Participant, now: datetime) -> None:
    to(outage, "accounts", me, now)
    write(outage, "I saw it turn red", me, now)
    to(outage, "event", me, now)
    assert (texts(outage), card_count(outage)) == (set(), 1)
    with pytest.raises(SomebodyWasFirst):
        write(outage, "Too early", me, now)
    to(outage, "evidence", me, now)
    assert texts(outage) == {"I saw it turn red"}


def test_the_silence_can_be_skipped_and_had_later(
    outage: Review, me: Participant, now: datetime
) -> None:
    to(outage, "evidence", me, now)
    to(outage, "accounts", me, now)
    write(outage, "I saw it turn red", me, now)
    assert texts(outage) == set()


def test_something_of_ones_own_has_no_accounts(ada: User, now: datetime) -> None:
    own = begin_review(context="personal", title="Not offered", by=ada, at=now)
    with pytest.raises(BadInput):
        to(own, "accounts", seat_of(ada, own), now)


@pytest.fixture
def turned(outage: Review, me: Participant, jun: Participant, now: datetime) -> Card:
    to(outage, "accounts", me, now)
    write(outage, "Nobody told me", jun, now)
    to(outage, "evidence", me, now)
    card: Card = Card.objects.get(review=outage)
    return card


def account_of(now: datetime, whose: str = "Jun") -> Told:
    return Told(When(now), "Nobody told me", EntryKind.ACCOUNT, whose)


def test_an_account_is_told_on_the_timeline_once(
    outage: Review, turned: Card, me: Participant, now: datetime
) -> None:
    entry = add_entry(outage, account_of(now), account=turned, by=me, at=now)
    turned.refresh_from_db()
    again = add_entry(outage, account_of(now), account=turned, by=me, at=now)
    assert (again.pk, TimelineEntry.objects.count()) == (entry.pk, 1)
    assert [one.entry for one in open_accounts(outage)] == [entry.pk]
    assert [card.entry for card in record_of(outage).cards] == [str(entry.pk)]


def test_taken_off_the_timeline_it_can_be_told_again(
    outage: Review, turned: Card, me: Participant, now: datetime
) -> None:
    entry = add_entry(outage, account_of(now), account=turned, by=me, at=now)
    delete_entry(entry, by=me, at=now)
    assert [one.entry for one in open_accounts(outage)] == [None]
    assert [card.entry for card in record_of(outage).cards] == [None]
    turned.refresh_from_db()
    add_entry(outage, account_of(now), account=turned, by=me, at=now)
    assert TimelineEntry.objects.count() == 1


def test_two_accounts_that_disagree_both_stay(
    outage: Review, me: Participant, now: datetime
) -> None:
    for whose, saw in (("Ada", "It was the network"), ("Jun", "It was the disk")):
        add_entry(outage, Told(When(now), saw, EntryKind.ACCOUNT, whose), by=me, at=now)
    assert [(e.at, e.attributed_to, e.text) for e in record_of(outage).entries] == [
        (now, "Ada", "It was the network"),
        (now, "Jun", "It was the disk"),
    ]


def test_with_names_an_account_belongs_to_somebody(
    outage: Review, me: Participant, now: datetime
) -> None:
    with pytest.raises(BadInput) as told:
        add_entry(outage, account_of(now, ""), by=me, at=now)
    assert told.value.field == "attributed_to"


def test_without_names_it_belongs_to_nobody_and_history_does_not_say_who_told_it(
    outage: Review, me: Participant, now: datetime
) -> None:
    frame_review(outage, minutes=60, mode=Mode.ANONYMOUS, by=me, at=now)
    later = now + timedelta(minutes=9)
    entry = add_entry(outage, account_of(now, ""), by=me, at=later)
    change_entry(entry, account_of(now, ""), by=me, at=later)
    add_entry(outage, Told(When(now), "A fact"), by=me, at=later)
    lines = Activity.objects.filter(review=outage, verb__startswith="timeline_entry")
    assert [(line.actor, line.at) for line in lines] == [(None, now), (None, now), (me, later)]


def test_accounts_and_what_they_became_survive_json_and_markdown(
    outage: Review, turned: Card, me: Participant, ada: User, now: datetime
) -> None:
    add_entry(outage, account_of(now), account=turned, by=me, at=now)
    record = record_of(outage)
    text = json_form.render(record)
    assert json_form.parse(text) == record
    read = markdown.parse(markdown.render(record), at=now)
    assert [(c.text, c.participant, c.entry) for c in read.cards] == [
        (c.text, c.participant, c.entry) for c in record.cards
    ]
    delete_review(outage, by=me, at=now)
    Review.objects.filter(pk=outage.pk).delete()
    copy = import_review(json_form.parse(text), by=ada, at=timezone.now())
    assert json_form.render(record_of(copy)) == text
