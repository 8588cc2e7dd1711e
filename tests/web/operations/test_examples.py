"""The example pair tells a true story and loads as often as somebody presses the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.foresight import warned
from mortem.core.record import Foresight
from mortem.core.review import missing
from mortem.web import vault
from mortem.web.models import Review
from mortem.web.operations.examples import load_examples
from mortem.web.queries.evidence import line_of
from mortem.web.queries.records import record_of

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import User


def test_each_account_has_a_pair_of_its_own(ada: User, ben: User, now: datetime) -> None:
    mine, theirs = load_examples(by=ada, at=now), load_examples(by=ben, at=now)
    assert {one.keeper for one in mine} == {ada}
    assert {one.keeper for one in theirs} == {ben}
    assert Review.objects.filter(is_example=True).count() == 4


def test_asked_again_it_is_the_same_pair_brought_back(ada: User, now: datetime) -> None:
    first = load_examples(by=ada, at=now)
    Review.objects.update(deleted_at=now)
    assert load_examples(by=ada, at=now) == first
    assert Review.objects.filter(deleted_at=None).count() == 2


def test_the_pair_is_linked_and_complete(ada: User, now: datetime) -> None:
    ahead, back = load_examples(by=ada, at=now)
    before, after = record_of(ahead), record_of(back)
    assert back.follows == ahead
    for record in (before, after):
        assert [lack for lack in missing(record, today=now.date()) if lack.required] == []
    answer = warned(after, before)
    counts = {seen: answer.count(seen) for seen in Foresight}
    assert counts == {
        Foresight.UNKNOWN: 0,
        Foresight.FORESEEN: 3,
        Foresight.MISSED: 10,
        Foresight.LATE: 4,
        Foresight.UNANSWERED: 0,
    }
    assert {one.factor.id for one in answer.factors if one.risk} <= {c.id for c in after.causes}


def test_every_entry_leads_to_a_line_of_the_sources(ada: User, now: datetime) -> None:
    _, back = load_examples(by=ada, at=now)
    source = back.evidence.get()
    with vault.open_sealed(source.sha256) as file:
        assert len(file.read()) == source.size
    cited = [c.first_line for entry in back.entries.all() for c in entry.citations.all()]
    assert len(cited) == 14
    assert all(line_of(source, line or 0).startswith(("A ", "B ")) for line in cited)
