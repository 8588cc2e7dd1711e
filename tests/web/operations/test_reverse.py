from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mortem.core.errors import BadInput, SomebodyWasFirst
from mortem.core.formats import json_form, markdown
from mortem.core.record import Asked, Lean, Mode
from mortem.web.models import Activity, Participant, ReverseAnswer, Review, User
from mortem.web.operations.confidences import say_confidence
from mortem.web.operations.imports import import_review
from mortem.web.operations.purging import purge
from mortem.web.operations.reverse import answer_reverse
from mortem.web.operations.reviews import describe_review
from mortem.web.queries.records import record_of
from mortem.web.queries.reverse import my_reverse_answer, reverse_is_asked
from tests.web.conftest import seat_of
from tests.web.guarding import bring, guest_in, guest_seat, some_causes

if TYPE_CHECKING:
    from datetime import datetime


@pytest.fixture
def me(migration: Review, ada: User, now: datetime) -> Participant:
    found = seat_of(ada, migration)
    describe_review(migration, by=found, at=now, minutes=30)
    some_causes(migration, 1)
    bring(migration, "protect")
    found.review.refresh_from_db()
    return found


def lean(who: Participant, way: Lean | None, now: datetime, key: str = "") -> None:
    say_confidence(
        who.review, moment=Asked.AFTER, percent=40, lean=way, by=who, browser_key=key, at=now
    )


def answer(who: Participant, text: str, now: datetime, key: str = "") -> None:
    answer_reverse(who.review, text=text, by=who, browser_key=key, at=now)


def kept() -> list[str]:
    return list(ReverseAnswer.objects.order_by("text").values_list("text", flat=True))


def test_it_waits_for_everybody(me: Participant, now: datetime) -> None:
    guest_in(me.review)
    lean(me, Lean.STOP, now)
    with pytest.raises(SomebodyWasFirst):
        answer(me, "A rival did it", now)
    lean(guest_seat(me.review), Lean.DELAY, now)
    answer(me, "A rival did it", now)
    assert kept() == ["A rival did it"]


def test_one_who_would_do_it_is_enough_not_to_ask(me: Participant, now: datetime) -> None:
    guest_in(me.review)
    lean(me, Lean.STOP, now)
    lean(guest_seat(me.review), Lean.GO, now)
    assert reverse_is_asked(me.review) is False
    lean(guest_seat(me.review), None, now)
    assert reverse_is_asked(me.review) is False


def test_a_new_answer_takes_the_place_of_the_old_one(me: Participant, now: datetime) -> None:
    lean(me, Lean.STOP, now)
    answer(me, "A rival did it", now)
    answer(me, " The old side died ", now)
    assert kept() == ["The old side died"]


@pytest.mark.parametrize("text", ["", "  ", "x" * 2_001])
def test_what_is_no_answer(text: str, me: Participant, now: datetime) -> None:
    lean(me, Lean.STOP, now)
    with pytest.raises(BadInput):
        answer(me, text, now)


def test_history_names_nobody_and_no_word(me: Participant, now: datetime) -> None:
    lean(me, Lean.STOP, now)
    answer(me, "A rival did it", now)
    last = Activity.objects.filter(review=me.review).latest("number")
    assert (last.verb, last.actor, last.data) == ("reverse.answered", None, {})


def test_no_record_has_it_before_protecting_is_over(me: Participant, now: datetime) -> None:
    lean(me, Lean.STOP, now)
    answer(me, "A rival did it", now)
    found = record_of(me.review)
    assert (found.reverse_answers, found.confidences) == ((), ())
    bring(me.review, "watch")
    found = record_of(me.review)
    assert [one.text for one in found.reverse_answers] == ["A rival did it"]
    assert [one.lean for one in found.confidences] == [Lean.STOP]


def test_once_answers_are_open_whoever_said_nothing_is_not_waited_for(
    me: Participant, now: datetime
) -> None:
    guest_in(me.review)
    lean(me, Lean.STOP, now)
    bring(me.review, "watch")
    me.review.refresh_from_db()
    answer(me, "A rival did it", now)
    assert kept() == ["A rival did it"]


def test_anonymous_answers_carry_no_person(me: Participant, now: datetime) -> None:
    describe_review(me.review, by=me, at=now, mode=Mode.ANONYMOUS)
    lean(me, Lean.STOP, now, key="ada's")
    answer(me, "A rival did it", now, key="ada's")
    assert [(a.participant, bool(a.key_hash)) for a in ReverseAnswer.objects.all()] == [
        (None, True)
    ]
    found = [my_reverse_answer(me.review, me, key) for key in ("ada's", "another")]
    assert found == ["A rival did it", ""]


def test_json_and_markdown_keep_it_and_never_say_who(
    me: Participant, ben: User, now: datetime
) -> None:
    lean(me, Lean.DELAY, now)
    answer(me, "A rival did it", now)
    bring(me.review, "watch")
    me.review.refresh_from_db()
    record = record_of(me.review)
    text, document = json_form.render(record), markdown.render(record)
    assert markdown.parse(document, at=now).reverse_answers == record.reverse_answers
    assert "## If we had not done it\n\n- A rival did it" in document
    me.review.delete()
    brought = import_review(json_form.parse(text), by=ben, at=timezone.now())
    assert json_form.render(record_of(brought)) == text
    assert [(a.participant, a.key_hash) for a in ReverseAnswer.objects.all()] == [(None, "")]


def test_it_goes_with_its_review(me: Participant, now: datetime) -> None:
    lean(me, Lean.STOP, now)
    answer(me, "A rival did it", now)
    purge(Review.objects.filter(pk=me.review_id))
    assert kept() == []


def test_the_database_holds_to_one_answer_each(me: Participant) -> None:
    ReverseAnswer.objects.create(review=me.review, participant=me, text="x")
    for broken in ({"participant": me}, {"participant": me, "key_hash": "k"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReverseAnswer.objects.create(review=me.review, text="y", **broken)
