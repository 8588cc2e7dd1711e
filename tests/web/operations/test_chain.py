"""The chain as the operations write it: it holds after everything people do, and shows what they did not do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mortem.core.chain import BEGUN
from mortem.core.formats import json_form
from mortem.core.record import EntryKind, Precision, Role
from mortem.web.documents import Reader, record_for
from mortem.web.models import Activity, Cause, Lesson, Review, TimelineEntry, User, Wording
from mortem.web.operations.cards import add_card
from mortem.web.operations.causes import add_cause, change_cause, delete_cause
from mortem.web.operations.entries import Told, When, add_entry, change_entry
from mortem.web.operations.erasure import SOMEBODY, erase_user
from mortem.web.operations.events import describe_event
from mortem.web.operations.imports import import_review
from mortem.web.operations.lessons import add_lesson, delete_lesson
from mortem.web.operations.purging import purge, purge_parts
from mortem.web.operations.reviews import move_phase
from mortem.web.queries.integrity import history_and_now, integrity_of
from tests.web.conftest import seat_of
from tests.web.guarding import guest_in, join
from tests.web.live.story import AHEAD, BACK

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def codes(review: Review) -> list[str]:
    return [one.code for one in integrity_of(review).findings]


@pytest.mark.parametrize("make", [AHEAD, BACK])
def test_after_everything_people_do_the_record_is_intact(
    make: Callable[..., object], migration: Review, outage: Review, ada: User, ben: User
) -> None:
    story = make(migration, outage, ada, ben)
    join(story.review, ben)  # type: ignore[attr-defined]
    guest_in(story.review, name="Jun")  # type: ignore[attr-defined]
    for name, step in story.steps.items():  # type: ignore[attr-defined]
        story.review.refresh_from_db()  # type: ignore[attr-defined]
        step()
        assert (name, codes(story.review)) == (name, [])  # type: ignore[attr-defined]


def test_a_write_costs_one_statement_more_than_before(outage: Review, ada: User) -> None:
    me, now = seat_of(ada, outage), timezone.now()
    outage.refresh_from_db()
    with CaptureQueriesContext(connection) as asked:
        add_cause(outage, text="The disk was full", by=me, at=now)
    updates = [one["sql"] for one in asked if "activity_count" in one["sql"]]
    kept = [one["sql"] for one in asked if 'INTO "web_wording"' in one["sql"]]
    assert (len(updates), len(kept)) == (1, 1)


def test_an_old_copy_of_the_review_still_writes_the_next_link(outage: Review, ada: User) -> None:
    me, old = seat_of(ada, outage), Review.objects.get(pk=outage.pk)
    add_cause(outage, text="The disk was full", by=me, at=timezone.now())
    add_cause(old, text="Nobody looked", by=me, at=timezone.now())
    assert (codes(outage), old.activity_count) == ([], 3)


def test_a_write_that_is_taken_back_leaves_the_chain_as_it_was(outage: Review, ada: User) -> None:
    me = seat_of(ada, outage)
    with transaction.atomic():
        add_cause(outage, text="The disk was full", by=me, at=timezone.now())
        transaction.set_rollback(True)
    add_cause(outage, text="Nobody looked", by=me, at=timezone.now())
    assert codes(outage) == []


@pytest.fixture
def told(outage: Review, ada: User) -> Review:
    """Return a look back with a cause that was worded anew, an entry and a lesson."""
    me, now = seat_of(ada, outage), timezone.now()
    cause = add_cause(outage, text="Tom forgot the renewal", by=me, at=now)
    change_cause(cause, text="Renewal hung on one memory", by=me, at=now)
    add_entry(outage, Told(When(now), "The page came"), by=me, at=now)
    add_lesson(outage, kind="lucky", text="It was daylight", by=me, at=now)
    return outage


def rewrite_a_text(review: Review) -> None:
    review.causes.update(text="Tom was careless")


def move_a_moment(review: Review) -> None:
    TimelineEntry.objects.filter(review=review).update(at=timezone.now() - timedelta(hours=3))


def rewrite_the_header(review: Review) -> None:
    Review.objects.filter(pk=review.pk).update(summary="Tom did it")


def put_a_cause_in(review: Review) -> None:
    Cause.objects.create(review=review, text="Tom did it")


def take_a_cause_out(review: Review) -> None:
    review.causes.all().delete()


def take_a_line_out(review: Review) -> None:
    Activity.objects.filter(review=review, number=3).delete()


def rewrite_history_and_text(review: Review) -> None:
    Wording.objects.filter(field="text", noun="lesson").update(text="Tom is to blame")
    Lesson.objects.filter(review=review).update(text="Tom is to blame")


def give_a_line_to_another(review: Review) -> None:
    Activity.objects.filter(review=review, number=3).update(actor=None)


def put_a_line_in(review: Review) -> None:
    Activity.objects.create(review=review, number=6, at=timezone.now(), verb="cause.added")


def blank_what_was_said(review: Review) -> None:
    Wording.objects.filter(noun="lesson").update(text="", salt="")
    Lesson.objects.filter(review=review).update(text="Tom is to blame")


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (rewrite_a_text, ["text_untold"]),
        (move_a_moment, ["text_untold"]),
        (rewrite_the_header, ["text_untold"]),
        (put_a_cause_in, ["text_untold"]),
        (take_a_cause_out, ["text_gone"]),
        (take_a_line_out, ["step_missing"]),
        (rewrite_history_and_text, ["words_changed"]),
        (give_a_line_to_another, ["step_changed"]),
        (put_a_line_in, ["step_changed", "other_count"]),
        (blank_what_was_said, ["words_erased"]),
    ],
)
def test_tampering_shows(tamper: Callable[[Review], None], found: list[str], told: Review) -> None:
    assert codes(told) == []
    tamper(told)
    assert codes(told)[: len(found)] == found


def test_purging_a_part_erases_its_words_and_the_chain_holds(told: Review, ada: User) -> None:
    me, now = seat_of(ada, told), timezone.now()
    cause = Cause.objects.get(review=told)
    delete_cause(cause, by=me, at=now - timedelta(days=31))
    delete_lesson(Lesson.objects.get(review=told), by=me, at=now)
    purge_parts(at=now)
    assert not Wording.objects.filter(subject=cause.pk).exclude(text="", salt="").exists()
    assert Wording.objects.filter(subject=cause.pk).count() == 2
    line = Activity.objects.filter(review=told).latest("number")
    assert (line.verb, line.actor, line.data) == ("words.erased", None, {"count": "2"})
    assert (codes(told), integrity_of(told).erased) == ([], 2)


def test_purging_a_review_takes_its_words_along(told: Review) -> None:
    purge(Review.objects.filter(pk=told.pk))
    assert Wording.objects.count() == 0


def test_who_erases_themselves_leaves_neither_name_nor_outdated_words(
    outage: Review, ada: User, ben: User
) -> None:
    join(outage, ben)
    by, me, now = seat_of(ben, outage), seat_of(ada, outage), timezone.now()
    cause = add_cause(outage, text="I am a fool", by=by, at=now)
    change_cause(cause, text="There was no alert", by=me, at=now)
    entry = add_entry(
        outage,
        Told(When(now), "It looked like the network", EntryKind.ACCOUNT, "Ben"),
        by=by,
        at=now,
    )
    erase_user(ben, at=now)
    entry.refresh_from_db()
    assert entry.attributed_to == SOMEBODY
    kept = set(Wording.objects.values_list("text", flat=True))
    assert kept.isdisjoint({"Ben", "I am a fool"})
    assert {"There was no alert", "It looked like the network", SOMEBODY} <= kept
    assert codes(outage) == []


def test_words_that_somebody_else_kept_go_with_their_writer(
    outage: Review, ada: User, ben: User
) -> None:
    join(outage, ben)
    by, me, now = seat_of(ben, outage), seat_of(ada, outage), timezone.now()
    entry = add_entry(outage, Told(When(now), "I am a fool"), by=by, at=now)
    for text in ("I am a fool", "There was no alert", "The alert was off", "There was no alert"):
        change_entry(entry, Told(When(now), text), by=me, at=now)
    erase_user(ben, at=now)
    kept = list(Wording.objects.filter(subject=entry.pk, field="text").exclude(salt=""))
    assert sorted(one.text for one in kept) == [
        "The alert was off",
        "There was no alert",
        "There was no alert",
    ]
    assert codes(outage) == []


def test_words_of_others_stay_when_whoever_kept_them_goes(
    outage: Review, ada: User, ben: User
) -> None:
    join(outage, ben)
    by, me, now = seat_of(ben, outage), seat_of(ada, outage), timezone.now()
    entry = add_entry(outage, Told(When(now), "The page came"), by=me, at=now)
    change_entry(entry, Told(When(now), "The page came"), by=by, at=now)
    change_entry(entry, Told(When(now), "The page came at two"), by=me, at=now)
    erase_user(ben, at=now)
    assert not Wording.objects.filter(subject=entry.pk, salt="").exists()


def test_what_ones_card_said_goes_from_its_cause_and_stays_with_whoever_turned_it(
    migration: Review, ada: User, ben: User
) -> None:
    join(migration, ben)
    me, now = seat_of(ada, migration), timezone.now()
    for phase in ("imagine", "write"):
        move_phase(migration, to=phase, by=me, at=now)
    for who, text in ((ben, "I am a fool"), (ada, "No backup")):
        by = seat_of(who, migration)
        add_card(migration, text=text, by=by, browser_key=str(by.pk), at=now)
    move_phase(migration, to="reveal", by=me, at=now)
    move_phase(migration, to="rate", by=me, at=now)
    for cause in Cause.objects.filter(review=migration):
        change_cause(cause, text=f"{cause.text}, they said", by=me, at=now)
    erase_user(ben, at=now)
    kept = set(Wording.objects.filter(noun="cause").values_list("text", flat=True))
    assert kept == {"", "I am a fool, they said", "No backup", "No backup, they said"}
    assert codes(migration) == []


def test_a_zone_that_moves_days_says_so(outage: Review, ada: User) -> None:
    me, now = seat_of(ada, outage), timezone.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    told = Told(When(midnight, precision=Precision.DAY), "It began")
    entry = add_entry(outage, told, by=me, at=now)
    describe_event(outage, zone="Asia/Tokyo", by=me, at=now)
    entry.refresh_from_db()
    assert (entry.at != midnight, codes(outage)) == (True, [])
    change_entry(entry, Told(When(now), "It began"), by=me, at=now)
    assert codes(outage) == []


def exported(review: Review, role: Role) -> str:
    return json_form.render(record_for(review, Reader(role=role, readable=Review.objects.all())))


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.READER])
def test_an_export_brought_in_again_keeps_the_chain_to_the_byte(
    role: Role, told: Review, ada: User
) -> None:
    newest = integrity_of(told).newest
    text = exported(told, role)
    assert ("Tom forgot" in text) == (role is Role.FACILITATOR)
    purge(Review.objects.filter(pk=told.pk))
    copy = import_review(json_form.parse(text), by=ada, at=timezone.now())
    assert (codes(copy), integrity_of(copy).newest) == ([], newest)
    assert exported(copy, role) == text


def test_what_was_tampered_with_elsewhere_still_shows_here(told: Review, ada: User) -> None:
    text = exported(told, Role.FACILITATOR).replace("It was daylight", "Tom is to blame")
    purge(Review.objects.filter(pk=told.pk))
    copy = import_review(json_form.parse(text), by=ada, at=timezone.now())
    assert set(codes(copy)) == {"words_changed"}


def test_a_history_without_a_chain_gets_one_that_says_where_it_began(
    told: Review, ada: User
) -> None:
    record = json_form.parse(exported(told, Role.FACILITATOR))
    bare = tuple(replace(line, digest="", wordings=()) for line in record.activity)
    purge(Review.objects.filter(pk=told.pk))
    copy = import_review(replace(record, activity=bare), by=ada, at=timezone.now())
    last = Activity.objects.filter(review=copy).latest("number")
    assert (last.number, last.verb, last.actor) == (len(bare) + 1, BEGUN, None)
    assert codes(copy) == []
    copy.causes.update(text="Tom was careless")
    assert codes(copy) == ["text_untold"]


def test_a_chain_over_other_identifiers_is_named_and_begun_anew(told: Review, ada: User) -> None:
    newest = integrity_of(told).newest
    text = exported(told, Role.FACILITATOR).replace(str(told.pk), "a-name-of-ours")
    purge(Review.objects.filter(pk=told.pk))
    copy = import_review(json_form.parse(text), by=ada, at=timezone.now())
    last = Activity.objects.filter(review=copy).latest("number")
    assert (last.verb, last.data) == (BEGUN, {"came_with": newest})
    assert codes(copy) == []


def test_history_and_texts_are_of_one_moment(told: Review) -> None:
    lines, now = history_and_now(told)
    assert (len(lines), now.newest) == (now.count, lines[-1].digest)
