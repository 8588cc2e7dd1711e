"""A personal review is private: nobody else can open it, find it or count it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import URLPattern, get_resolver

from mortem.core.formats.svg import LoopCounts
from mortem.core.record import LessonKind
from mortem.web.access import readable_reviews
from mortem.web.models import ActionItem, Cause, Lesson, Membership, Review, Signal, Team
from mortem.web.operations.parts import add_part
from mortem.web.operations.reviews import begin_review
from mortem.web.queries.loop import loop_counts

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User


@pytest.fixture
def private(ada: User, ben: User, now: datetime) -> Review:
    """Return Ada's own look back, full of one word; by accident its row even names a team."""
    team = Team.objects.create(name="Platform", created_at=now)
    for user in (ada, ben):
        Membership.objects.create(team=team, user=user, joined_at=now)
    review = begin_review(
        context="personal", title="Quokka", by=ada, at=now, visibility="team", team=team
    )
    add_part(Cause, review, by=None, at=now, text="quokka cause")
    add_part(Lesson, review, by=None, at=now, text="quokka lesson", kind=LessonKind.LEARNED)
    add_part(ActionItem, review, by=None, at=now, text="quokka action", state="committed")
    add_part(Signal, review, by=None, at=now, question="quokka signal?")
    Review.objects.filter(pk=review.pk).update(phase="published")
    return review


def addresses(review: Review) -> list[str]:
    """Return every address of a review that takes nothing but the review itself."""
    patterns = [p for p in get_resolver().url_patterns if isinstance(p, URLPattern)]
    routes = [str(pattern.pattern) for pattern in patterns]
    start = "r/<uuid:review_id>/"
    own = [route.replace(start, "") for route in routes if route.startswith(start)]
    plain = [route for route in own if "<" not in route]
    return [f"/r/{review.pk}/{route}" for route in (*plain, "event/", "published/", "lessons/")]


@pytest.mark.parametrize("who", ["ben_client", "guest_client"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_is_missing_for_others(
    who: str, method: str, private: Review, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(who)
    answers = {path: getattr(client, method)(path) for path in addresses(private)}
    wrong = {
        path: answer.status_code
        for path, answer in answers.items()
        if answer.status_code not in {404, 405}
        and not answer.headers.get("Location", "").startswith("/sign-in/")
    }
    assert wrong == {}
    assert [path for path, answer in answers.items() if b"Quokka" in answer.content] == []


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    "path",
    ["/", "/search/?q=quok", "/reviews/", "/reviews/?whose=team", "/lessons/", "/put-away/"],
)
def test_no_page_of_others_speaks_of_it(path: str, ben_client: Client) -> None:
    html = ben_client.get(path).content.decode().lower()
    assert html.count("quokka") == 0


@pytest.mark.usefixtures("private")
def test_no_number_of_others_counts_it(ben: User, ada: User) -> None:
    assert readable_reviews(ben).count() == 0
    assert loop_counts(readable_reviews(ben)) == LoopCounts()
    assert loop_counts(readable_reviews(ada)).events == 1


@pytest.mark.usefixtures("private")
def test_whose_it_is_finds_it(ada_client: Client) -> None:
    (found,) = ada_client.get("/search/?q=quokka").context["found"]
    assert found["review"].title == "Quokka"
