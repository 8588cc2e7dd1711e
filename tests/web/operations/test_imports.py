"""A review that comes from a file keeps all it had, or nothing of it comes in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mortem.core import record as r
from mortem.core.chain import BEGUN
from mortem.core.errors import AlreadyThere, BadInput
from mortem.core.phases import phase_names
from mortem.core.playbooks import playbook, playbooks
from mortem.core.references import without_strays
from mortem.core.uuids import with_uuids
from mortem.web.models import Cause, Owner, Participant, Review, User
from mortem.web.operations.imports import import_review
from mortem.web.queries.records import record_of
from tests.core.records import records

AT = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


def sound(record: r.Record) -> r.Record:
    """Return a drawn record as Mortem itself would have written it."""
    causes = {cause.id for cause in record.causes}
    people = {one.id for one in record.participants}
    books = [book.slug for book in playbooks(record.kind)]
    context = books[len(record.context) % len(books)]
    rated = {(one.cause, one.participant): one for one in record.ratings if one.cause in causes}
    owners = {owner.name: owner for owner in record.owners}
    steps = phase_names(record.kind, personal=playbook(context).personal)
    return without_strays(
        with_uuids(
            replace(
                record,
                context=context,
                follows=None,
                phase="closed",
                deadlines=tuple(one for one in record.deadlines if one.phase in steps),
                title=record.title or "x",
                causes=tuple(replace(cause, foreseen_by=None) for cause in record.causes),
                ratings=tuple(
                    one
                    for one in rated.values()
                    if one.participant in people and record.kind is r.Kind.PREMORTEM
                ),
                confidences=record.confidences if record.kind is r.Kind.PREMORTEM else (),
                reverse_answers=record.reverse_answers if record.kind is r.Kind.PREMORTEM else (),
                owners=tuple(
                    replace(owner, address="", confirmed_at=owner.confirmed_at)
                    for owner in owners.values()
                ),
                entries=tuple(replace(one, until_at=None) for one in record.entries),
                event_times=tuple(replace(one, until_at=None) for one in record.event_times),
                signals=tuple(replace(one, owner=None) for one in record.signals),
                actions=tuple(replace(one, owner=None) for one in record.actions),
                activity=tuple(
                    replace(one, verb=one.verb.replace("\x00", "x")[:40]) for one in record.activity
                ),
                evidence=tuple(
                    replace(one, media_type="text/plain", name=one.name or "x")
                    for one in record.evidence
                ),
            )
        )
    )


class RoundTrip(TestCase):
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(records(texts=WORDS))
    def test_a_record_goes_in_and_out_and_in_again(self, drawn: r.Record) -> None:
        ada = User.objects.create(name="Ada", created_at=AT)
        record = sound(drawn)
        first = record_of(import_review(record, by=ada, at=timezone.now()))
        assert _sets(_before_the_chain(first)) == _sets(replace(record, owners=()))
        Review.objects.all().delete()
        assert record_of(import_review(first, by=ada, at=timezone.now())) == first


def _before_the_chain(record: r.Record) -> r.Record:
    """Return the record with the history that it was drawn with, which had no chain."""
    came = [replace(line, digest="") for line in record.activity if line.verb != BEGUN]
    return replace(record, activity=tuple(came))


def _sets(record: r.Record) -> dict[str, Any]:
    """Return a record as comparable facts, whatever the order its lists came in."""
    return {
        name: sorted(value, key=_name) if isinstance(value, tuple) else value
        for name in record.__slots__
        if name != "owners"
        for value in [_unordered(name, getattr(record, name))]
    }


def _name(part: Any) -> str:
    keys = ("id", "number", "moment", "question", "phase")
    return next(str(getattr(part, key)) for key in keys if hasattr(part, key))


def _unordered(name: str, value: Any) -> Any:
    if name == "signals":
        return tuple(
            replace(one, readings=tuple(sorted(one.readings, key=lambda x: x.id))) for one in value
        )
    if name in {"causes", "entries"}:
        return tuple(
            replace(one, citations=tuple(sorted(one.citations, key=repr))) for one in value
        )
    return value


def small(**changes: Any) -> r.Record:
    return replace(
        r.Record(
            id="7d1f5c0e-2c55-4a09-9d6b-0d6a5d4d9a01",
            kind=r.Kind.PREMORTEM,
            context="migration",
            title="Move orders",
            phase="watch",
            created_at=AT,
            participants=(
                r.Participant(id="p1", name="Mara", role=r.Role.FACILITATOR, joined_at=AT),
            ),
            owners=(r.Owner(id="o1", name="Jun", address="jun@example.org", confirmed_at=AT),),
            themes=(r.Theme(id="t1", name="Process", position=0),),
            causes=(
                r.Cause(id="c1", text="No restore", position=0, theme="t1"),
                r.Cause(id="c2", text="Nobody tried", position=1, parent="c1"),
            ),
            actions=(
                r.ActionItem(id="a1", text="Restore once", position=0, cause="c1", owner="o1"),
            ),
        ),
        **changes,
    )


def test_the_importer_keeps_it_and_its_participants_stay_as_they_were(ada: User) -> None:
    review = import_review(small(), by=ada, at=timezone.now())
    people = [(one.name, one.user) for one in review.participants.all()]
    assert review.keeper == ada
    assert people == [("Mara", None)]


def test_short_identifiers_become_the_same_ones_every_time() -> None:
    one, two = with_uuids(small()), with_uuids(small())
    assert one == two
    assert UUID(one.causes[1].parent or "") == UUID(one.causes[0].id)


def test_the_same_review_comes_in_once(ada: User) -> None:
    import_review(small(), by=ada, at=timezone.now())
    with pytest.raises(AlreadyThere) as caught:
        import_review(small(), by=ada, at=timezone.now())
    assert str(caught.value) == "“Move orders” is here already."
    assert caught.value.data["review"] == small().id


def test_it_does_not_tell_that_somebody_else_has_it(ada: User, ben: User) -> None:
    """The same document of two people is two reviews: neither learns of the other's (C3)."""
    mine = import_review(small(), by=ada, at=timezone.now())
    theirs = import_review(small(), by=ben, at=timezone.now())
    assert mine.pk != theirs.pk
    assert [cause.text for cause in theirs.causes.all()] == [
        cause.text for cause in mine.causes.all()
    ]
    with pytest.raises(AlreadyThere):
        import_review(small(), by=ben, at=timezone.now())


