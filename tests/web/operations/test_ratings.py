from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mortem.core.errors import BadInput, SomebodyWasFirst
from mortem.core.formats import json_form
from mortem.core.record import Disposition, Mode
from mortem.web.models import Activity, Cause, Participant, Rating, Review, User
from mortem.web.operations.causes import change_cause
from mortem.web.operations.imports import import_review
from mortem.web.operations.ratings import Given, decide_risks, rate_causes
from mortem.web.operations.reviews import describe_review, move_phase
from mortem.web.queries.protection import risks
from mortem.web.queries.records import record_of
from mortem.web.queries.risks import my_ratings
from tests.web.conftest import seat_of
from tests.web.guarding import bring, guest_in, guest_seat, some_causes

if TYPE_CHECKING:
    from datetime import datetime


@pytest.fixture
def me(migration: Review, ada: User) -> Participant:
    return seat_of(ada, migration)


@pytest.fixture
def causes(migration: Review) -> list[Cause]:
    made = some_causes(migration, 9)
    bring(migration, "rate")
    migration.refresh_from_db()
    return made


def rate(who: Participant, given: dict[Cause, Given], now: datetime, key: str = "") -> None:
    pks = {cause.pk: value for cause, value in given.items()}
    rate_causes(who.review, pks, by=who, browser_key=key, at=now)


def test_new_answers_take_the_place_of_old_ones(
    me: Participant, causes: list[Cause], now: datetime
) -> None:
    rate(me, {causes[0]: Given(10, 1), causes[1]: Given(20, 2)}, now)
    rate(me, {causes[0]: Given(30, 3)}, now)
    kept = [(r.cause_id, r.plausibility, r.cost) for r in Rating.objects.all()]
    assert kept == [(causes[0].pk, 30, 3)]


def test_whoever_rates_is_done_and_history_names_nobody(
    me: Participant, causes: list[Cause], now: datetime
) -> None:
    rate(me, {causes[0]: Given(10, 1)}, now)
    me.refresh_from_db()
    last = Activity.objects.filter(review=me.review).latest("number")
    assert (me.done_phase, last.verb, last.actor) == ("rate", "causes.rated", None)


