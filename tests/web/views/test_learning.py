"""How chances fared, for oneself and for a large enough team; and what a team learns."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mortem.core.learning import quarter_of
from mortem.core.record import (
    Disposition,
    Foresight,
    Mode,
    OutcomeKind,
    Role,
    Strength,
    Verdict,
    Visibility,
)
from mortem.web.models import (
    ActionItem,
    Cause,
    Lesson,
    Outcome,
    Rating,
    Recurrence,
    Review,
    StepOpinion,
    Team,
    User,
)
from mortem.web.operations.erasure import erase_user
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.teams import make_team
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import guest_in, guest_seat, join

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

HAPPENED, AVERTED, NOT, UNKNOWN = OutcomeKind


def plan(by: User, at: datetime, **facts: Any) -> Review:
    """Return a look ahead whose day has passed."""
    review = begin_review(context="migration", title="Move the orders", by=by, at=at)
    Review.objects.filter(pk=review.pk).update(phase="closed", **facts)
    review.refresh_from_db()
    return review


def risk(
    review: Review, chances: dict[User, int], end: OutcomeKind | None, at: datetime, **facts: Any
) -> Cause:
    """Add a risk with what each person thought of it and what became of it."""
    facts = {"disposition": Disposition.TOP} | facts
    cause: Cause = Cause.objects.create(review=review, text="The backup is empty", **facts)
    for person, percent in chances.items():
        Rating.objects.create(
            cause=cause, participant=seat_of(person, review), plausibility=percent, cost=3
        )
    if end is not None:
        Outcome.objects.create(cause=cause, kind=end, at=at)
    return cause


def own(client: Client) -> Any:
    return client.get("/you/chances/").context["found"]


@pytest.fixture
def team(ada: User, now: datetime) -> Team:
    return make_team("Platform", by=ada, at=now)


def test_ones_own_chances_are_scored_and_what_is_left_out_is_said(
    ada_client: Client, ben_client: Client, ada: User, now: datetime
) -> None:
    review = plan(ada, now)
    for percent, end in ((80, HAPPENED), (20, NOT), (90, AVERTED), (50, UNKNOWN), (10, None)):
        risk(review, {ada: percent}, end, now)
    risk(review, {ada: 70}, None, now, disposition=Disposition.LET_GO)
    found = own(ada_client)
    assert (found.scored, found.averted, found.unknown, found.waiting) == (2, 1, 1, 1)
    html = " ".join(ada_client.get("/you/chances/").content.decode().split())
    assert "<strong>0.04</strong>" in html
    assert "1 averted; 1 whose end nobody knows" in html
    assert "With so few risks, luck decides most of this." in html
    assert 'id="calibration-title"' in html
    assert own(ben_client).scored == 0


def test_what_others_thought_and_what_was_anonymous_is_not_ones_own(
    ada_client: Client, ada: User, ben: User, now: datetime
) -> None:
    review = plan(ada, now)
    join(review, ben, Role.PARTICIPANT)
    risk(review, {ben: 80}, HAPPENED, now)
    hidden = plan(ada, now, mode=Mode.ANONYMOUS)
    cause = risk(hidden, {}, HAPPENED, now)
    Rating.objects.create(cause=cause, key_hash="x" * 64, plausibility=80, cost=2)
    assert (own(ada_client).scored, own(ada_client).waiting) == (0, 0)
    page = ada_client.get("/you/chances/").content.decode()
    assert "There is nothing to compare yet." in page


def shared(team: Team, people: list[User], at: datetime, risks: int) -> Review:
    """Return a team's look ahead in which everybody rated so many risks, every other one of which happened."""
    review = plan(people[0], at, team=team, visibility=Visibility.TEAM)
    for person in people[1:]:
        join(review, person, Role.PARTICIPANT)
    for number in range(risks):
        chances = dict.fromkeys(people, 30) | {people[-1]: 90}
        risk(review, chances, NOT if number % 2 else HAPPENED, at)
    return review


@pytest.mark.parametrize(
    ("there", "short"), [((4, 20), (1, 0)), ((5, 19), (0, 1)), ((2, 3), (3, 17))]
)
def test_a_small_team_is_told_what_is_missing_and_no_figure(
    team: Team, ada: User, now: datetime, there: tuple[int, int], short: tuple[int, int]
) -> None:
    people, risks = there
    others = [User.objects.create(name=f"P{n}", created_at=now) for n in range(people - 1)]
    shared(team, [ada, *others], now, risks)
    page = signed_in(ada).get(f"/teams/{team.pk}/learning/")
    lacking = page.context["pooled"].lacking
    assert (lacking.people, lacking.risks) == short
    html = page.content.decode()
    assert "Brier" not in html
    assert "<svg" not in html.split('id="chances-head"')[1]


