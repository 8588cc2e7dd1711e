from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mortem.core.record import Asked, Lean, Role
from mortem.web.models import Confidence, Review
from mortem.web.operations.reviews import describe_review
from tests.web.guarding import bring, facilitator, guest_in, page, post, protected, went_to

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

ALL = "All of you would rather wait or stop."
SECRET = "The rival opened a week earlier"


@pytest.fixture
def guarded(migration: Review, now: datetime) -> Review:
    describe_review(migration, by=facilitator(migration), at=now, minutes=30)
    protected(migration)
    migration.refresh_from_db()
    return migration


@pytest.fixture
def guest(guarded: Review) -> Client:
    return guest_in(guarded)


def lean(client: Client, review: Review, way: str) -> Any:
    return post(client, "say_confidence", review.pk, moment=Asked.AFTER, percent=45, lean=way)


def html_of(client: Client, review: Review, phase: str = "protect", query: str = "") -> str:
    text: str = page(client, review, phase, query).content.decode()
    return text


def test_three_ways_to_lean_and_none_is_chosen(ada_client: Client, guarded: Review) -> None:
    html = html_of(ada_client, guarded)
    chosen = html.count('name="lean" value="delay" checked')
    assert (html.count('name="lean"'), chosen) == (3, 0)
    assert went_to(lean(ada_client, guarded, "delay")) == "protect"
    again = html_of(ada_client, guarded, query="?sure=again")
    assert again.count('name="lean" value="delay" checked') == 1


def test_before_it_is_not_asked(ada_client: Client, migration: Review, now: datetime) -> None:
    describe_review(migration, by=facilitator(migration), at=now, minutes=30)
    bring(migration, "imagine")
    assert 'name="lean"' not in html_of(ada_client, migration, "imagine")
    sent = {"moment": Asked.BEFORE, "percent": 45, "lean": "stop"}
    post(ada_client, "say_confidence", migration.pk, **sent)
    assert list(Confidence.objects.values_list("percent", "lean")) == [(45, "")]


def test_what_is_no_lean_is_asked_again(ada_client: Client, guarded: Review) -> None:
    assert lean(ada_client, guarded, "sideways").status_code == 422
    assert Confidence.objects.count() == 0


def test_one_may_say_how_sure_and_not_lean(ada_client: Client, guarded: Review) -> None:
    lean(ada_client, guarded, "")
    assert list(Confidence.objects.values_list("lean", flat=True)) == [""]
    assert 'id="reverse"' not in html_of(ada_client, guarded)


def test_alone_it_is_asked_at_once(ada_client: Client, guarded: Review) -> None:
    lean(ada_client, guarded, "stop")
    html = html_of(ada_client, guarded)
    assert "You would rather wait or stop. The other way round, then:" in html
    assert "We did not do it, and that was the mistake. Why?" in html
    assert went_to(post(ada_client, "answer_reverse", guarded.pk, text=SECRET)) == "protect#reverse"
    assert f"You wrote: {SECRET}" in html_of(ada_client, guarded)


def test_together_only_when_everybody_would(
    ada_client: Client, guarded: Review, guest: Client
) -> None:
    lean(ada_client, guarded, "stop")
    assert ALL not in html_of(ada_client, guarded) + html_of(guest, guarded)
    lean(guest, guarded, Lean.DELAY)
    assert (html_of(ada_client, guarded).count(ALL), html_of(guest, guarded).count(ALL)) == (1, 1)
    lean(guest, guarded, Lean.GO)
    assert ALL not in html_of(ada_client, guarded) + html_of(guest, guarded)


def test_nobody_sees_an_answer_or_a_lean_of_another_before_the_end(
    ada_client: Client, guarded: Review, guest: Client
) -> None:
    lean(ada_client, guarded, "stop")
    lean(guest, guarded, Lean.DELAY)
    post(guest, "answer_reverse", guarded.pk, text=SECRET)
    paths = [f"/r/{guarded.pk}/{name}/" for name in ("protect", "report", "rate", "plan")]
    paths += [f"/r/{guarded.pk}/export/{form}/" for form in ("json", "md", "html", "note")]
    paths += [f"/api/reviews/{guarded.pk}", f"/api/reviews/{guarded.pk}/activity"]
    paths += [f"/r/{guarded.pk}/pulse/?seen=0", "/search/?q=rival"]
    told = {path: ada_client.get(path).content.decode() for path in paths}
    marks = (SECRET, '"lean": "', 'id="leans"')
    assert [path for path, text in told.items() if any(mark in text for mark in marks)] == []
    assert SECRET in html_of(guest, guarded)


def test_then_all_see_all_answers_and_how_many_lean_which_way(
    ada_client: Client, guarded: Review, guest: Client
) -> None:
    lean(ada_client, guarded, "stop")
    lean(guest, guarded, Lean.DELAY)
    post(guest, "answer_reverse", guarded.pk, text=SECRET)
    bring(guarded, "watch")
    html = html_of(ada_client, guarded, "watch")
    assert html.count(SECRET) == 1
    assert "Do it: 0 · Wait, or change it first: 1 · Leave it: 1" in html
    report = ada_client.get(f"/r/{guarded.pk}/report/").content.decode()
    assert (report.count(SECRET), report.count("Wait, or change it first: 1")) == (1, 1)
    markdown = ada_client.get(f"/r/{guarded.pk}/export/md/").content.decode()
    assert f"## If we had not done it\n\n- {SECRET}" in markdown


def test_it_can_be_skipped_and_taken_up_again(ada_client: Client, guarded: Review) -> None:
    lean(ada_client, guarded, "stop")
    skipped = html_of(ada_client, guarded, query="?reverse=later")
    assert ('id="reverse-text"' in skipped, "?reverse=again#reverse" in skipped) == (False, True)
    assert 'id="reverse-text"' in html_of(ada_client, guarded, query="?reverse=again")


def test_too_late_and_nothing_said(ada_client: Client, guarded: Review) -> None:
    assert post(ada_client, "answer_reverse", guarded.pk, text=SECRET).status_code == 409
    lean(ada_client, guarded, "stop")
    assert post(ada_client, "answer_reverse", guarded.pk, text=" ").status_code == 422


def test_strangers_readers_and_look_backs(
    ada_client: Client, ben_client: Client, guarded: Review, outage: Review
) -> None:
    lean(ada_client, guarded, "stop")
    reader = guest_in(guarded, role=Role.READER)
    tried = [
        post(client, "answer_reverse", review.pk, text=SECRET).status_code
        for client, review in ((ben_client, guarded), (reader, guarded), (ada_client, outage))
    ]
    assert tried == [404, 403, 404]
    assert 'id="reverse-text"' not in html_of(reader, guarded)


def test_one_persons_own_plan_is_asked_kindly(ada_client: Client, guarded: Review) -> None:
    Review.objects.filter(pk=guarded.pk).update(context="personal_goal")
    lean(ada_client, guarded, "delay")
    assert "You did not do it, and that was the mistake. Why?" in html_of(ada_client, guarded)
