from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from mortem.core.errors import BadInput, SomebodyWasFirst
from mortem.core.record import Mode, Role
from mortem.web.models import Activity, Card, Cause, Participant, Review, User
from mortem.web.operations.cards import (
    CARD_LENGTH,
    add_card,
    change_card,
    delete_card,
    restore_card,
)
from mortem.web.operations.participants import join_review
from mortem.web.operations.plans import frame_review
from mortem.web.operations.reviews import move_phase
from mortem.web.queries.cards import card_count, own_cards
from tests.web.conftest import seat_of


@pytest.fixture
def me(migration: Review, ada: User) -> Participant:
    return seat_of(ada, migration)


@pytest.fixture
def other(migration: Review, now: datetime) -> Participant:
    return join_review(
        migration, name="Jun", role=Role.PARTICIPANT, user=None, browser_key="jun", at=now
    )


def to_writing(review: Review, me: Participant, now: datetime) -> None:
    for phase in ("imagine", "write"):
        move_phase(review, to=phase, by=me, at=now)


@pytest.fixture
def writing(migration: Review, me: Participant, now: datetime) -> Review:
    to_writing(migration, me, now)
    return migration


@pytest.fixture
def anonymous(migration: Review, me: Participant, now: datetime) -> Review:
    review = frame_review(migration, minutes=15, mode=Mode.ANONYMOUS, by=me, at=now)
    to_writing(review, me, now)
    return review


def write(review: Review, text: str, by: Participant, at: datetime, key: str = "mine") -> Card:
    return add_card(review, text=text, by=by, browser_key=key, at=at)


def test_a_card_is_its_writers_alone(
    writing: Review, me: Participant, other: Participant, now: datetime
) -> None:
    write(writing, "First", me, now)
    write(writing, "Second", me, now)
    write(writing, "Theirs", other, now)
    assert [card.text for card in own_cards(writing, me, "mine")] == ["Second", "First"]
    assert [card.text for card in own_cards(writing, other, "jun")] == ["Theirs"]
    assert own_cards(writing, None, "") == []
    assert card_count(writing) == 3


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (CARD_LENGTH + 1), "x" * 100_000])
def test_an_empty_or_endless_card_is_answered(
    writing: Review, me: Participant, now: datetime, text: str
) -> None:
    with pytest.raises(BadInput) as told:
        write(writing, text, me, now)
    assert told.value.field == "text"
    assert card_count(writing) == 0


def test_one_changes_deletes_and_restores_ones_own(
    writing: Review, me: Participant, now: datetime
) -> None:
    card = change_card(write(writing, "Frist", me, now), text=" First ", at=now)
    delete_card(card, at=now)
    assert own_cards(writing, me, "") == []
    (gone,) = own_cards(writing, me, "", deleted=True)
    restore_card(gone, at=now)
    assert [one.text for one in own_cards(writing, me, "")] == ["First"]


def test_history_names_neither_card_nor_writer(
    writing: Review, me: Participant, now: datetime
) -> None:
    card = write(writing, "Said", me, now)
    change_card(card, text="Said better", at=now)
    delete_card(card, at=now)
    lines = Activity.objects.filter(review=writing, verb__startswith="card.")
    assert [line.verb for line in lines] == ["card.added", "card.changed", "card.deleted"]
    assert {(line.actor, str(line.data)) for line in lines} == {(None, "{}")}


def test_an_anonymous_card_keeps_nothing_of_its_writer(
    anonymous: Review, me: Participant, other: Participant, now: datetime
) -> None:
    before = Activity.objects.filter(review=anonymous).last()
    card = write(anonymous, "Unsaid", other, now + timedelta(minutes=3), key="jun")
    kept = Card.objects.get(pk=card.pk)
    assert (kept.participant, kept.position) == (None, 0)
    line = Activity.objects.filter(review=anonymous).last()
    assert line is not None
    assert before is not None
    assert (line.verb, line.actor, line.data, line.at) == ("card.added", None, {}, before.at)
    assert [one.pk for one in own_cards(anonymous, other, "jun")] == [card.pk]
    assert own_cards(anonymous, other, "another browser") == []
    assert own_cards(anonymous, me, "mine") == []


