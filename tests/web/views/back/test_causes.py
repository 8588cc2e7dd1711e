"""One set of causes: grown by asking why, moved, cited, compared with what was foreseen."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mortem.core.record import CauseKind, Foresight
from mortem.web.models import Cause, Review
from mortem.web.operations.causes import add_cause
from mortem.web.operations.reviews import begin_review
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from mortem.web.models import User


@pytest.fixture
def outage(outage: Review) -> Review:
    """Return the look back, once it has reached its causes."""
    Review.objects.filter(pk=outage.pk).update(phase="causes")
    outage.refresh_from_db()
    return outage


def grow(
    client: Client, review: Review, text: str, under: Cause | None = None, **more: Any
) -> Cause:
    typed = {"text": text, "parent": str(under.pk) if under else "", **more}
    assert client.post(f"/r/{review.pk}/whys/", typed).status_code == 302
    found: Cause = Cause.objects.get(review=review, text=text)
    return found


def is_balanced(html: str) -> bool:
    opened = {tag: len(re.findall(rf"<{tag}[ >]", html)) for tag in ("ul", "li")}
    return opened == {tag: html.count(f"</{tag}>") for tag in ("ul", "li")}


def outline(page: Any) -> list[tuple[int, str]]:
    return [(row["node"].level, row["text"]) for row in page.context["nodes"]]


def test_whys_branch_and_each_stands_under_what_it_explains(
    ada_client: Client, outage: Review
) -> None:
    disk = grow(ada_client, outage, "The disk was full")
    grow(ada_client, outage, "Nobody was told", disk)
    grow(ada_client, outage, "Logs were never cut", disk)
    grow(ada_client, outage, "The standby was asleep")
    page = ada_client.get(f"/r/{outage.pk}/causes/")
    assert outline(page) == [
        (1, "The disk was full"),
        (2, "Nobody was told"),
        (2, "Logs were never cut"),
        (1, "The standby was asleep"),
    ]
    html = page.content.decode()
    assert html.count("<svg") >= 2
    assert is_balanced(html)


def test_a_cause_may_set_it_off_and_have_a_theme(ada_client: Client, outage: Review) -> None:
    theme = outage.themes.get(name="Timing")
    cause = grow(ada_client, outage, "Midnight", kind="trigger", theme=str(theme.pk))
    assert (cause.kind, cause.theme) == (CauseKind.TRIGGER, theme)


def test_a_circle_is_refused_in_words_and_nothing_typed_is_lost(
    ada_client: Client, outage: Review
) -> None:
    top = grow(ada_client, outage, "The disk was full")
    low = grow(ada_client, outage, "Logs were never cut", grow(ada_client, outage, "mid", top))
    url = f"/r/{outage.pk}/whys/{top.pk}/"
    answer = ada_client.post(url, {"text": "The disk was quite full", "parent": str(low.pk)})
    assert answer.status_code == 422
    form = answer.context["inner"]
    assert form.errors["parent"] == [
        "“Logs were never cut” already follows from this cause, so it cannot explain it too."
    ]
    assert form["text"].value() == "The disk was quite full"
    top.refresh_from_db()
    assert (top.text, top.parent) == ("The disk was full", None)
    assert ada_client.post(url, {"text": "x", "parent": str(top.pk)}).status_code == 422


def test_a_cause_moves_under_another_one(ada_client: Client, outage: Review) -> None:
    one, two = grow(ada_client, outage, "one"), grow(ada_client, outage, "two")
    ada_client.post(f"/r/{outage.pk}/whys/{two.pk}/", {"text": "two", "parent": str(one.pk)})
    assert outline(ada_client.get(f"/r/{outage.pk}/causes/")) == [(1, "one"), (2, "two")]


def test_a_circle_that_two_people_made_at_once_does_not_close_the_page(
    ada_client: Client, outage: Review
) -> None:
    one, two = grow(ada_client, outage, "one"), grow(ada_client, outage, "two")
    Cause.objects.filter(pk=one.pk).update(parent=two)
    Cause.objects.filter(pk=two.pk).update(parent=one)
    page = ada_client.get(f"/r/{outage.pk}/causes/")
    assert page.status_code == 200
    assert sorted(text for _, text in outline(page)) == ["one", "two"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"text": "x", "theme": "5b1f3f3c-0000-4000-8000-000000000000"}, "theme"),
        ({"text": "x", "kind": "villain"}, "kind"),
        ({"text": "x", "parent": "5b1f3f3c-0000-4000-8000-000000000000"}, "parent"),
    ],
)
def test_what_cannot_be_a_cause_is_asked_about(
    ada_client: Client, outage: Review, typed: dict[str, str], field: str
) -> None:
    answer = ada_client.post(f"/r/{outage.pk}/whys/", typed)
    assert answer.status_code == 422
    form = answer.context["inner"] or answer.context["top"]
    assert list(form.errors) == [field]
    assert Cause.objects.count() == 0


def test_a_cause_of_another_review_is_not_found_here(
    ada_client: Client, outage: Review, migration: Review, ada: User, now: datetime
) -> None:
    other = add_cause(migration, text="elsewhere", by=seat_of(ada, migration), at=now)
    answer = ada_client.post(f"/r/{outage.pk}/whys/", {"text": "x", "parent": str(other.pk)})
    assert answer.status_code == 422
    url = f"/r/{outage.pk}/whys/{other.pk}/"
    assert ada_client.post(url, {"text": "x"}).status_code == 404
    assert ada_client.post(f"{url}deletion/").status_code == 404


def test_a_branch_put_away_comes_back_whole(ada_client: Client, outage: Review) -> None:
    top = grow(ada_client, outage, "The disk was full")
    grow(ada_client, outage, "Nobody was told", top)
    page = ada_client.post(f"/r/{outage.pk}/whys/{top.pk}/deletion/", follow=True)
    assert Cause.objects.count() == 0
    ada_client.post(page.context["undo"]["url"])
    assert Cause.objects.count() == 2


def test_one_factor_alone_asks_for_a_second_or_a_reason(ada_client: Client, outage: Review) -> None:
    grow(ada_client, outage, "The disk was full")
    grow(ada_client, outage, "Midnight", kind="trigger")
    page = ada_client.get(f"/r/{outage.pk}/causes/")
    assert page.context["single"] is not None
    ada_client.post(f"/r/{outage.pk}/whys/single/", {"reason": "A meteorite"})
    assert Review.objects.get(pk=outage.pk).single_cause_reason == "A meteorite"
    grow(ada_client, outage, "Nobody was told")
    assert ada_client.get(f"/r/{outage.pk}/causes/").context["single"] is None


def test_what_others_found_comes_only_after_ones_own_writing(
    ada_client: Client, ada: User, outage: Review, now: datetime
) -> None:
    earlier = begin_review(context="incident", title="Last year", by=ada, at=now)
    add_cause(earlier, text="The alert was one of forty", by=seat_of(ada, earlier), at=now)
    at = f"/r/{outage.pk}/causes/"
    assert ada_client.get(at).context["offered"] is None
    grow(ada_client, outage, "The disk was full")
    offered = ada_client.get(at).context["offered"]
    assert [cause.text for cause in offered.causes] == ["The alert was one of forty"]


def test_what_is_not_mine_is_never_offered(
    ada_client: Client, ben: User, outage: Review, now: datetime
) -> None:
    his = begin_review(context="incident", title="Ben's own", by=ben, at=now)
    add_cause(his, text="private", by=seat_of(ben, his), at=now)
    grow(ada_client, outage, "The disk was full")
    offered = ada_client.get(f"/r/{outage.pk}/causes/").context["offered"]
    assert (offered.causes, offered.lessons) == ((), ())


@pytest.fixture
def followed(outage: Review, migration: Review, ada: User, now: datetime) -> list[Cause]:
    """Let the look back follow a look ahead with two causes."""
    Review.objects.filter(pk=outage.pk).update(follows=migration)
    me = seat_of(ada, migration)
    return [
        add_cause(migration, text=text, by=me, at=now)
        for text in ("Support is told too late", "The disk of the database fills up")
    ]


def test_the_earlier_cause_that_sounds_alike_is_offered_first(
    ada_client: Client, outage: Review, followed: list[Cause]
) -> None:
    cause = grow(ada_client, outage, "The disk was full")
    page = ada_client.get(f"/r/{outage.pk}/causes/", {"compare": str(cause.pk)})
    groups = page.context["foresight"].fields["earlier"].widget.choices
    assert groups[1] == ("Sounds alike", [(str(followed[1].pk), followed[1].text)])


def test_the_comparison_is_drawn_once_something_was_compared(
    ada_client: Client, outage: Review, followed: list[Cause]
) -> None:
    cause = grow(ada_client, outage, "The disk was full")
    grow(ada_client, outage, "Nobody was on call")
    at = f"/r/{outage.pk}/causes/"
    assert ada_client.get(at).context["drawn"] is None
    said = {"foresight": "late", "earlier": str(followed[1].pk)}
    ada_client.post(f"/r/{outage.pk}/whys/{cause.pk}/foresight/", said)
    late, not_yet = ada_client.get(at).context["drawn"]["text"]
    assert (late.text, late.notes) == ("The disk was full", ("foreseen, help came late",))
    assert [one.notes for one in late.items] == [(followed[1].text,)]
    assert (not_yet.text, not_yet.notes) == ("Nobody was on call", ("not compared yet",))
    assert 'id="warned-title"' in ada_client.get(at).content.decode()


@pytest.mark.parametrize("foresight", ["foreseen", "late", "unanswered"])
def test_a_cause_that_was_foreseen_names_the_earlier_one(
    ada_client: Client, outage: Review, followed: list[Cause], foresight: str
) -> None:
    cause = grow(ada_client, outage, "The disk was full")
    url = f"/r/{outage.pk}/whys/{cause.pk}/foresight/"
    assert ada_client.post(url, {"foresight": foresight}).status_code == 422
    said = {"foresight": foresight, "earlier": str(followed[1].pk)}
    assert ada_client.post(url, said).status_code == 302
    cause.refresh_from_db()
    assert (cause.foresight, cause.foreseen_by) == (foresight, followed[1])
    page = ada_client.get(f"/r/{outage.pk}/causes/")
    assert [count for _, count in page.context["counts"]] == [1]


def test_a_cause_that_is_new_names_none(
    ada_client: Client, outage: Review, followed: list[Cause]
) -> None:
    cause = grow(ada_client, outage, "The disk was full")
    said = {"foresight": "missed", "earlier": str(followed[0].pk)}
    ada_client.post(f"/r/{outage.pk}/whys/{cause.pk}/foresight/", said)
    cause.refresh_from_db()
    assert (cause.foresight, cause.foreseen_by) == (Foresight.MISSED, None)


def test_a_look_ahead_that_cannot_be_opened_shows_nothing_of_itself(
    ada_client: Client, ben: User, outage: Review, now: datetime
) -> None:
    his = begin_review(context="launch", title="Ben's own", by=ben, at=now)
    add_cause(his, text="private fear", by=seat_of(ben, his), at=now)
    Review.objects.filter(pk=outage.pk).update(follows=his)
    cause = grow(ada_client, outage, "The disk was full")
    page = ada_client.get(f"/r/{outage.pk}/causes/", {"compare": str(cause.pk)})
    assert "private fear" not in page.content.decode()
    assert "Ben's own" not in page.content.decode()
    url = f"/r/{outage.pk}/whys/{cause.pk}/foresight/"
    assert ada_client.post(url, {"foresight": "missed"}).status_code == 302
    cause.refresh_from_db()
    assert cause.foresight == Foresight.UNKNOWN


def many(review: Review, count: int, *, deep: bool) -> None:
    causes = [Cause(review=review, position=n, text=f"cause {n}") for n in range(count)]
    if deep:
        for above, below in pairwise(causes):
            below.parent = above
    Cause.objects.bulk_create(causes)


@pytest.mark.parametrize("deep", [False, True])
def test_five_thousand_causes_come_a_page_at_a_time(
    ada_client: Client, outage: Review, deep: bool
) -> None:
    many(outage, 5000 if not deep else 700, deep=deep)
    page = ada_client.get(f"/r/{outage.pk}/causes/", {"page": "2"})
    assert page.context["pictures"] is None
    mine = [row for row in page.context["nodes"] if not row["node"].shown_above]
    assert (len(mine), mine[0]["text"]) == (300, "cause 300")
    html = page.content.decode()
    assert is_balanced(html)
    assert ada_client.get(f"/r/{outage.pk}/causes/", {"page": "99999"}).status_code == 200


def test_the_page_asks_as_often_for_three_as_for_one(
    ada_client: Client,
    outage: Review,
    followed: list[Cause],  # noqa: ARG001 - the look ahead is compared too
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    at = f"/r/{outage.pk}/causes/"
    grow(ada_client, outage, "one")
    with CaptureQueriesContext(connection) as asked:
        ada_client.get(at)
    once = len(asked)
    grow(ada_client, outage, "two", grow(ada_client, outage, "three"))
    with django_assert_num_queries(once):
        ada_client.get(at)
