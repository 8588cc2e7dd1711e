"""The report shows a whole review to everybody who may read it, and only to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mortem.core.record import Role
from mortem.web.models import Participant
from mortem.web.operations.examples import load_examples
from mortem.web.operations.reviews import begin_review
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import Review, User


@pytest.fixture
def pair(ada: User, now: datetime) -> tuple[Review, Review]:
    """Return the example pair, kept by Ada."""
    return load_examples(by=ada, at=now)


def headings(html: str) -> list[str]:
    return re.findall(r"<h2 id=\"[a-z]+-head\">([^<]+)</h2>", html)


def test_a_look_ahead_reads_from_its_risks_to_what_became_of_it(
    pair: tuple[Review, Review], ada_client: Client
) -> None:
    page = ada_client.get(f"/r/{pair[0].pk}/report/").content.decode()
    assert headings(page) == [
        "Top risks",
        "How likely, how costly",
        "Everything else that was said",
        "What became of it",
    ]
    assert f'<a href="/r/{pair[1].pk}/report/">“{pair[1].title}”</a>' in page
    assert (page.count("picture wide for-desk"), page.count("picture for-phone")) == (1, 1)


def test_a_look_back_reads_from_its_times_to_its_evidence(
    pair: tuple[Review, Review], ada_client: Client
) -> None:
    page = ada_client.get(f"/r/{pair[1].pk}/report/").content.decode()
    assert headings(page) == [
        "How long it took",
        "What made it possible",
        "Were we warned?",
        "Lessons",
        "What changes",
        "Timeline",
        "Evidence",
    ]
    assert f'<a href="/r/{pair[0].pk}/report/">“{pair[0].title}”</a>' in page
    assert page.count('<figure class="picture wide"') == 4
    assert "4 of 17 contributing factors had been written down, and its mitigation" in page


def test_a_stranger_and_a_guest_find_nothing(
    pair: tuple[Review, Review], ben_client: Client, guest_client: Client
) -> None:
    for client in (ben_client, guest_client):
        for path in ("report/", "export/md/", "export/json/", "export/zip/", "export/fishbone/"):
            assert client.get(f"/r/{pair[1].pk}/{path}").status_code == 404


def test_a_review_one_may_not_read_is_not_named(
    pair: tuple[Review, Review], ben: User, ben_client: Client, now: datetime
) -> None:
    back = pair[1]
    Participant.objects.create(review=back, user=ben, name="Ben", role=Role.READER, joined_at=now)
    page = ben_client.get(f"/r/{back.pk}/report/").content.decode()
    assert pair[0].title not in page
    assert str(pair[0].pk) not in page


def test_words_of_people_stay_words(ada: User, ada_client: Client, now: datetime) -> None:
    nasty = "<script>alert(1)</script> & “so” #let x = [y] $z$ {title}"
    review = begin_review(context="incident", title=nasty, by=ada, at=now, summary=nasty)
    page = ada_client.get(f"/r/{review.pk}/report/").content.decode()
    assert "<script>alert" not in page
    assert (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; “so” #let x = [y] $z$ {title}</p>" in page
    )
    assert ada_client.get(f"/r/{review.pk}/export/pdf/").content.startswith(b"%PDF-")


def test_a_personal_one_speaks_kindly(ada: User, ada_client: Client, now: datetime) -> None:
    review = begin_review(context="personal", title="Not promoted", by=ada, at=now)
    me = seat_of(ada, review)
    from mortem.web.operations.lessons import add_lesson

    add_lesson(review, kind="went_wrong", text="I was tired", by=me, at=now)
    page = ada_client.get(f"/r/{review.pk}/report/").content.decode()
    assert "<h3>What was hard</h3>" in page
    assert "Still open" not in page
    assert (
        "fail"
        not in re.sub(r"<head>.*?</head>|<pre>.*?</pre>", "", page, flags=re.DOTALL)
        .split('class="report"')[1]
        .split("</article>")[0]
    )


def test_the_number_of_queries_does_not_grow(ada: User, ada_client: Client, now: datetime) -> None:
    from mortem.web.operations.causes import add_cause

    review = begin_review(context="incident", title="Checkout was down", by=ada, at=now)
    me = seat_of(ada, review)
    counts = []
    for number in (1, 3):
        while review.causes.count() < number:
            add_cause(review, text="A reason", by=me, at=now)
        with CaptureQueriesContext(connection) as seen:
            assert ada_client.get(f"/r/{review.pk}/report/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