def test_a_card_on_its_way_while_the_review_becomes_anonymous(
    writing: Review, me: Participant, other: Participant, now: datetime
) -> None:
    seen_before = Review.objects.get(pk=writing.pk)
    frame_review(writing, minutes=15, mode=Mode.ANONYMOUS, by=me, at=now)
    write(seen_before, "Unsaid", other, now, key="jun")
    assert list(Card.objects.values_list("participant", "position")) == [(None, 0)]


def test_two_anonymous_cards_of_one_browser_share_no_key(
    anonymous: Review, other: Participant, now: datetime
) -> None:
    for text in ("One", "Two"):
        write(anonymous, text, other, now, key="jun")
    hashes = set(anonymous.cards.values_list("key_hash", flat=True))
    assert len(hashes) == 2
    assert "" not in hashes


def test_turning_shuffles_forgets_and_makes_causes(
    anonymous: Review, me: Participant, other: Participant, now: datetime
) -> None:
    for number in range(12):
        write(anonymous, f"Card {number:02}", other, now, key="jun")
    taken_back = write(anonymous, "Not after all", me, now)
    delete_card(taken_back, at=now)
    move_phase(anonymous, to="reveal", by=me, at=now)
    cards = list(Card.everything.filter(review=anonymous))
    assert [card.position for card in cards] == list(range(12))
    assert {(c.key_hash, c.participant_id) for c in cards} == {("", None)}
    assert [card.pk for card in cards] == sorted(card.pk for card in cards)
    assert [card.revealed for card in cards] == [True] * 4 + [False] * 8
    assert [c.cause.text for c in cards if c.cause] == [card.text for card in cards[:4]]
    assert [c.text for c in anonymous.causes.all()] == [card.text for card in cards[:4]]


def test_the_file_itself_forgets_the_order_of_writing(
    anonymous: Review, me: Participant, other: Participant, now: datetime
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("rows have numbers of their own only in SQLite")
    for number in range(12):
        write(anonymous, f"Card {number:02}", other, now, key="jun")
    move_phase(anonymous, to="reveal", by=me, at=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM web_card ORDER BY rowid")
        rows = [row[0] for row in cursor.fetchall()]
    assert rows == sorted(rows)


def test_going_back_from_writing_turns_nothing(
    writing: Review, me: Participant, now: datetime
) -> None:
    write(writing, "Still mine", me, now)
    move_phase(writing, to="imagine", by=me, at=now)
    assert list(writing.cards.values_list("revealed", flat=True)) == [False]
    assert Cause.objects.count() == 0


def test_a_card_that_comes_late_joins_the_others(
    writing: Review, me: Participant, now: datetime
) -> None:
    stale = Review.objects.get(pk=writing.pk)
    move_phase(writing, to="reveal", by=me, at=now)
    card = write(stale, "Half a thought, finished", me, now)
    assert card.revealed
    assert [cause.text for cause in writing.causes.all()] == ["Half a thought, finished"]


def test_after_the_reveal_no_card_changes(writing: Review, me: Participant, now: datetime) -> None:
    card = write(writing, "Turned", me, now)
    move_phase(writing, to="reveal", by=me, at=now)
    with pytest.raises(SomebodyWasFirst):
        change_card(card, text="Otherwise", at=now)
    with pytest.raises(SomebodyWasFirst):
        delete_card(card, at=now)
    assert list(writing.cards.values_list("text", flat=True)) == ["Turned"]


def test_once_all_is_rated_a_card_is_too_late(
    writing: Review, me: Participant, now: datetime
) -> None:
    for phase in ("reveal", "rate"):
        move_phase(writing, to=phase, by=me, at=now)
    with pytest.raises(SomebodyWasFirst):
        write(writing, "Too late", me, now)
    assert card_count(writing) == 0
