"""Whoever has the whole database in hand, its files, its backups and the log, reads nothing of it.

Before, while and after a sealed review is open; also of one that was readable until it was sealed.
"""

from __future__ import annotations

import base64
import io
import logging
import time
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from mortem.web import search, traces, vault
from mortem.web.models import Activity, Cause, Owner, Review, SealedReview, User
from mortem.web.operations.causes import add_cause
from mortem.web.operations.lessons import add_lesson, delete_lesson
from mortem.web.operations.owners import owner_named
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.sealing import begin_sealed, lock_of, seal_review, unseal
from mortem.web.sealed import keyring, memory
from tests.web.anonymity import dump
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import a_signal, an_action, bring
from tests.web.sealed.conftest import PASSPHRASE, SECRET, learn, lessons, unlock
from tests.web.silence import overheard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)

LESSON, CAUSE, CARD, NAME = "Zwiebelkuchen", "Kaiserschmarrn", "Apfelstrudel", "Rosalinde"
WORDS = (SECRET, LESSON, CAUSE, CARD, NAME, PASSPHRASE)
READ_AT_MOST = 120.0  # seconds for which another test holds a transaction open
KINDS = ("personal_goal", "premortem", "career_step", "postmortem")


@pytest.fixture(autouse=True)
def swept(transactional_db: None) -> None:  # noqa: ARG001 - asked for its effect
    """Begin without what other tests left: the index is no table of ours, so nothing empties it."""
    if dump.is_sqlite():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM web_searchindex")
        search.forget_traces()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """Return all that the server says to its log, more than it would by itself."""
    log = io.StringIO()
    with overheard(log):
        yield log


def everything(said: io.StringIO) -> Iterator[tuple[str, bytes]]:
    """Yield all there is, where it is: rows, files, backups, sessions as they decode, the log."""
    is_sqlite = dump.is_sqlite()
    files = dump._files_of_sqlite() if is_sqlite else dump._files_of_postgres()
    yield from files.items()
    yield from dump._files_in(configured.DATA).items()
    for name, one in dump.backups().items():
        yield from ((f"{name}: {file}", raw) for file, raw in one.raw.items())
        yield from ((f"{name}: {table}", repr(rows).encode()) for table, rows in one.rows.items())
    yield from ((f"table {name}", repr(rows).encode()) for name, rows in dump.tables().items())
    for session in Session.objects.all():
        yield "a session", repr(session.get_decoded()).encode()
    yield "the log", said.getvalue().encode()


def forms_of(word: str) -> list[bytes]:
    """Return how a word could lie somewhere: plain, folded, wide, as hex, as base64 at any place."""
    raw = word.encode()
    shifted = [base64.b64encode(b"\0" * n + raw)[4:-4] for n in range(3)]
    folded = raw.lower()
    return [raw, folded, word.encode("utf-16-le"), raw.hex().encode(), *shifted]


def readable(said: io.StringIO, words: tuple[str, ...] = WORDS) -> set[tuple[str, str]]:
    """Return which words somebody reads where."""
    wanted = {word: forms_of(word) for word in words}
    return {
        (word, where)
        for where, raw in everything(said)
        for word, forms in wanted.items()
        if any(form in raw for form in forms)
    }


def still_readable(said: io.StringIO) -> set[tuple[str, str]]:
    """Return what is readable once nobody stands in the way of the sweep; privacy.md says so."""
    deadline = time.monotonic() + READ_AT_MOST
    left = readable(said)
    while left and connection.vendor == "postgresql" and time.monotonic() < deadline:
        time.sleep(1)  # the tests beside this one, in the same server, hold transactions open
        sweep_all()
        left = readable(said)
    return left


def sweep_all() -> None:
    for model in apps.get_app_config("web").get_models():
        traces.sweep(model._meta.db_table, ended=True)


@pytest.fixture(autouse=True)
def nothing_of_other_tests(transactional_db: None) -> None:  # noqa: ARG001 - the database first
    """Sweep what tests that were rolled back have left in PostgreSQL's files."""
    if connection.vendor == "postgresql":
        sweep_all()


def kinds_told() -> set[tuple[str, str]]:
    """Return which rows say what kind of review it is."""
    schema = {"django_migrations", "sqlite_schema"}  # which name the kinds that there are
    rows = {name: repr(rows) for name, rows in dump.tables().items() if name not in schema}
    return {(kind, name) for name, text in rows.items() for kind in KINDS if kind in text}


@pytest.fixture
def ada_client(ada: User) -> Client:
    return signed_in(ada)


def write(client: Client, row: SealedReview) -> None:
    """Write something of every kind into the open review."""
    url = f"/r/{row.pk}/"
    for seen, to in (("plan", "imagine"), ("imagine", "write")):
        client.post(f"{url}phase/", {"seen": seen, "to": to})
    client.post(f"{url}cards/", {"text": CARD})
    client.post(f"{url}phase/", {"seen": "write", "to": "reveal"})
    client.post(f"{url}reveal/causes/", {"text": CAUSE})
    client.get(f"{url}report/")
    client.get(f"{url}export/pdf/")
    client.get("/search/?q=Zwiebel")


def test_before_while_and_after_it_is_open(
    ada: User, ada_client: Client, said: io.StringIO, now: datetime
) -> None:
    row = begin_sealed(context="personal_goal", title=SECRET, passphrase=PASSPHRASE, by=ada, at=now)
    assert readable(said) == set()
    unlock(ada_client, row)
    write(ada_client, row)
    page = ada_client.get(f"/r/{row.pk}/export/json/").content.decode()
    assert [word for word in (SECRET, CAUSE) if word not in page] == []  # so there was something
    assert (readable(said), kinds_told()) == (set(), set())
    ada_client.post(f"/sealed/{row.pk}/lock/")
    assert (readable(said), kinds_told()) == (set(), set())


