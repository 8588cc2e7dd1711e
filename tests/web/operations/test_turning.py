"""The reveal: a few cards at a time, nothing lost, nothing early (METHOD P4, P5, P8)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mortem.core.errors import NotFound, SomebodyWasFirst
from mortem.core.record import Mode, Role
from mortem.web import search
from mortem.web.models import Activity, Card, Cause, Participant, Review, User, Wording
from mortem.web.operations.cards import add_card, delete_card
from mortem.web.operations.causes import change_cause, merge_causes, restore_cause
from mortem.web.operations.participants import join_review
from mortem.web.operations.plans import frame_review
from mortem.web.operations.reviews import move_phase
from mortem.web.operations.turning import hide_card, show_card, turn_next
from mortem.web.queries.integrity import integrity_of
from mortem.web.queries.records import record_of
from mortem.web.queries.turning import waiting
from tests.web.conftest import seat_of

SAID = ["Backups", "Disk", "Friday", "Support", "Rollback", "Queue", "Budget", "Illness", "Lock"]


@pytest.fixture
def me(migration: Review, ada: User) -> Participant:
    return seat_of(ada, migration)


@pytest.fixture
def jun(migration: Review, now: datetime) -> Participant:
    return join_review(
        migration, name="Jun", role=Role.PARTICIPANT, user=None, browser_key="jun", at=now
    )


@pytest.fixture(params=list(Mode))
def silent(
    request: pytest.FixtureRequest,
    migration: Review,
    me: Participant,
    jun: Participant,
    now: datetime,
) -> Review:
    """Return a review in which Ada has written three cards and Jun six, not turned yet."""
    review = frame_review(migration, minutes=15, mode=request.param, by=me, at=now)
    for phase in ("imagine", "write"):
        move_phase(review, to=phase, by=me, at=now)
    for number, text in enumerate(SAID):
        writer = me if number % 3 == 0 else jun
        write(review, text, writer, now)
    return review


def write(review: Review, text: str, by: Participant, at: datetime) -> Card:
    return add_card(review, text=text, by=by, browser_key=str(by.pk), at=at)


def reveal(review: Review, me: Participant, now: datetime) -> Review:
    return move_phase(review, to="reveal", by=me, at=now)


def open_texts(review: Review) -> set[str]:
    return set(review.cards.filter(revealed=True).values_list("text", flat=True))


def turn(review: Review, me: Participant, now: datetime, **how: bool) -> int:
    return turn_next(review, seen=len(open_texts(review)), by=me, at=now, **how)


def test_the_reveal_turns_a_few_and_each_press_some_more(
    silent: Review, me: Participant, now: datetime
) -> None:
    reveal(silent, me, now)
    sizes = [len(open_texts(silent))]
    while waiting(silent, me).next:
        sizes.append(turn(silent, me, now))
    anonymous = silent.mode == Mode.ANONYMOUS
    assert sizes == ([5, 4] if anonymous else [2, 2, 2, 1, 1, 1])
    assert open_texts(silent) == set(SAID)
    assert sorted(cause.text for cause in silent.causes.all()) == sorted(SAID)
    assert sorted(card.position for card in silent.cards.all()) == list(range(9))


def test_the_leader_is_heard_first(silent: Review, me: Participant, now: datetime) -> None:
    reveal(silent, me, now)
    writers = [card.participant for card in silent.cards.filter(revealed=True)]
    expected = [None] * 5 if silent.mode == Mode.ANONYMOUS else [me, *set(writers) - {me}]
    assert writers == expected


def test_what_is_not_turned_is_nowhere_but_with_its_writer(
    silent: Review, me: Participant, jun: Participant, now: datetime
) -> None:
    reveal(silent, me, now)
    down = set(SAID) - open_texts(silent)
    record = record_of(silent)
    assert {card.text for card in record.cards} == set(SAID) - down
    assert {cause.text for cause in record.causes} == set(SAID) - down
    assert [line for line in record.activity if any(text in str(line) for text in down)] == []
    found = {text for text in SAID if search.find(text, reviews=Review.objects.all())}
    assert found == set(SAID) - down
    mine = {one: {card.text for card in waiting(silent, one).mine} for one in (me, jun)}
    if silent.mode == Mode.ANONYMOUS:
        assert mine == {me: set(), jun: set()}
        assert set(silent.cards.values_list("key_hash", flat=True)) == {""}
    else:
        assert mine[me] | mine[jun] == down
        assert mine[me] == down & {"Backups", "Support", "Budget"}
    assert waiting(silent, None).mine == ()


def test_all_the_rest_in_one_press_and_pressed_twice_only_once(
    silent: Review, me: Participant, now: datetime
) -> None:
    reveal(silent, me, now)
    seen = len(open_texts(silent))
    assert turn_next(silent, seen=seen, by=me, at=now, rest=True) == 9 - seen
    with pytest.raises(SomebodyWasFirst):
        turn_next(silent, seen=seen, by=me, at=now, rest=True)
    with pytest.raises(SomebodyWasFirst):
        turn_next(silent, seen=9, by=me, at=now)
    lines = Activity.objects.filter(review=silent, verb="cards.turned")
    assert [(line.actor, line.data) for line in lines] == [(me, {"count": str(9 - seen)})]


def test_nothing_is_turned_while_people_write(
    silent: Review, me: Participant, now: datetime
) -> None:
    with pytest.raises(SomebodyWasFirst):
        turn_next(silent, seen=0, by=me, at=now)
    assert open_texts(silent) == set()


def test_going_on_turns_what_is_left(silent: Review, me: Participant, now: datetime) -> None:
    reveal(silent, me, now)
    move_phase(silent, to="rate", by=me, at=now)
    assert open_texts(silent) == set(SAID)
    assert silent.causes.count() == 9


@pytest.mark.parametrize("seconds", [0, 30, 31, 300])
def test_a_late_card_waits_with_the_others_and_is_turned(
    silent: Review, me: Participant, jun: Participant, now: datetime, seconds: int
) -> None:
    reveal(silent, me, now)
    late = write(silent, "Half a thought, finished", jun, now + timedelta(seconds=seconds))
    kept = Card.objects.get(pk=late.pk)
    assert (kept.revealed, kept.key_hash) == (False, "")
    assert kept.participant == (None if silent.mode == Mode.ANONYMOUS else jun)
    turn(silent, me, now)
    soon = late.text in open_texts(silent)
    while waiting(silent, me).next:
        turn(silent, me, now)
    assert open_texts(silent) == {*SAID, late.text}
    assert soon or seconds <= 30  # later than that it comes with the very next ones


def test_after_the_last_card_only_an_anonymous_one_still_waits(
    silent: Review, me: Participant, jun: Participant, now: datetime
) -> None:
    reveal(silent, me, now)
    turn(silent, me, now, rest=True)
    write(silent, "One more", jun, now)
    anonymous = silent.mode == Mode.ANONYMOUS
    assert ("One more" in open_texts(silent)) == (not anonymous)
    assert waiting(silent, me).next == int(anonymous)


def test_a_removed_reader_does_not_make_a_crowd(
    migration: Review, me: Participant, now: datetime
) -> None:
    """Alone, whoever else only reads, there is no ceremony."""
    join_review(migration, name="R", role=Role.READER, user=None, browser_key="r", at=now)
    for phase in ("imagine", "write"):
        move_phase(migration, to=phase, by=me, at=now)
    for text in SAID:
        write(migration, text, me, now)
    reveal(migration, me, now)
    assert open_texts(migration) == set(SAID)


def test_a_hidden_card_is_nowhere_until_it_is_brought_back(
    silent: Review, me: Participant, now: datetime
) -> None:
    reveal(silent, me, now)
    turn(silent, me, now, rest=True)
    card = silent.cards.get(text="Disk")
    hide_card(card, by=me, at=now)
    record = record_of(silent)
    assert {card.text for card in record.cards} == set(SAID) - {"Disk"}
    assert {cause.text for cause in record.causes} == set(SAID) - {"Disk"}
    assert search.find("Disk", reviews=Review.objects.all()) == []
    with pytest.raises(SomebodyWasFirst):
        hide_card(card, by=me, at=now)
    with pytest.raises(NotFound):
        restore_cause(Cause.everything.get(text="Disk"), by=me, at=now)
    show_card(Card.everything.get(pk=card.pk), by=me, at=now)
    assert open_texts(silent) == set(SAID)
    assert silent.causes.filter(text="Disk").count() == 1
    with pytest.raises(SomebodyWasFirst):
        show_card(Card.everything.get(pk=card.pk), by=me, at=now)
    lines = Activity.objects.filter(review=silent, verb__startswith="card.").order_by("number")
    assert [(line.verb, line.actor) for line in lines][-2:] == [
        ("card.hidden", me),
        ("card.shown", me),
    ]


def test_what_others_said_too_goes_on_in_their_words(
    silent: Review, me: Participant, now: datetime
) -> None:
    reveal(silent, me, now)
    turn(silent, me, now, rest=True)
    disk, lock = silent.causes.get(text="Disk"), silent.causes.get(text="Lock")
    merge_causes(disk, [lock], by=me, at=now)
    hide_card(silent.cards.get(text="Disk"), by=me, at=now)
    disk.refresh_from_db()
    assert (disk.text, disk.deleted_at) == ("Lock", None)
    show_card(Card.everything.get(review=silent, text="Disk"), by=me, at=now)
    assert sorted(disk.cards.values_list("text", flat=True)) == ["Disk", "Lock"]


@pytest.mark.parametrize("reworded", [False, True])
def test_of_a_hidden_card_no_words_stay_in_the_history_of_a_cause_that_goes_on(
    silent: Review, me: Participant, now: datetime, reworded: bool
) -> None:
    reveal(silent, me, now)
    turn(silent, me, now, rest=True)
    disk, lock = silent.causes.get(text="Disk"), silent.causes.get(text="Lock")
    merge_causes(disk, [lock], by=me, at=now)
    if reworded:
        change_cause(disk, text="Space ran out", by=me, at=now)
    hide_card(silent.cards.get(text="Disk"), by=me, at=now)
    told = Wording.objects.filter(subject=disk.pk).exclude(salt="")
    assert [one.text for one in told] == ["Space ran out" if reworded else "Lock"]
    assert integrity_of(silent).findings == ()


def test_words_that_another_card_says_too_stay(
    silent: Review, me: Participant, jun: Participant, now: datetime
) -> None:
    write(silent, "Disk", jun, now)
    reveal(silent, me, now)
    seen = silent.cards.filter(revealed=True).count()
    turn_next(silent, seen=seen, by=me, at=now, rest=True)
    disk, same = silent.causes.filter(text="Disk")
    merge_causes(disk, [same], by=me, at=now)
    hide_card(silent.cards.filter(text="Disk")[0], by=me, at=now)
    told = Wording.objects.filter(subject=disk.pk).exclude(salt="")
    assert [one.text for one in told] == ["Disk"]
    assert integrity_of(silent).findings == ()


def test_a_card_that_is_not_turned_cannot_be_hidden(
    silent: Review, me: Participant, now: datetime
) -> None:
    """Else whoever facilitates could ask for each one what it is."""
    card: Card = silent.cards.all()[0]
    with pytest.raises(SomebodyWasFirst):
        hide_card(card, by=me, at=now)


def test_what_its_writer_took_back_does_not_come_with_the_late_ones(
    silent: Review, me: Participant, jun: Participant, now: datetime
) -> None:
    card = write(silent, "Not after all", jun, now)
    delete_card(card, at=now)
    reveal(silent, me, now)
    turn(silent, me, now, rest=True)
    assert open_texts(silent) == set(SAID)
