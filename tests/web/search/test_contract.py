"""The promise of search, on whichever database is configured."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mortem.core.record import LessonKind
from mortem.web import search
from mortem.web.access import readable_reviews
from mortem.web.models import (
    ActionItem,
    Answer,
    Card,
    Cause,
    Evidence,
    Lesson,
    Review,
    SearchEntry,
    Signal,
    Theme,
    TimelineEntry,
)
from mortem.web.operations.parts import add_part, change_part, delete_part, restore_part
from mortem.web.operations.purging import purge_reviews
from mortem.web.operations.reviews import (
    begin_review,
    delete_review,
    describe_review,
    restore_review,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytest_django import DjangoAssertNumQueries

    from mortem.web.models import User


@pytest.fixture
def cause(migration: Review, now: datetime) -> Cause:
    return add_part(
        Cause, migration, by=None, at=now, text="We have never restored a backup of this database"
    )


@pytest.mark.usefixtures("migration")
def test_a_review_is_found_by_its_title(found: Callable[[str], list[str]]) -> None:
    assert found("orders") == ["Move orders to the new cluster"]


@pytest.mark.parametrize("field", ["summary", "success", "hurt", "failure_sentence"])
def test_a_review_is_found_by_what_it_says(
    field: str, migration: Review, now: datetime, found: Callable[[str], list[str]]
) -> None:
    me = migration.participants.get()
    said: dict[str, Any] = {field: "Nobody notices"}
    describe_review(migration, by=me, at=now, **said)
    assert found("notices") == ["Move orders to the new cluster\nNobody notices"]


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Cause, {"text": "A quokka sat on it"}),
        (Lesson, {"text": "Ask the quokka", "kind": LessonKind.LUCKY}),
        (ActionItem, {"text": "Feed the quokka"}),
        (ActionItem, {"text": "Feed it", "measure": "one quokka a day"}),
        (Signal, {"question": "Is the quokka asleep?"}),
        (Signal, {"question": "Asleep?", "response": "wake the quokka"}),
        (Answer, {"question": "What went right?", "text": "the quokka"}),
    ],
)
def test_a_part_is_found_by_its_words(
    model: type[Any], values: dict[str, str], outage: Review, now: datetime
) -> None:
    part: Any = add_part(model, outage, by=None, at=now, **values)
    (hit,) = search.find("quokka", reviews=Review.objects.all())
    assert (hit.id, hit.review) == (part.pk, outage.pk)
    assert [text for text, marked in hit.pieces if marked] == ["quokka"]


def test_a_moment_is_found_by_its_words_and_by_who_told_it(
    outage: Review, now: datetime, found: Callable[[str], list[str]]
) -> None:
    entry = TimelineEntry.objects.create(
        review=outage, at=now, text="The pager rang", attributed_to="Jun"
    )
    search.put(entry)
    assert found("pager") == found("jun") == ["The pager rang\nJun"]


def test_evidence_is_found_by_its_name(
    outage: Review, now: datetime, found: Callable[[str], list[str]]
) -> None:
    values = {"media_type": "text/plain", "size": 1, "sha256": "0" * 64, "added_at": now}
    add_part(Evidence, outage, by=None, at=now, name="checkout-api.log", **values)
    assert found("checkout-api.log") == ["checkout-api.log"]


def test_cards_and_themes_are_never_put(
    migration: Review, now: datetime, found: Callable[[str], list[str]]
) -> None:
    add_part(Card, migration, by=None, at=now, text="quokka")
    add_part(Theme, migration, by=None, at=now, name="quokka")
    assert found("quokka") == []


@pytest.mark.parametrize(
    "words",
    [
        "backup",
        "BACKUP",
        "back",
        "restored backup",
        "backup restored",
        '"restored a backup"',
        '"restored a back',
        "restored-a-backup",
        "  never,  backup!! ",
    ],
)
def test_ways_to_find_a_cause(words: str, cause: Cause, found: Callable[[str], list[str]]) -> None:
    assert found(words) == [cause.text]


@pytest.mark.usefixtures("cause")
@pytest.mark.parametrize(
    "words",
    ["", "   ", '"', "***", "backups", "ackup", '"backup restored"', '"restored a back"'],
)
def test_what_does_not_find_it(words: str, found: Callable[[str], list[str]]) -> None:
    assert found(words) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Das Café schließt", "cafe schliesst"),
        ("Das Cafe\u0301 schließt", "CAFÉ"),
        ("naïve retry", "naive"),
        ("Ελλάδα", "ελλαδα"),
        ("移動注文到新集群", "新集群"),
        ("ﬁle system", "file"),
    ],
)
def test_accents_and_scripts_are_folded(
    text: str, words: str, migration: Review, now: datetime
) -> None:
    cause = add_part(Cause, migration, by=None, at=now, text=text)
    assert [hit.id for hit in search.find(words, reviews=Review.objects.all())] == [cause.pk]


def test_all_the_words_before_any_of_them(
    migration: Review, now: datetime, found: Callable[[str], list[str]]
) -> None:
    for text in ("red kite", "red fox", "kite"):
        add_part(Cause, migration, by=None, at=now, text=text)
    assert found("red kite") == ["red kite"]
    assert sorted(found("fox kite")) == ["kite", "red fox", "red kite"]


def test_a_title_comes_first_and_more_comes_before_less(
    migration: Review, now: datetime, found: Callable[[str], list[str]]
) -> None:
    add_part(Cause, migration, by=None, at=now, text="orders wait, and one other thing happens too")
    add_part(Cause, migration, by=None, at=now, text="orders and orders and orders")
    assert [text.split()[0:2] for text in found("orders")] == [
        ["Move", "orders"],
        ["orders", "and"],
        ["orders", "wait,"],
    ]


def test_a_limit_is_kept(migration: Review, now: datetime) -> None:
    for _ in range(3):
        add_part(Cause, migration, by=None, at=now, text="kite")
    assert len(search.find("kite", reviews=Review.objects.all(), limit=2)) == 2


def test_a_change_replaces_what_was_found(
    cause: Cause, now: datetime, found: Callable[[str], list[str]]
) -> None:
    change_part(cause, by=None, at=now, text="The disk was full")
    assert found("backup") == []
    assert found("disk") == ["The disk was full"]


def test_deleting_hides_and_restoring_shows(
    cause: Cause, now: datetime, found: Callable[[str], list[str]]
) -> None:
    delete_part(cause, by=None, at=now)
    assert found("backup") == []
    restore_part(cause, by=None, at=now)
    assert found("backup") == [cause.text]


def test_a_deleted_review_is_silent_until_it_is_back(
    migration: Review, cause: Cause, now: datetime, found: Callable[[str], list[str]]
) -> None:
    me = migration.participants.get()
    delete_review(migration, by=me, at=now)
    assert found("backup") == found("orders") == []
    restore_review(migration, by=me, at=now)
    assert found("backup") == [cause.text]


@pytest.mark.usefixtures("cause")
def test_a_purged_review_leaves_nothing(migration: Review, now: datetime) -> None:
    delete_review(migration, by=migration.participants.get(), at=now)
    assert purge_reviews(at=now + timedelta(days=31)) == 1
    assert SearchEntry.objects.count() == 0


@pytest.mark.usefixtures("cause")
def test_nobody_finds_what_they_may_not_open(ada: User, ben: User, now: datetime) -> None:
    begin_review(context="personal", title="My backup plan", by=ada, at=now)
    assert len(search.find("backup", reviews=readable_reviews(ada))) == 2
    assert search.find("backup", reviews=readable_reviews(ben)) == []
    assert search.find("backup", reviews=readable_reviews(None)) == []


def test_reindexing_finds_the_same(
    migration: Review, cause: Cause, found: Callable[[str], list[str]]
) -> None:
    SearchEntry.objects.all().delete()
    assert found("backup") == []
    assert search.reindex() == 2
    assert found("backup") == [cause.text]
    assert search.reindex([migration]) == 2
    assert found("backup") == [cause.text]


@pytest.mark.usefixtures("cause")
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(words=st.text(max_size=60) | st.text(alphabet="ab\"*^:()-+&|!<>'\\%{} ", max_size=30))
def test_nothing_that_can_be_typed_breaks_it(words: str) -> None:
    assert isinstance(search.find(words, reviews=Review.objects.all()), list)


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    text=st.text(
        alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=200
    )
)
def test_any_text_can_be_put(text: str, cause: Cause) -> None:
    cause.text = text
    search.put(cause)


@pytest.mark.parametrize("length", [0, 1, 1000])
def test_a_search_takes_one_query(
    length: int, migration: Review, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(length % 7):
        add_part(Cause, migration, by=None, at=now, text="kite")
    add_part(Cause, migration, by=None, at=now, text="kite " * length + "kite")
    with django_assert_num_queries(1):
        search.find("kite", reviews=Review.objects.all())


def test_reviews_that_hold_any_beginning_of_a_word_come_once_for_each_thing(
    migration: Review, outage: Review, now: datetime
) -> None:
    for text in ("The certificates expired", "A certificate was late"):
        add_part(Cause, outage, by=None, at=now, text=text)
    add_part(Cause, migration, by=None, at=now, text="Orders get lost")
    every = Review.objects.all()
    assert search.holding(["certif", "nowhere"], reviews=every, limit=9) == [outage.pk] * 2
    assert search.holding(["Certif'", "lost"], reviews=every, limit=1) != []
    assert search.holding(["certif"], reviews=every.filter(pk=migration.pk), limit=9) == []
    assert search.holding(["", "…"], reviews=every, limit=9) == []
    assert search.holding(["certif"], reviews=Review.objects.none(), limit=9) == []