def test_a_large_enough_team_sees_the_middle_of_its_chances_and_nobodys_name(
    team: Team, ada: User, now: datetime
) -> None:
    others = [User.objects.create(name=f"Person{n}", created_at=now) for n in range(4)]
    shared(team, [ada, *others], now, 20)
    page = signed_in(ada).get(f"/teams/{team.pk}/learning/")
    found = page.context["found"]
    (group,) = found.groups
    assert (group.mean, group.count, group.happened.value) == (30, 20, 0.5)
    assert found.brier.value == pytest.approx((0.7**2 + 0.3**2) / 2)
    html = page.content.decode()
    assert "Person" not in html
    assert 'id="calibration-title"' in html


def test_a_teams_figures_come_from_what_is_open_to_it_only(
    team: Team, ada: User, ben: User, now: datetime
) -> None:
    others = [User.objects.create(name=f"P{n}", created_at=now) for n in range(4)]
    review = shared(team, [ada, *others], now, 20)
    for hidden in ({"visibility": Visibility.PRIVATE}, {"context": "personal_goal"}):
        was = {name: getattr(review, name) for name in hidden}
        Review.objects.filter(pk=review.pk).update(**hidden)
        page = signed_in(ada).get(f"/teams/{team.pk}/learning/")
        assert page.context["pooled"].scored == 0
        Review.objects.filter(pk=review.pk).update(**was)
    assert signed_in(ben).get(f"/teams/{team.pk}/learning/").status_code == 404


def test_a_team_sees_what_held_what_is_strong_and_what_was_foreseen(
    team: Team, ada: User, now: datetime
) -> None:
    open_to = {"team": team, "visibility": Visibility.TEAM}
    back = begin_review(context="incident", title="Down", by=ada, at=now)
    Review.objects.filter(pk=back.pk).update(phase="published", **open_to)
    lesson = Lesson.objects.create(review=back, kind="learned", text="Restore before you move")
    for foresight in (Foresight.MISSED, Foresight.LATE, Foresight.MISSED, Foresight.UNKNOWN):
        Cause.objects.create(review=back, text="x", foresight=foresight)
    for verdict, strength in (("held", "stronger"), ("held", "weaker"), ("partly", "")):
        item = ActionItem.objects.create(
            review=back, text="x", state="done", strength=strength, verdict=verdict
        )
    ActionItem.objects.create(review=back, text="x", state="done", check_date=now.date())
    ActionItem.objects.create(review=back, text="x", state="declined", strength="weaker")
    for text in (lesson.text, "Something else"):
        ahead = plan(ada, now + timedelta(days=1), **open_to)
        Cause.objects.create(review=ahead, text=text)
    again = begin_review(context="incident", title="Again", by=ada, at=now + timedelta(days=2))
    Review.objects.filter(pk=again.pk).update(**open_to)
    Recurrence.objects.create(review=again, action=item)

    page = signed_in(ada).get(f"/teams/{team.pk}/learning/")
    found = page.context["learned"]
    assert (found.judged, found.asked, found.came_back) == (3, 4, 1)
    assert found.verdicts == {Verdict.HELD: 2, Verdict.PARTLY: 1}
    assert found.strengths == {Strength.STRONGER: 1, Strength.WEAKER: 1, None: 2}
    assert found.foresights == {Foresight.MISSED: 2, Foresight.LATE: 1}
    assert (found.plans, found.reusing) == (2, 1)
    html = " ".join(page.content.decode().split())
    assert "Of 4 actions whose day to look has come, 3 have a verdict." in html
    assert "1 action came back in a later event." in html
    assert "1 of 2 plans since your first look back took up something" in html
    assert "Ada" not in re.sub(r"<[^>]*>", "", html.split("<main")[1])


def test_an_empty_team_is_told_how_it_begins(team: Team, ada: User, now: datetime) -> None:
    begin_review(context="incident", title="Ada's own", by=ada, at=now)
    page = signed_in(ada).get(f"/teams/{team.pk}/learning/").content.decode()
    assert "It begins with the first review that is open to the team." in page


def test_fewer_looks_back_are_told_as_an_alarm(team: Team, ada: User) -> None:
    today = timezone.now()
    for months in range(4, 16):
        review = begin_review(
            context="incident", title="x", by=ada, at=today - timedelta(days=30.5 * (months + 2))
        )
        Review.objects.filter(pk=review.pk).update(team=team, visibility=Visibility.TEAM)
    page = signed_in(ada).get(f"/teams/{team.pk}/learning/")
    assert page.context["learned"].falls
    assert "Silence is seldom peace" in page.content.decode()


