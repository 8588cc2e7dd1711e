"""A version for people outside: drafted, compared, kept, handed out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mortem.core.record import Role
from mortem.web.models import Activity, Review, User, Wording
from mortem.web.operations.entries import Told, When, add_entry
from mortem.web.operations.reviews import begin_review, describe_review
from tests.web.conftest import seat_of
from tests.web.guarding import bring, join

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

SAID = {"summary": "Nobody could pay.", "story": "02:10: down\r\n02:57: up", "doing": ""}


@pytest.fixture
def told(outage: Review, ada: User, now: datetime) -> Review:
    me = seat_of(ada, outage)
    summary = "Nobody could pay. Ada saw it on 10.1.2.3."
    add_entry(outage, Told(When(at=now), "Ada restarted it"), by=me, at=now)
    return describe_review(outage, by=me, at=now, summary=summary)


def path(review: Review) -> str:
    return f"/r/{review.pk}/outside/"


def test_a_draft_stands_beside_what_stands_inside(ada_client: Client, told: Review) -> None:
    page = ada_client.get(path(told)).content.decode()
    assert "Nobody could pay. Person A saw it on (a machine inside)." in page
    assert "<del><span" in page
    assert "This is a draft from your own words." in page
    assert 'id="worries"' not in page
    assert not Review.objects.get(pk=told.pk).outside_summary


def test_looking_keeps_nothing_and_says_what_is_still_private(
    ada_client: Client, told: Review
) -> None:
    lines = Activity.objects.count()
    sent = SAID | {"doing": "Ada mails ops@example.org", "look": "1"}
    page = re.sub(r"<[^>]*>", "", ada_client.post(path(told), sent).content.decode())
    assert "A name: “Ada”" in page
    assert "An e-mail address: “ops@example.org”" in page
    assert Activity.objects.count() == lines


def test_what_is_kept_is_part_of_the_record_and_of_its_history(
    ada_client: Client, told: Review
) -> None:
    answer = ada_client.post(path(told), SAID | {"keep": "1"})
    assert (answer.status_code, answer["Location"]) == (302, path(told))
    kept = Review.objects.get(pk=told.pk)
    assert (kept.outside_summary, kept.outside_story) == (
        "Nobody could pay.",
        "02:10: down\n02:57: up",
    )
    assert Wording.objects.filter(field="outside_story").count() == 1
    page = ada_client.get(path(told)).content.decode()
    assert 'data-copy="# Checkout was down' in page
    assert "This is a draft" not in page
    again = ada_client.get(path(told) + "?again=1").content.decode()
    assert "This is a draft" in again


def test_it_is_handed_out_as_a_file_once_it_is_kept(ada_client: Client, told: Review) -> None:
    missing = ada_client.get(f"/r/{told.pk}/export/outside/")
    assert missing.status_code == 404
    ada_client.post(path(told), SAID | {"keep": "1"})
    answer = ada_client.get(f"/r/{told.pk}/export/outside/")
    assert answer["Content-Disposition"].startswith('attachment; filename="Checkout was down for')
    assert answer.content.decode() == (
        "# Checkout was down\n\n## In short\n\nNobody could pay.\n\n"
        "## What happened\n\n- 02:10: down\n- 02:57: up\n"
    )


def test_the_title_goes_outside_without_a_name(
    ada_client: Client, told: Review, ada: User, now: datetime
) -> None:
    describe_review(told, by=seat_of(ada, told), at=now, title="Ada's deploy broke 10.0.0.1")
    ada_client.post(path(told), SAID | {"keep": "1"})
    made = ada_client.get(f"/r/{told.pk}/export/outside/")
    assert made.content.decode().startswith("# Person A's deploy broke (a machine inside)\n")
    assert "Ada" not in made["Content-Disposition"]


def test_others_read_what_was_kept_and_write_nothing(
    ada_client: Client, ben_client: Client, ben: User, told: Review
) -> None:
    assert ben_client.get(path(told)).status_code == 404
    join(told, ben, role=Role.READER)
    assert "Nobody has written one yet." in ben_client.get(path(told)).content.decode()
    assert ben_client.post(path(told), SAID | {"keep": "1"}).status_code == 403
    ada_client.post(path(told), SAID | {"keep": "1"})
    page = ben_client.get(path(told)).content.decode()
    assert "Nobody could pay." in page
    assert "<textarea" not in page


def test_a_text_that_is_too_long_is_asked_again(ada_client: Client, told: Review) -> None:
    answer = ada_client.post(path(told), SAID | {"story": "x" * 20_001, "keep": "1"})
    assert answer.status_code == 422
    assert "Nobody could pay." in answer.content.decode()


@pytest.mark.parametrize("context", ["migration", "personal", "career_step"])
def test_plans_and_reviews_of_ones_own_have_none(
    context: str, ada: User, ada_client: Client, now: datetime
) -> None:
    review = begin_review(context=context, title="Mine", by=ada, at=now)
    assert ada_client.get(path(review)).status_code == 404


def test_the_published_page_leads_there(ada_client: Client, told: Review) -> None:
    bring(told, "actions")
    bring(told, "published")
    page = ada_client.get(f"/r/{told.pk}/published/").content.decode()
    assert f'href="{path(told)}"' in page
