"""Several people do the same thing at the same moment, each over a connection of their own."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

from mortem.core.alerts import read_alert
from mortem.core.errors import AlreadyThere, BadInput, NotFound, SomebodyWasFirst
from mortem.core.record import EventTime as Told
from mortem.core.record import Kind, Mode, Moment, OutcomeKind, Role
from mortem.web import vault
from mortem.web.arrivals import from_text
from mortem.web.jobs.over_days import keep_time
from mortem.web.models import (
    Activity,
    AlertDoor,
    Answer,
    Card,
    Cause,
    EventTime,
    Evidence,
    Outcome,
    Owner,
    Participant,
    Rating,
    Review,
    Share,
    Token,
)
from mortem.web.operations.alert_doors import MOST as MOST_DOORS
from mortem.web.operations.alert_doors import make_door, take_alert
from mortem.web.operations.cards import add_card
from mortem.web.operations.causes import merge_causes, split_cause
from mortem.web.operations.contests import contest
from mortem.web.operations.events import describe_event
from mortem.web.operations.outcomes import resolve_risk
from mortem.web.operations.owners import owner_named
from mortem.web.operations.pace import hold_over_days
from mortem.web.operations.participants import join_review
from mortem.web.operations.plans import frame_review
from mortem.web.operations.ratings import Given, rate_causes
from mortem.web.operations.reviews import begin_review, move_phase
from mortem.web.operations.shares import join_by_share, open_room
from mortem.web.operations.turning import turn_next
from mortem.web.operations.users import issue_sign_in, use_token
from mortem.web.queries.alert_doors import find_door
from tests.web.conftest import seat_of
from tests.web.guarding import bring, some_causes

if TYPE_CHECKING:
    from collections.abc import Callable

    from mortem.web.models import User

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 4
WITHIN = 30  # seconds, on a busy machine


def at_once(what: Callable[[], Any], times: int = TOGETHER) -> list[type[Exception] | None]:
    """Do it in so many threads, all let go together; return how each of them ended."""
    gate = threading.Barrier(times)
    ends: list[type[Exception] | None] = []

    def one() -> None:
        try:
            connection.ensure_connection()
            gate.wait(WITHIN)
            what()
            ends.append(None)
        except Exception as error:  # noqa: BLE001 - whatever comes is what the test is about
            ends.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WITHIN)
    return sorted(ends, key=str)


def numbers(review: Review) -> list[int]:
    return list(Activity.objects.filter(review=review).values_list("number", flat=True))


def is_gap_free(review: Review) -> bool:
    review.refresh_from_db()
    return numbers(review) == list(range(1, review.activity_count + 1))


def test_a_phase_moved_twice_at_once(migration: Review, ada: User) -> None:
    me = seat_of(ada, migration)
    seen = Review.objects.filter(pk=migration.pk)
    ends = at_once(
        lambda: move_phase(seen_as(seen, "plan"), to="imagine", by=me, at=timezone.now())
    )
    assert ends == [SomebodyWasFirst] * (TOGETHER - 1) + [None]
    assert Activity.objects.filter(review=migration, verb="phase.moved").count() == 1
    assert is_gap_free(migration)


def test_alerts_of_one_trouble_at_once_begin_one_look_back(ada: User) -> None:
    at = timezone.now()
    door = find_door(make_door(ada, "Shop", by=ada, at=at))
    bodies = [b'{"title": "Slow", "n": %d}' % n for n in (1, 2, 3, 3)]
    sealed = [(read_alert(body), vault.seal([body], limit=100)) for body in bodies]
    ends = at_once(lambda: take_alert(door, *sealed.pop(), at=at))
    assert ends == [None] * TOGETHER
    review = Review.objects.get()
    assert Evidence.objects.filter(review=review).count() == 3
    assert is_gap_free(review)


def test_the_last_free_door_is_made_once(ada: User) -> None:
    for number in range(MOST_DOORS - 1):
        make_door(ada, f"Shop {number}", by=ada, at=timezone.now())
    ends = at_once(lambda: make_door(ada, "Shop", by=ada, at=timezone.now()))
    assert ends == [BadInput] * (TOGETHER - 1) + [None]
    assert AlertDoor.objects.count() == MOST_DOORS


def seen_as(reviews: Any, phase: str) -> Review:
    """Return the review as somebody saw it who has not looked since."""
    review: Review = reviews.get()
    review.phase = phase
    return review


def test_no_card_is_lost_and_history_has_no_gap(migration: Review, ada: User) -> None:
    bring(migration, "write")
    me = seat_of(ada, migration)
    ends = at_once(
        lambda: add_card(
            Review.objects.get(pk=migration.pk),
            text="One",
            by=me,
            browser_key="",
            at=timezone.now(),
        ),
        times=8,
    )
    assert ends == [None] * 8
    assert sorted(Card.objects.values_list("position", flat=True)) == list(range(8))
    assert is_gap_free(migration)


def test_a_guest_who_presses_twice_has_one_seat(migration: Review) -> None:
    ends = at_once(
        lambda: join_review(
            Review.objects.get(pk=migration.pk),
            name="Jun",
            role=Role.PARTICIPANT,
            user=None,
            browser_key="juns-browser",
            at=timezone.now(),
        )
    )
    assert ends == [None] * TOGETHER
    assert Participant.objects.filter(review=migration, user=None).count() == 1


def test_an_account_on_two_devices_has_one_seat(migration: Review, ben: User) -> None:
    share = open_room(migration, by=migration.participants.get(), at=timezone.now())
    devices = iter(["laptop", "phone", "laptop", "phone"])
    ends = at_once(
        lambda: join_by_share(
            share, name="Ben", user=ben, browser_key=next(devices), at=timezone.now()
        )
    )
    assert ends == [None] * TOGETHER
    assert Participant.objects.filter(review=migration, user=ben).count() == 1


def test_a_form_sent_twice_at_the_same_moment_is_one_card(migration: Review, ada: User) -> None:
    bring(migration, "write")
    me = seat_of(ada, migration)
    ends = at_once(
        lambda: add_card(
            Review.objects.get(pk=migration.pk),
            text="One",
            by=me,
            browser_key="",
            at=timezone.now(),
            once="the mark of one form",
        )
    )
    assert ends == [None] * TOGETHER
    assert Card.objects.count() == 1
    assert is_gap_free(migration)


@pytest.mark.parametrize("mode", [Mode.NAMED, Mode.ANONYMOUS])
def test_no_card_is_lost_while_the_cards_turn(migration: Review, ada: User, mode: Mode) -> None:
    me = seat_of(ada, migration)
    frame_review(migration, minutes=15, mode=mode, by=me, at=timezone.now())
    bring(Review.objects.get(pk=migration.pk), "write")
    tasks = iter(range(8))

    def write_or_turn() -> None:
        number = next(tasks)
        review = Review.objects.get(pk=migration.pk)
        if number == 3:
            move_phase(
                seen_as(Review.objects.filter(pk=review.pk), "write"),
                to="reveal",
                by=me,
                at=timezone.now(),
            )
        else:
            add_card(review, text=f"Card {number}", by=me, browser_key="key", at=timezone.now())

    ends = at_once(write_or_turn, times=8)
    assert ends == [None] * 8
    written = {f"Card {number}" for number in range(8) if number != 3}
    assert set(Card.objects.values_list("text", flat=True)) == written
    assert set(migration.causes.values_list("text", flat=True)) == written
    assert set(Card.objects.values_list("revealed", "key_hash")) == {(True, "")}


def test_a_deadline_that_two_workers_see_turns_the_cards_once(migration: Review, ada: User) -> None:
    me, now = seat_of(ada, migration), timezone.now()
    ends_at = {"write": now + timedelta(days=1)}
    hold_over_days(migration, ends_at, by=me, at=now)
    bring(migration, "write")
    add_card(migration, text="One", by=me, browser_key="", at=now)
    later = now + timedelta(days=2)
    ends = at_once(lambda: keep_time(at=later))
    assert ends == [None] * TOGETHER
    moves = Activity.objects.filter(review=migration, verb="phase.moved", data__to="reveal")
    assert (moves.count(), Card.objects.count()) == (1, 1)


def test_a_room_opened_twice_has_one_door(migration: Review, ada: User) -> None:
    me = seat_of(ada, migration)
    ends = at_once(lambda: open_room(Review.objects.get(pk=migration.pk), by=me, at=timezone.now()))
    assert ends == [None] * TOGETHER
    assert Share.objects.count() == 1


def test_one_person_rates_a_cause_once(migration: Review, ada: User) -> None:
    me, causes = seat_of(ada, migration), some_causes(migration)
    bring(migration, "rate")
    given = {cause.pk: Given(50, 3) for cause in causes}
    ends = at_once(
        lambda: rate_causes(
            Review.objects.get(pk=migration.pk), given, by=me, browser_key="", at=timezone.now()
        )
    )
    assert ends == [None] * TOGETHER
    assert Rating.objects.count() == len(causes)


def test_a_risk_has_one_outcome(migration: Review, ada: User) -> None:
    me, (cause, *_rest) = seat_of(ada, migration), some_causes(migration)
    ends = at_once(
        lambda: resolve_risk(cause, kind=OutcomeKind.AVERTED, note="", by=me, at=timezone.now())
    )
    assert ends == [None] * TOGETHER
    assert Outcome.objects.count() == 1


def test_a_time_and_an_answer_are_kept_once(ada: User) -> None:
    now = timezone.now()
    review = begin_review(context="personal", title="Not promoted", by=ada, at=now)
    me = seat_of(ada, review)
    ends = at_once(
        lambda: describe_event(
            Review.objects.get(pk=review.pk),
            times=[Told(moment=Moment.STARTED, at=now)],
            answers={"Why?": "I never asked"},
            by=me,
            at=now,
        )
    )
    assert ends == [None] * TOGETHER
    assert (EventTime.objects.count(), Answer.objects.count()) == (1, 1)


def some_cards(review: Review, ada: User, count: int = 4) -> list[Cause]:
    """Let Ada write cards alone, and turn them: each lies on a cause of its own."""
    me = seat_of(ada, review)
    bring(review, "write")
    for number in range(count):
        add_card(review, text=f"Said {number}", by=me, browser_key="", at=timezone.now())
    bring(review, "reveal")
    return list(review.causes.all())


def places(review: Review) -> dict[str, str]:
    """Return for each card the cause on the board that holds it."""
    held = review.cards.filter(cause__deleted_at=None).select_related("cause")
    return {card.text: card.cause.text for card in held if card.cause}


def test_two_causes_joined_crosswise_at_once_are_one(migration: Review, ada: User) -> None:
    one, other, *_rest = some_cards(migration, ada)
    me, turns = seat_of(ada, migration), iter([(one, other), (other, one)] * 2)

    def join() -> None:
        into, gone = next(turns)
        merge_causes(Cause.objects.get(pk=into.pk), [gone], by=me, at=timezone.now())

    at_once(join)
    assert set(places(migration)) == {f"Said {number}" for number in range(4)}
    assert len(set(places(migration).values())) == 3
    assert is_gap_free(migration)


def test_a_chain_of_joins_at_once_loses_no_card(migration: Review, ada: User) -> None:
    causes = some_cards(migration, ada)
    me = seat_of(ada, migration)
    turns = iter(zip(causes, causes[1:] + causes[:1], strict=True))

    def join() -> None:
        into, gone = next(turns)
        merge_causes(into, [gone], by=me, at=timezone.now())

    ends = at_once(join)
    assert set(places(migration)) == {f"Said {number}" for number in range(4)}
    assert set(ends) <= {None, SomebodyWasFirst}


def test_a_card_split_off_twice_at_once_has_one_cause(migration: Review, ada: User) -> None:
    into, other, *_rest = some_cards(migration, ada)
    me = seat_of(ada, migration)
    merge_causes(into, [other], by=me, at=timezone.now())
    card = migration.cards.get(text=other.text)
    ends = at_once(lambda: split_cause(into, card, by=me, at=timezone.now()))
    assert ends == [SomebodyWasFirst] * (TOGETHER - 1) + [None]
    assert migration.causes.filter(text=other.text).count() == 1


def test_the_next_cards_turned_twice_at_once_are_turned_once(migration: Review, ada: User) -> None:
    me = seat_of(ada, migration)
    join_review(
        migration,
        name="Jun",
        role=Role.PARTICIPANT,
        user=None,
        browser_key="jun",
        at=timezone.now(),
    )
    some_cards(migration, ada, count=12)
    seen = migration.cards.filter(revealed=True).count()
    ends = at_once(
        lambda: turn_next(Review.objects.get(pk=migration.pk), seen=seen, by=me, at=timezone.now())
    )
    assert ends == [SomebodyWasFirst] * (TOGETHER - 1) + [None]
    assert migration.cards.filter(revealed=True).count() == seen + 1
    assert migration.causes.count() == seen + 1


def test_a_late_card_and_the_way_on_at_once_lose_nothing(migration: Review, ada: User) -> None:
    me = seat_of(ada, migration)
    some_cards(migration, ada, count=2)
    seen = Review.objects.filter(pk=migration.pk)
    turns = iter(range(TOGETHER))

    def step() -> None:
        number, now = next(turns), timezone.now()
        if number == 0:
            move_phase(seen_as(seen, "reveal"), to="rate", by=me, at=now)
        else:
            add_card(seen.get(), text=f"Late {number}", by=me, browser_key="", at=now)

    ends = at_once(step)
    kept = migration.cards.filter(text__startswith="Late")
    assert kept.count() == ends.count(None) - 1
    assert list(kept.filter(cause=None)) == []


def test_a_new_owner_is_written_down_once(migration: Review) -> None:
    ends = at_once(lambda: owner_named(migration, "Robin", at=timezone.now()))
    assert ends == [None] * TOGETHER
    assert Owner.objects.count() == 1


def test_a_link_signs_in_once(ada: User) -> None:
    token = issue_sign_in(ada, at=timezone.now())
    ends = at_once(lambda: use_token(token, Token.Purpose.SIGN_IN, at=timezone.now()))
    assert ends == [NotFound] * (TOGETHER - 1) + [None]


def test_a_document_brought_twice_at_once_comes_in_once(ada: User) -> None:
    text = "---\nmortem: premortem\ncontext: migration\n---\n\n# Move\n\n## Causes\n\n- No backup\n"
    ends = at_once(lambda: from_text(text, by=ada, at=timezone.now()))
    assert ends == [AlreadyThere] * (TOGETHER - 1) + [None]
    assert Review.objects.filter(kind=Kind.PREMORTEM).count() == 1


def test_a_view_sent_twice_is_raised_once(outage: Review) -> None:
    def say() -> None:
        review = Review.objects.get(pk=outage.pk)
        contest(review, subject=outage.pk, text="It was up", by=None, at=timezone.now())

    assert at_once(say) == [None] * TOGETHER
    assert outage.contests.count() == 1
