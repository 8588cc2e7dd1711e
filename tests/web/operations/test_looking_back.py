"""What the operations of a look back refuse, and that each is one line of history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mortem.core.errors import BadInput, NotFound
from mortem.core.record import EntryKind, Foresight
from mortem.web import vault
from mortem.web.models import Activity, Evidence, Review, TimelineEntry
from mortem.web.operations.causes import add_cause
from mortem.web.operations.citations import Cite, add_cited_cause
from mortem.web.operations.entries import Told, When, add_entry, change_entry, delete_entry
from mortem.web.operations.events import describe_event
from mortem.web.operations.evidence import add_evidence
from mortem.web.operations.foresight import compare_cause
from mortem.web.operations.lessons import add_lesson
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Participant, User


@pytest.fixture
def me(ada: User, outage: Review) -> Participant:
    return seat_of(ada, outage)


def brought(review: Review, me: Participant, now: datetime) -> Evidence:
    sealed = vault.seal([b"one\ntwo\n"], limit=100)
    return add_evidence(review, brought=[("a.log", "text/plain", sealed)], by=me, at=now)[0]


def test_each_operation_is_one_line_of_history(
    outage: Review, me: Participant, now: datetime
) -> None:
    evidence = brought(outage, me, now)
    entry = add_entry(outage, Told(When(now), "x"), cites=Cite(evidence, 1, 2), by=me, at=now)
    change_entry(entry, Told(When(now), "y"), by=me, at=now)
    delete_entry(entry, by=me, at=now)
    add_cited_cause(outage, text="x", cites=Cite(evidence), by=me, at=now)
    add_lesson(outage, kind="lucky", text="x", by=me, at=now)
    describe_event(outage, by=me, at=now, title="Checkout was down", severity=4)
    verbs = list(Activity.objects.filter(review=outage).values_list("verb", flat=True))
    assert verbs == [
        "review.begun",
        "evidence.added",
        "timeline_entry.added",
        "timeline_entry.changed",
        "timeline_entry.deleted",
        "cause.added",
        "lesson.added",
        "review.described",
    ]


@pytest.mark.parametrize("severity", [0, 5, -1])
def test_a_severity_is_one_of_four(
    outage: Review, me: Participant, now: datetime, severity: int
) -> None:
    with pytest.raises(BadInput) as refused:
        describe_event(outage, by=me, at=now, severity=severity)
    assert refused.value.field == "severity"


def test_only_a_look_ahead_is_followed(outage: Review, me: Participant, now: datetime) -> None:
    with pytest.raises(BadInput) as refused:
        describe_event(outage, by=me, at=now, follows=outage)
    assert refused.value.field == "follows"


def test_an_unknown_zone_is_refused(outage: Review, me: Participant, now: datetime) -> None:
    with pytest.raises(BadInput) as refused:
        describe_event(outage, by=me, at=now, zone="Middle/Earth")
    assert refused.value.field == "zone"


def test_an_account_belongs_to_somebody(outage: Review, me: Participant, now: datetime) -> None:
    with pytest.raises(BadInput) as refused:
        add_entry(outage, Told(When(now), "x", EntryKind.ACCOUNT), by=me, at=now)
    assert refused.value.field == "attributed_to"


def test_a_moment_that_was_taken_off_meanwhile_is_not_changed(
    outage: Review, me: Participant, now: datetime
) -> None:
    entry = add_entry(outage, Told(When(now), "x"), by=me, at=now)
    delete_entry(entry, by=me, at=now)
    with pytest.raises(NotFound):
        change_entry(entry, Told(When(now), "y"), by=me, at=now)


def test_evidence_of_another_review_cannot_be_cited_and_nothing_is_written(
    outage: Review, migration: Review, ada: User, me: Participant, now: datetime
) -> None:
    elsewhere = brought(migration, seat_of(ada, migration), now)
    with pytest.raises(BadInput):
        add_entry(outage, Told(When(now), "x"), cites=Cite(elsewhere), by=me, at=now)
    assert TimelineEntry.objects.count() == 0


@pytest.mark.parametrize("lines", [(None, 3), (3, None), (3, 3)])
def test_one_line_is_named_once_or_twice(
    outage: Review, me: Participant, now: datetime, lines: tuple[int | None, int | None]
) -> None:
    cites = Cite(brought(outage, me, now), *lines)
    entry = add_entry(outage, Told(When(now), "x"), cites=cites, by=me, at=now)
    assert entry.citations.values_list("first_line", "last_line").get() == (3, 3)


def test_a_cause_is_foreseen_only_by_the_look_ahead_that_is_followed(
    outage: Review, migration: Review, ada: User, me: Participant, now: datetime
) -> None:
    earlier = add_cause(migration, text="seen", by=seat_of(ada, migration), at=now)
    cause = add_cause(outage, text="x", by=me, at=now)
    with pytest.raises(BadInput) as refused:
        compare_cause(cause, foresight=Foresight.LATE, earlier=earlier, by=me, at=now)
    assert refused.value.field == "earlier"