def readable_one(ada: User, now: datetime) -> Review:
    """Return a personal review as it lies there before it is sealed, full of words."""
    review = begin_review(context="career_step", title=SECRET, by=ada, at=now)
    me = seat_of(ada, review)
    add_lesson(review, kind="learned", text=LESSON, by=me, at=now)
    gone = add_lesson(review, kind="learned", text=CARD, by=me, at=now)
    delete_lesson(gone, by=me, at=now)
    add_cause(review, text=CAUSE, by=me, at=now)
    owner_named(review, NAME, at=now)
    an_action(review, text="Ask", owner=NAME)
    a_signal(review, question="Did I?", owner=NAME)
    search.reindex([review])
    return review


def test_what_was_readable_until_it_was_sealed(
    ada: User, ada_client: Client, said: io.StringIO, now: datetime
) -> None:
    review = readable_one(ada, now)
    assert {word for word, _where in readable(said)} == set(WORDS) - {PASSPHRASE}
    row = seal_review(review, passphrase=PASSPHRASE, by=ada, at=timezone.now())
    assert row.pk != review.pk
    assert (still_readable(said), kinds_told()) == (set(), set())
    assert (Review.objects.count(), Owner.objects.count()) == (0, 0)
    unlock(ada_client, row)
    assert lessons(ada_client, row) == [LESSON]
    page = ada_client.get(f"/r/{row.pk}/export/json/").content.decode()
    assert [word for word in (SECRET, CAUSE, NAME) if word not in page] == []
    opened = keyring.at_hand(row.pk)
    assert opened is not None
    with memory.speaking_to(opened.base):
        kept = memory.only_review()
        everything_kept = kept.lessons.model.everything.filter(review=kept)
        assert {one.text for one in everything_kept} == {LESSON, CARD}  # what can come back, too
        found = search.find(LESSON, reviews=Review.objects.all())
        assert [hit.review for hit in found] == [row.pk]


def test_cards_that_nobody_has_turned_come_along(ada: User, ada_client: Client) -> None:
    now = timezone.now()
    review = begin_review(context="personal_goal", title=SECRET, by=ada, at=now)
    bring(review, "write")
    ada_client.post(f"/r/{review.pk}/cards/", {"text": CARD})
    row = seal_review(review, passphrase=PASSPHRASE, by=ada, at=timezone.now())
    opened = unseal(row, lock_of(row).key(PASSPHRASE), by=ada)
    with memory.speaking_to(opened.base):
        assert [card.text for card in memory.only_review().cards.all()] == [CARD]
    memory.close(opened.base)


def test_sealing_says_that_backups_stay_and_leads_into_it(
    ada: User, ada_client: Client, now: datetime
) -> None:
    review = readable_one(ada, now)
    page = ada_client.get(f"/r/{review.pk}/sealing/").content.decode()
    assert page.count("Backups that were made until now still hold it readable") == 1
    answer = ada_client.post(
        f"/r/{review.pk}/sealing/",
        {"passphrase": PASSPHRASE, "again": PASSPHRASE, "understood": "on"},
    )
    row = SealedReview.objects.get()
    assert answer["Location"] == f"/r/{row.pk}/"
    assert ada_client.get(f"/r/{review.pk}/event/").status_code == 404
    assert ada_client.get(f"/r/{row.pk}/event/").status_code == 200


# ── Planted leaks ────────────────────────────────────────────────────────────────────────


def in_a_title(_client: Client) -> None:
    begin_review(context="personal", title=SECRET, by=User.objects.get(), at=timezone.now())


def in_the_history(_client: Client) -> None:
    review = begin_review(
        context="personal", title="Mine", by=User.objects.get(), at=timezone.now()
    )
    Activity.objects.filter(review=review).update(data={"text": SECRET})


def in_the_search(_client: Client) -> None:
    review = begin_review(
        context="personal", title="Mine", by=User.objects.get(), at=timezone.now()
    )
    cause = Cause.objects.create(review=review, text=SECRET)
    search.put(cause)
    Cause.everything.all().delete()


def in_a_session(client: Client) -> None:
    session = client.session
    session["said"] = SECRET
    session.save()


def in_a_file(_client: Client) -> None:
    vault.seal([SECRET.encode()], limit=100)


def in_the_log(_client: Client) -> None:
    logging.getLogger("mortem").warning("%s", SECRET)


def unsealed(_client: Client) -> None:
    SealedReview.objects.update(ciphertext=SECRET.encode())


def deleted_but_not_swept(client: Client) -> None:
    in_a_title(client)
    if connection.vendor == "sqlite":
        Review.objects.all().delete()


@pytest.mark.parametrize(
    "plant",
    [
        in_a_title,
        in_the_history,
        in_the_search,
        in_a_session,
        in_a_file,
        in_the_log,
        unsealed,
        deleted_but_not_swept,
    ],
)
def test_a_planted_leak_is_found(
    plant: Callable[[Client], None],
    sealed: SealedReview,
    ada_client: Client,
    said: io.StringIO,
) -> None:
    unlock(ada_client, sealed)
    learn(ada_client, sealed, LESSON)
    assert readable(said) == set()
    plant(ada_client)
    assert {word for word, _where in readable(said)} == {SECRET}