def test_a_part_that_another_review_has_is_named_and_nothing_stays(ada: User) -> None:
    kept = with_uuids(small())
    import_review(kept, by=ada, at=timezone.now())
    other = replace(kept, id="7d1f5c0e-2c55-4a09-9d6b-0d6a5d4d9a02")
    with pytest.raises(AlreadyThere) as caught, transaction.atomic():
        import_review(other, by=ada, at=timezone.now())
    assert str(caught.value) == "A part of “Move orders” is here already, in another review."
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"causes": (r.Cause(id="c1", text="x", position=0, parent="c9"),), "actions": ()},
            "These causes hang under a cause that is not there: “x”",
        ),
        (
            {
                "causes": (
                    r.Cause(id="c1", text="x", position=0, parent="c2"),
                    r.Cause(id="c2", text="y", position=1, parent="c1"),
                )
            },
            "These causes explain each other in a circle",
        ),
        (
            {"cards": (r.Card(id="k", text="x", position=0, participant="p9"),)},
            "In cards, the participant",
        ),
        (
            {
                "causes": tuple(r.Cause(id=f"c{n}", text="x", position=n) for n in range(5000)),
            },
            "This review has 5000 causes; 2000 is the most",
        ),
        (
            {"ratings": (r.Rating(id="r", cause="c1", plausibility=101, cost=3),)},
            "A plausibility of 101 % cannot be",
        ),
        (
            {"confidences": (r.Confidence(id="f", moment=r.Asked.AFTER, percent=101),)},
            "101 is no chance; choose 0 to 100 %",
        ),
        (
            {
                "ratings": tuple(
                    r.Rating(id=one, cause="c1", plausibility=1, cost=3, participant="p1")
                    for one in ("r1", "r2")
                )
            },
            "In ratings, “",
        ),
        (
            {
                "entries": (
                    r.TimelineEntry(
                        id="n",
                        at=AT,
                        until_at=datetime(2020, 1, 1, tzinfo=UTC),
                        text="x",
                        position=0,
                    ),
                )
            },
            "It cannot end (2020-01-01",
        ),
        ({"context": "moving house"}, "A premortem has no context “moving house”."),
        ({"phase": "lessons"}, "A premortem has no phase “lessons”."),
        ({"zone": "Mars/Olympus"}, "The time zone “Mars/Olympus” is not known."),
        ({"title": "a\x00b"}, "The title “a�b” holds a character that is no text."),
        ({"title": "a\ud800"}, "The title “a�” holds a character that is no text."),
        ({"title": "x" * 301}, "The title “xxx"),
        ({"minutes": 99_999_999}, "The minutes 99999999 cannot be kept"),
    ],
)
def test_what_is_not_sound_is_told_and_nothing_stays(
    ada: User, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadInput) as caught:
        import_review(small(**changes), by=ada, at=timezone.now())
    assert str(caught.value).startswith(words)
    left = (Review.objects.count(), Cause.everything.count(), Participant.objects.count())
    assert (*left, Owner.objects.count()) == (0, 0, 0, 0)


def test_two_owners_of_one_name_stay_two(ada: User) -> None:
    again = r.Owner(id="o2", name="Jun", address="other@example.org")
    actions = (
        *small().actions,
        r.ActionItem(id="a2", text="Look", position=1, owner="o2"),
    )
    record = small(owners=(*small().owners, again), actions=actions)
    kept = record_of(import_review(record, by=ada, at=timezone.now())).owners
    assert sorted(owner.address for owner in kept) == ["jun@example.org", "other@example.org"]


def test_an_owner_in_the_book_is_that_person(ada: User) -> None:
    known = Owner.objects.create(keeper=ada, name="Jun", address="mine@example.org")
    owners = record_of(import_review(small(), by=ada, at=timezone.now())).owners
    assert [(owner.id, owner.address) for owner in owners] == [(str(known.pk), "mine@example.org")]


def test_deleted_parts_leave_no_reference_behind(ada: User, now: datetime) -> None:
    review = import_review(small(), by=ada, at=timezone.now())
    Cause.objects.filter(review=review, text="No restore").update(deleted_at=now)
    record = record_of(review)
    assert [cause.parent for cause in record.causes] == [None]
    assert [item.cause for item in record.actions] == [None]


def test_the_number_of_queries_does_not_grow(ada: User) -> None:
    counts = []
    for number in (1, 3):
        causes = tuple(r.Cause(id=f"c{number}-{n}", text="x", position=n) for n in range(number))
        record = small(id=f"review-{number}", causes=causes, actions=(), owners=())
        review = import_review(
            replace(record, participants=(), themes=()), by=ada, at=timezone.now()
        )
        with CaptureQueriesContext(connection) as seen:
            record_of(review)
        counts.append(len(seen))
    assert counts[0] == counts[1]
