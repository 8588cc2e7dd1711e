"""Notes on wording: who may ask, what comes back, and that nothing of it stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mortem.core.record import Role
from mortem.web.operations.reviews import begin_review
from tests.web.anonymity.dump import tables
from tests.web.guarding import guest_in

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import Review, User

pytestmark = pytest.mark.django_db

BLAMING = "Dana forgot to renew the certificate."


def asked(client: Client, review: Review, text: str, **more: str) -> str:
    answer = client.post(f"/r/{review.pk}/wording/", {"text": text, "genre": "cause", **more})
    assert answer.status_code == 200
    return answer.content.decode()


def places(html: str) -> list[tuple[int, int, str]]:
    found = re.findall(r'data-start="(\d+)" data-end="(\d+)" data-words="([^"]*)"', html)
    return [(int(start), int(end), words) for start, end, words in found]


def test_a_note_says_what_and_where(ada_client: Client, outage: Review) -> None:
    html = asked(ada_client, outage, BLAMING)
    assert places(html) == [(5, 14, "forgot to")]
    assert html.count('data-wording-take="did not"') == 1
    assert html.count("What would have made it easy to renew the certificate?") == 1


def test_places_are_those_of_a_browser(ada_client: Client, outage: Review) -> None:
    assert places(asked(ada_client, outage, f"🔥🔥 {BLAMING}")) == [(10, 19, "forgot to")]


def test_of_plain_words_nothing_is_said_unless_somebody_asked(
    ada_client: Client, outage: Review
) -> None:
    plain = "The reminder went to the mailbox of an old team."
    assert asked(ada_client, outage, plain).strip() == ""
    assert asked(ada_client, outage, plain, asked="1").count("Nothing stands out here.") == 1


def test_a_review_of_ones_own_is_read_as_one(ada_client: Client, ada: User, now: datetime) -> None:
    interview = begin_review(context="interview", title="Talk with the panel", by=ada, at=now)
    harsh = asked(ada_client, interview, "I am so stupid, I failed again.")
    assert [words for _start, _end, words in places(harsh)] != []
    for plain in ("I forgot to draw the diagram.", "I should have slept.", "We always forget."):
        assert asked(ada_client, interview, plain).count("<li") == 0


def test_heavy_words_in_a_review_of_ones_own_are_not_analysed(
    ada_client: Client, ada: User, now: datetime
) -> None:
    own = begin_review(context="personal", title="A hard year", by=ada, at=now)
    heavy = "I am so stupid. I do not want to live any more."
    assert asked(ada_client, own, heavy).strip() == ""
    answer = asked(ada_client, own, heavy, asked="1")
    assert (answer.count("tell somebody you trust"), answer.count("Nothing stands out")) == (1, 0)
    assert asked(ada_client, own, "I am so stupid.").count("<li") == 1


def test_whoever_asks_about_heavy_words_is_pointed_to_people_in_company_too(
    ada_client: Client, migration: Review
) -> None:
    heavy = "I do not want to live any more."
    assert asked(ada_client, migration, heavy, asked="1").count("tell somebody you trust") == 1


@pytest.mark.parametrize(("role", "answer"), [(Role.PARTICIPANT, 200), (Role.READER, 403)])
def test_it_is_for_those_who_take_part(migration: Review, role: Role, answer: int) -> None:
    url, given = f"/r/{migration.pk}/wording/", {"text": BLAMING, "genre": "cause"}
    guest = guest_in(migration, role=role)
    assert guest.post(url, given).status_code == answer
    assert guest.get(url).status_code == 405


@pytest.mark.parametrize(
    "given",
    [{"text": "x", "genre": "poem"}, {"text": "x"}, {"text": "x" * 20_001, "genre": "cause"}],
)
def test_what_is_no_text_of_a_review_is_refused(
    ada_client: Client, outage: Review, given: dict[str, str]
) -> None:
    assert ada_client.post(f"/r/{outage.pk}/wording/", given).status_code == 422


def test_nothing_of_it_stays(
    ada_client: Client, outage: Review, caplog: pytest.LogCaptureFixture
) -> None:
    ada_client.get(f"/r/{outage.pk}/")
    before = tables()
    asked(ada_client, outage, BLAMING)
    assert tables() == before
    assert caplog.text.count("forgot") == 0