def test_many_causes_that_are_left_out_ask_for_nothing_more(
    me: Participant, causes: list[Cause], now: datetime
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            rate(me, {causes[0]: Given(10, 1)}, now)
        return len(seen)

    queries()
    once = queries()
    some_causes(me.review, 40)
    assert queries() == once


def test_seven_causes_are_the_most(me: Participant, causes: list[Cause], now: datetime) -> None:
    rate(me, dict.fromkeys(causes[:7], Given(50, 3)), now)
    with pytest.raises(BadInput, match="8 causes; 7 is the most"):
        rate(me, dict.fromkeys(causes[:8], Given(50, 3)), now)
    assert Rating.objects.count() == 7


@pytest.mark.parametrize("bad", [Given(-1, 3), Given(101, 3), Given(50, 0), Given(50, 6)])
def test_numbers_outside_their_ranges(
    bad: Given, me: Participant, causes: list[Cause], now: datetime
) -> None:
    with pytest.raises(BadInput):
        rate(me, {causes[0]: bad}, now)
    assert Rating.objects.count() == 0


def test_a_range_goes_through_json_and_back(
    me: Participant, causes: list[Cause], ben: User, now: datetime
) -> None:
    describe_review(me.review, by=me, at=now, minutes=30)
    rate(me, {causes[0]: Given(30, None, 0.5, 40), causes[1]: Given(20, 3)}, now)
    bring(me.review, "protect")
    me.review.refresh_from_db()
    record = record_of(me.review)
    text = json_form.render(record)
    me.review.delete()
    brought = import_review(json_form.parse(text), by=ben, at=timezone.now())
    assert json_form.render(record_of(brought)) == text
    kept = Rating.objects.order_by("plausibility").values_list("cost", "cost_low", "cost_high")
    assert list(kept) == [(3, None, None), (None, 0.5, 40)]


@pytest.mark.parametrize(
    "broken",
    [
        {"cost": None},
        {"cost": 3, "cost_low": 1.0, "cost_high": 2.0},
        {"cost": 3, "cost_low": 1.0},
        {"cost": None, "cost_low": 1.0},
        {"cost": None, "cost_low": 3.0, "cost_high": 2.0},
        {"cost": None, "cost_low": -1.0, "cost_high": 2.0},
    ],
)
def test_the_database_holds_to_a_step_or_a_range(
    broken: dict[str, Any], me: Participant, causes: list[Cause]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(cause=causes[0], participant=me, plausibility=50, **broken)


def test_a_cause_of_another_review(
    me: Participant,
    causes: list[Cause],  # noqa: ARG001 - asked for its effect
    outage: Review,
    now: datetime,
) -> None:
    with pytest.raises(BadInput):
        rate(me, {some_causes(outage, 1)[0]: Given(50, 3)}, now)


def test_after_the_picture_nobody_rates(
    me: Participant, causes: list[Cause], now: datetime
) -> None:
    bring(me.review, "protect")
    count = me.review.activity_count
    with pytest.raises(SomebodyWasFirst, match="The rating is over"):
        rate(me, {causes[0]: Given(50, 3)}, now)
    me.review.refresh_from_db()
    assert (Rating.objects.count(), me.review.activity_count) == (0, count)


def test_one_step_back_lets_people_change_their_answers(
    me: Participant, causes: list[Cause], now: datetime
) -> None:
    rate(me, {causes[0]: Given(50, 3)}, now)
    bring(me.review, "protect")
    move_phase(me.review, to="rate", by=me, at=now)
    rate(me, {causes[0]: Given(60, 3)}, now)
    assert Rating.objects.get().plausibility == 60


def test_no_record_shows_an_answer_before_all_are_in(
    me: Participant, causes: list[Cause], now: datetime
) -> None:
    rate(me, {causes[0]: Given(50, 3)}, now)
    assert record_of(me.review).ratings == ()
    assert [one.ranked for one in risks(me.review, today=now.date())] == [None] * 9
    bring(me.review, "protect")
    assert [(r.plausibility, r.cost) for r in record_of(me.review).ratings] == [(50, 3)]


class TestAnonymous:
    @pytest.fixture
    def guest(self, migration: Review, me: Participant, now: datetime) -> Participant:
        describe_review(migration, by=me, at=now, mode=Mode.ANONYMOUS)
        guest_in(migration)
        return guest_seat(migration)

    def test_answers_carry_no_person(
        self, guest: Participant, me: Participant, causes: list[Cause], now: datetime
    ) -> None:
        rate(guest, {causes[0]: Given(10, 1)}, now, key="guest's")
        rate(me, {causes[0]: Given(90, 5)}, now, key="ada's")
        bring(guest.review, "protect")
        people = [r.participant for r in record_of(guest.review).ratings]
        assert people == [None, None]
        assert list(Rating.objects.values_list("participant", flat=True)) == [None, None]

    def test_history_has_no_time_of_its_own_for_them(
        self, guest: Participant, causes: list[Cause], now: datetime
    ) -> None:
        before = Activity.objects.filter(review=guest.review).latest("number")
        rate(guest, {causes[0]: Given(10, 1)}, now + timedelta(minutes=3), key="guest's")
        last = Activity.objects.filter(review=guest.review).latest("number")
        assert (last.verb, last.at) == ("causes.rated", before.at)

    def test_the_hash_differs_from_cause_to_cause(
        self, guest: Participant, causes: list[Cause], now: datetime
    ) -> None:
        rate(guest, dict.fromkeys(causes[:5], Given(10, 1)), now, key="guest's")
        assert Rating.objects.values("key_hash").distinct().count() == 5

    def test_only_the_same_browser_finds_them_again(
        self, guest: Participant, causes: list[Cause], now: datetime
    ) -> None:
        rate(guest, {causes[0]: Given(10, 1)}, now, key="guest's")
        found = [len(my_ratings(guest.review, guest, key)) for key in ("guest's", "another", "")]
        assert found == [1, 0, 0]


class TestDeciding:
    @pytest.fixture(autouse=True)
    def protecting(self, migration: Review, causes: list[Cause]) -> None:  # noqa: ARG002
        bring(migration, "protect")
        migration.refresh_from_db()

    def dispositions(self, review: Review) -> list[str]:
        return list(Cause.objects.filter(review=review).values_list("disposition", flat=True))

    @pytest.mark.parametrize("rest", [Disposition.LET_GO, Disposition.WATCH])
    def test_one_press_decides_about_all(
        self, rest: Disposition, me: Participant, causes: list[Cause], now: datetime
    ) -> None:
        decide_risks(me.review, top=[causes[1].pk], rest=rest, by=me, at=now)
        assert self.dispositions(me.review) == [rest, Disposition.TOP, *[rest] * 7]

    @pytest.mark.parametrize("count", [0, 6])
    def test_one_to_five(
        self, count: int, me: Participant, causes: list[Cause], now: datetime
    ) -> None:
        top = [cause.pk for cause in causes[:count]]
        with pytest.raises(BadInput, match=f"now it is {count}"):
            decide_risks(me.review, top=top, rest=Disposition.LET_GO, by=me, at=now)
        assert set(self.dispositions(me.review)) == {Disposition.OPEN}

    def test_a_rare_catastrophe_is_not_let_go_with_the_rest(
        self, me: Participant, causes: list[Cause], now: datetime
    ) -> None:
        change_cause(causes[8], by=me, at=now, severity_first=True)
        decide_risks(me.review, top=[causes[0].pk], rest=Disposition.LET_GO, by=me, at=now)
        assert self.dispositions(me.review)[-2:] == [Disposition.LET_GO, Disposition.WATCH]

    def test_what_is_not_there(
        self,
        me: Participant,
        causes: list[Cause],  # noqa: ARG002 - asked for its effect
        outage: Review,
        now: datetime,
    ) -> None:
        for stranger in (some_causes(outage, 1)[0].pk, uuid4()):
            with pytest.raises(BadInput, match="gone meanwhile"):
                decide_risks(me.review, top=[stranger], rest=Disposition.WATCH, by=me, at=now)

    def test_not_while_people_still_rate(
        self, me: Participant, causes: list[Cause], now: datetime
    ) -> None:
        move_phase(me.review, to="rate", by=me, at=now)
        with pytest.raises(SomebodyWasFirst):
            decide_risks(me.review, top=[causes[0].pk], rest=Disposition.WATCH, by=me, at=now)
        assert set(self.dispositions(me.review)) == {Disposition.OPEN}
