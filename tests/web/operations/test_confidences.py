from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mortem.core.errors import BadInput, SomebodyWasFirst
from mortem.core.formats import json_form, markdown
from mortem.core.record import Asked, Mode
from mortem.web.models import Activity, Confidence, Participant, Review, User
from mortem.web.operations.confidences import say_confidence
from mortem.web.operations.imports import import_review
from mortem.web.operations.plans import frame_review
from mortem.web.operations.purging import purge
from mortem.web.operations.reviews import describe_review, move_phase
from mortem.web.queries.confidences import confidence_count, my_confidence
from mortem.web.queries.records import record_of
from tests.web.conftest import seat_of
from tests.web.guarding import bring, guest_in, guest_seat

if TYPE_CHECKING:
    from datetime import datetime

BEFORE, AFTER = Asked


@pytest.fixture
def me(migration: Review, ada: User, now: datetime) -> Participant:
    found = seat_of(ada, migration)
    describe_review(migration, by=found, at=now, minutes=30)
    bring(migration, "imagine")
    return found


def say(who: Participant, percent: int, now: datetime, **more: Any) -> None:
    given: dict[str, Any] = {"moment": BEFORE, "browser_key": "", **more}
    say_confidence(who.review, percent=percent, by=who, at=now, **given)


def kept() -> list[tuple[str, int]]:
    return list(Confidence.objects.order_by("percent").values_list("moment", "percent"))


def test_a_new_answer_takes_the_place_of_the_old_one(me: Participant, now: datetime) -> None:
    say(me, 80, now)
    say(me, 70, now)
    assert kept() == [(BEFORE, 70)]


def test_history_names_nobody_and_no_number(me: Participant, now: datetime) -> None:
    say(me, 80, now)
    last = Activity.objects.filter(review=me.review).latest("number")
    assert (last.verb, last.actor, last.data) == ("confidence.said", None, {})


@pytest.mark.parametrize("percent", [-1, 101])
def test_no_chance(percent: int, me: Participant, now: datetime) -> None:
    with pytest.raises(BadInput):
        say(me, percent, now)
    assert kept() == []


@pytest.mark.parametrize(
    ("phase", "moment"),
    [
        ("imagine", AFTER),
        ("write", BEFORE),
        ("rate", AFTER),
        ("protect", BEFORE),
        ("watch", AFTER),
        ("closed", AFTER),
    ],
)
def test_only_while_it_is_asked(phase: str, moment: Asked, me: Participant, now: datetime) -> None:
    bring(me.review, phase)
    me.review.refresh_from_db()
    count = me.review.activity_count
    with pytest.raises(SomebodyWasFirst):
        say(me, 50, now, moment=moment)
    me.review.refresh_from_db()
    assert (kept(), me.review.activity_count) == ([], count)


def test_fifteen_minutes_do_not_ask(me: Participant, now: datetime) -> None:
    describe_review(me.review, by=me, at=now, minutes=15)
    with pytest.raises(SomebodyWasFirst):
        say(me, 50, now)


def test_one_step_back_lets_people_answer_again(me: Participant, now: datetime) -> None:
    bring(me.review, "protect")
    say(me, 50, now, moment=AFTER)
    bring(me.review, "watch")
    assert [one.percent for one in record_of(me.review).confidences] == [50]
    move_phase(me.review, to="protect", by=me, at=now)
    say(me, 60, now, moment=AFTER)
    assert record_of(me.review).confidences == ()
    assert kept() == [(AFTER, 60)]


def test_no_record_has_them_before_the_last_is_in(me: Participant, now: datetime) -> None:
    say(me, 80, now)
    for phase in ("imagine", "write", "reveal", "rate", "protect"):
        bring(me.review, phase)
        assert record_of(me.review).confidences == ()
    bring(me.review, "watch")
    assert [(one.moment, one.percent) for one in record_of(me.review).confidences] == [(BEFORE, 80)]


def test_the_mode_stays_once_somebody_has_answered(me: Participant, now: datetime) -> None:
    say(me, 80, now)
    with pytest.raises(BadInput, match="as it was promised"):
        frame_review(me.review, minutes=30, mode=Mode.ANONYMOUS, by=me, at=now)


def test_it_goes_with_its_review(me: Participant, now: datetime) -> None:
    say(me, 80, now)
    purge(Review.objects.filter(pk=me.review_id))
    assert kept() == []


class TestAnonymous:
    @pytest.fixture
    def guest(self, me: Participant, now: datetime) -> Participant:
        describe_review(me.review, by=me, at=now, mode=Mode.ANONYMOUS)
        guest_in(me.review)
        return guest_seat(me.review)

    def test_answers_carry_no_person(
        self, guest: Participant, me: Participant, now: datetime
    ) -> None:
        say(guest, 20, now, browser_key="guest's")
        say(me, 90, now, browser_key="ada's")
        assert kept() == [(BEFORE, 20), (BEFORE, 90)]
        assert set(Confidence.objects.values_list("participant", flat=True)) == {None}

    def test_nothing_ties_before_to_after(self, guest: Participant, now: datetime) -> None:
        say(guest, 20, now, browser_key="guest's")
        bring(guest.review, "protect")
        guest.review.refresh_from_db()
        say(guest, 30, now, moment=AFTER, browser_key="guest's")
        assert Confidence.objects.values("key_hash").distinct().count() == 2

    def test_only_the_same_browser_finds_it_again(self, guest: Participant, now: datetime) -> None:
        say(guest, 20, now, browser_key="guest's")
        found = [
            my_confidence(guest.review, guest, key, BEFORE) for key in ("guest's", "another", "")
        ]
        assert [one and one.percent for one in found] == [20, None, None]


def test_one_finds_ones_own_and_a_number(me: Participant, now: datetime) -> None:
    guest_in(me.review)
    guest = guest_seat(me.review)
    say(guest, 20, now)
    found = [my_confidence(me.review, who, "", BEFORE) for who in (me, guest, None)]
    assert [one and one.percent for one in found] == [None, 20, None]
    assert confidence_count(me.review, BEFORE) == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"percent": 101},
        {"percent": 50, "moment": "later"},
        {"percent": 50, "key_hash": "k"},
        {"percent": 51},
        {"percent": 50, "participant": None, "lean": "go"},
        {"percent": 50, "moment": "after", "lean": "maybe"},
    ],
)
def test_the_database_holds_to_it(broken: dict[str, Any], me: Participant, now: datetime) -> None:
    say(me, 50, now)
    values = {"review": me.review, "participant": me, "moment": BEFORE, **broken}
    with pytest.raises(IntegrityError), transaction.atomic():
        Confidence.objects.create(**values)


def test_json_keeps_them_and_markdown_does_not(me: Participant, ben: User, now: datetime) -> None:
    say(me, 80, now)
    bring(me.review, "protect")
    me.review.refresh_from_db()
    say(me, 65, now, moment=AFTER)
    bring(me.review, "watch")
    me.review.refresh_from_db()
    record = record_of(me.review)
    text, written = json_form.render(record), markdown.render(record)
    me.review.delete()
    brought = import_review(json_form.parse(text), by=ben, at=timezone.now())
    assert json_form.render(record_of(brought)) == text
    assert kept() == [(AFTER, 65), (BEFORE, 80)]
    assert Confidence.objects.filter(participant=None, key_hash="").count() == 2
    assert markdown.parse(written, at=now).confidences == ()
    assert {"80", "65"}.isdisjoint(written.split())