def test_the_page_asks_as_often_for_many_reviews_as_for_one(
    team: Team, ada: User, now: datetime
) -> None:
    client, asked = signed_in(ada), []
    for _ in range(2):
        shared(team, [ada], now, 2)
        begin = begin_review(context="incident", title="x", by=ada, at=now)
        Review.objects.filter(pk=begin.pk).update(team=team, visibility=Visibility.TEAM)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/teams/{team.pk}/learning/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def last(client: Client, team: Team) -> dict[str, tuple[int, int]]:
    page = client.get(f"/teams/{team.pk}/learning/")
    return {row["step"].key: row["last"] for row in page.context["steps"] if row["last"]}


def test_nobody_asks_a_team_of_one_which_steps_helped(team: Team, ada: User, now: datetime) -> None:
    begun = begin_review(context="incident", title="x", by=ada, at=now)
    Review.objects.filter(pk=begun.pk).update(team=team, visibility=Visibility.TEAM)
    client, question = signed_in(ada), "Which steps helped, which were theatre?"
    assert question not in client.get(f"/teams/{team.pk}/learning/").content.decode()
    people_of(team, 1, now)
    assert question in client.get(f"/teams/{team.pk}/learning/").content.decode()


def people_of(team: Team, count: int, at: datetime) -> list[User]:
    others = [User.objects.create(name=f"Person{n}", created_at=at) for n in range(count)]
    team.members.add(*others, through_defaults={"joined_at": at})
    return others


def test_each_quarter_people_say_which_steps_helped_and_nobody_sees_it_before_its_end(
    team: Team, ada: User, now: datetime
) -> None:
    review = begin_review(context="incident", title="Down", by=ada, at=now)
    Review.objects.filter(pk=review.pk).update(team=team, visibility=Visibility.TEAM)
    url = f"/teams/{team.pk}/learning/steps/"
    for number, person in enumerate([ada, *people_of(team, 5, now)]):
        client = signed_in(person)
        worth = "theatre" if number else "helped"
        said = {"premortem.rate": worth} | ({"premortem.write": "helped"} if number < 4 else {})
        assert client.post(url, said).status_code == 302
        assert last(client, team) == {}
    client = signed_in(ada)
    html = client.get(f"/teams/{team.pk}/learning/").content.decode()
    assert "<caption" not in html
    assert '<option value="helped" selected>' in html

    before = quarter_of(timezone.localdate()).before
    StepOpinion.objects.update(quarter=str(before))
    assert last(client, team) == {"premortem.rate": (1, 5)}  # of writing, four people spoke
    html = client.get(f"/teams/{team.pk}/learning/").content.decode()
    assert "Last quarter" in html
    assert "Person" not in html
    erase_user(User.objects.get(name="Person1"), at=now)
    assert last(client, team) == {"premortem.rate": (1, 5)}


def test_what_is_no_step_or_no_answer_is_refused_in_words(team: Team, ada: User, ben: User) -> None:
    url = f"/teams/{team.pk}/learning/steps/"
    assert signed_in(ada).post(url, {"premortem.rate": "brilliant"}).status_code == 422
    assert signed_in(ada).post(url, {"villain": "helped"}).status_code == 302
    assert StepOpinion.objects.count() == 0
    assert signed_in(ben).post(url, {"premortem.rate": "helped"}).status_code == 404


def test_what_one_said_of_steps_goes_with_one_and_is_nobodys_after_erasure(
    team: Team, ada: User, now: datetime
) -> None:
    people_of(team, 1, now)
    client = signed_in(ada)
    client.post(f"/teams/{team.pk}/learning/steps/", {"premortem.rate": "theatre"})
    kept = BytesIO(b"".join(client.get("/you/everything/")))
    with ZipFile(kept) as archive:
        (said,) = json.loads(archive.read("you.json"))["said of steps"]
    assert (said["team"], said["step"], said["worth"]) == (
        "Platform",
        "premortem.rate",
        "theatre",
    )
    erase_user(ada, at=now)
    assert StepOpinion.objects.filter(user=None).count() == StepOpinion.objects.count() == 1


def test_a_guest_who_rates_in_many_reviews_is_one_person(
    team: Team, ada: User, now: datetime
) -> None:
    for number in range(5):
        review = begin_review(context="migration", title=f"Plan {number}", by=ada, at=now)
        Review.objects.filter(pk=review.pk).update(team=team, visibility=Visibility.TEAM)
        guest_in(review)
        guest = guest_seat(review)
        cause = Cause.objects.create(
            review=review, text="It ends late", disposition=Disposition.TOP, position=0
        )
        Rating.objects.create(cause=cause, participant=guest, plausibility=40, cost=3)
    page = signed_in(ada).get(f"/teams/{team.pk}/learning/")
    assert page.context["pooled"].people == 1
