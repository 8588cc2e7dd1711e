"""Identifiers for the database: kept where they are such, made from the words where not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from mortem.core import record as r
from mortem.core.uuids import as_new, uuid_from, with_uuids

KEPT = "4c7c375d-1e7e-4ae1-8903-f9c0de1f34b6"
ORDERS = r.Record(
    id="orders",
    kind=r.Kind.POSTMORTEM,
    context="incident",
    title="The shop was down",
    phase="causes",
    created_at=datetime(2026, 3, 3, tzinfo=UTC),
    follows="before",
    causes=(
        r.Cause(id="c1", text="Nobody restored a backup", position=0, foreseen_by="x"),
        r.Cause(id=KEPT, text="And why?", position=1, parent="c1", foreseen_by=KEPT),
        r.Cause(id="c3", text="Rows drifted", position=2),
    ),
)


@pytest.mark.parametrize(
    ("words", "made"),
    [
        (("orders",), "1c168adb-00d2-48e4-af93-314529f1fa9c"),
        (("orders", "c1"), "3cfc42e5-9705-4a34-ada9-28db276c7d98"),
    ],
)
def test_the_same_words_make_the_same_identifier_for_ever(
    words: tuple[str, ...], made: str
) -> None:
    """An export that came in with an earlier version is known again: these never change."""
    assert uuid_from(*words) == made


def test_it_is_a_uuid_and_words_are_kept_apart() -> None:
    assert UUID(uuid_from("orders")).version == 4
    made = [uuid_from("ab", "c"), uuid_from("a", "bc"), uuid_from("abc"), uuid_from("\ud800")]
    assert len(set(made)) == 4


def test_names_become_identifiers_and_links_follow() -> None:
    record = with_uuids(ORDERS)
    first = uuid_from("orders", "c1")
    assert (record.id, record.follows) == (uuid_from("orders"), uuid_from("before"))
    assert [(one.id, one.parent, one.foreseen_by) for one in record.causes] == [
        (first, None, uuid_from("before", "x")),
        (KEPT, first, KEPT),
        (uuid_from("orders", "c3"), None, None),
    ]
    assert record.title == ORDERS.title


def test_identifiers_that_are_such_stay() -> None:
    record = with_uuids(ORDERS)
    assert with_uuids(record) == record
    assert with_uuids(replace(ORDERS, id=KEPT, follows=None)).id == KEPT


def test_an_identifier_used_twice_is_left_for_the_check_to_name() -> None:
    twice = replace(ORDERS, causes=(ORDERS.causes[0], ORDERS.causes[0]))
    first = uuid_from("orders", "c1")
    assert [one.id for one in with_uuids(twice).causes] == [first, first]


def test_a_copy_is_whole_and_shares_no_identifier() -> None:
    record = with_uuids(ORDERS)
    one, other = as_new(record, "one"), as_new(record, "other")
    texts = [cause.text for cause in record.causes]
    assert [cause.text for cause in one.causes] == texts
    assert (one.causes[1].parent, one.follows) == (one.causes[0].id, None)
    assert [cause.foreseen_by for cause in one.causes] == [None, None, None]
    ids = [{made.id, *(cause.id for cause in made.causes)} for made in (record, one, other)]
    assert len(set.union(*ids)) == sum(map(len, ids))
