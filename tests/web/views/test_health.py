"""The health panel: for those in the room, of this moment, and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.core.health import look
from mortem.core.record import Role, Visibility
from mortem.web.models import Review, TimelineEntry, User
from mortem.web.operations.actions import add_action
from mortem.web.operations.causes import add_cause
from mortem.web.operations.contests import mark_involved
from mortem.web.operations.entries import Told, When, add_entry, change_entry
from mortem.web.operations.erasure import erase_user
from mortem.web.operations.examples import load_examples
from mortem.web.operations.lessons import add_lesson, change_lesson
from mortem.web.operations.names import put_names_back, replace_names
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.teams import make_team, open_to_team
from mortem.web.queries.health import facts_of
from tests.web.anonymity.dump import tables
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import guest_in, join

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def turned(outage: Review, ada: User) -> Review:
    """Return a look back that is about somebody, on its last page."""
    me, now = seat_of(ada, outage), timezone.now()
    add_cause(outage, text="Ben did not renew it", by=me, at=now)
    add_action(outage, text="Retrain Ben on renewals", by=me, at=now)
    Review.objects.filter(pk=outage.pk).update(phase="actions")
    return outage


def shown(client: Client, review: Review) -> str:
    return " ".join(client.get(f"/r/{review.pk}/health/").content.decode().split())


def names(review: Review) -> list[str]:
    return [one.sign.name for one in look(facts_of(review, at=timezone.now()))]


def test_a_fair_record_in_which_roles_stand_for_people_shows_no_sign(ada: User) -> None:
    _ahead, back = load_examples(by=ada, at=timezone.now())
    told = TimelineEntry.objects.filter(review=back).values_list("attributed_to", flat=True)
    assert "The engineer at the keyboard" in told
    assert names(back) == []


def test_each_sign_shows_its_words_their_place_and_what_to_do(
    turned: Review, ben: User, ada_client: Client
) -> None:
    join(turned, ben)
    page = shown(ada_client, turned)
    cause = turned.causes.get()
    assert "The last answer to “why?” is a person or a team" in page
    assert f'href="/r/{turned.pk}/causes/#cause-{cause.pk}"' in page
    assert "Ask once more under it" in page
    assert "An action is aimed at a person" in page
    assert "What people do is only read where 5 or more take part" in page


def test_a_quiet_review_says_that_nothing_shows(outage: Review, ada_client: Client) -> None:
    assert "No sign shows at the moment." in shown(ada_client, outage)


def test_readers_and_strangers_do_not_see_it(turned: Review, ben: User) -> None:
    assert signed_in(ben).get(f"/r/{turned.pk}/health/").status_code == 404
    join(turned, ben, Role.READER)
    assert signed_in(ben).get(f"/r/{turned.pk}/health/").status_code == 403


@pytest.mark.parametrize("context", ["personal", "career_step"])
def test_personal_reviews_have_none(context: str, ada: User, ada_client: Client) -> None:
    own = begin_review(context=context, title="Mine", by=ada, at=timezone.now())
    assert ada_client.get(f"/r/{own.pk}/health/").status_code == 404


def test_a_look_ahead_has_none(migration: Review, ada_client: Client) -> None:
    assert ada_client.get(f"/r/{migration.pk}/health/").status_code == 404


def test_nothing_of_it_is_kept_or_leaves(turned: Review, ada_client: Client) -> None:
    before = tables()
    answer = ada_client.get(f"/r/{turned.pk}/health/")
    assert {name for name, rows in tables().items() if rows != before[name]} <= {"django_session"}
    assert "no-store" in answer["Cache-Control"]
    for path in ("export/json/", "export/md/", "export/html/", "report/", "history/"):
        said = ada_client.get(f"/r/{turned.pk}/{path}").content.decode()
        assert "people_as_causes" not in said
        assert "is a person or a team" not in said
    assert "health" not in str(ada_client.get("/api/openapi.json").json()["paths"])


def test_those_who_take_part_find_it(turned: Review, ada_client: Client) -> None:
    guest_in(turned)
    page = ada_client.get(f"/r/{turned.pk}/causes/").content.decode()
    assert f'href="/r/{turned.pk}/health/"' in page


def full(review: Review) -> list[User]:
    now = timezone.now()
    people = [
        User.objects.create(name=name, created_at=now) for name in ("Kim", "Noor", "Jun", "Bo")
    ]
    for one in people:
        join(review, one)
    return people


def test_witnesses_rewritten_by_others(outage: Review, ada: User) -> None:
    kim, now = full(outage)[0], timezone.now()
    witness, me = seat_of(kim, outage), seat_of(ada, outage)
    mark_involved(witness, involved=True, at=now)
    for text in ("It was red", "The page came late"):
        lesson = add_lesson(outage, kind="learned", text=text, by=witness, at=now)
        change_lesson(lesson, text=f"{text}, they say", by=me, at=now)
    assert names(outage) == ["rewritten_from_outside"]


def test_another_time_or_a_role_for_a_name_rewrites_nobodys_words(
    outage: Review, ada: User
) -> None:
    kim, now = full(outage)[0], timezone.now()
    witness, me = seat_of(kim, outage), seat_of(ada, outage)
    mark_involved(witness, involved=True, at=now)
    for text in ("Kim saw red", "Kim was paged late"):
        entry = add_entry(outage, Told(When(now), text), by=witness, at=now)
        earlier = When(now - timedelta(minutes=5))
        change_entry(entry, Told(earlier, text), by=me, at=now)
    replaced = replace_names(outage, {"Kim": "whoever was on call"}, by=me, at=now)
    put_names_back(outage, replaced.number, by=me, at=now)
    writes = facts_of(outage, at=now).writes
    assert [(one.by, one.first) for one in writes] == [(str(witness.pk), True)] * 2
    assert names(outage) == []


def test_who_has_no_name_any_more_is_found_nowhere(outage: Review, ben: User, ada: User) -> None:
    join(outage, ben)
    erase_user(ben, at=timezone.now())
    add_cause(outage, text="Somebody had to know", by=seat_of(ada, outage), at=timezone.now())
    assert names(outage) == []


def test_what_nobody_signed_is_nobodys_voice(outage: Review) -> None:
    full(outage)
    for n in range(12):
        add_lesson(outage, kind="learned", text=f"Look {n}", by=None, at=timezone.now())
    assert names(outage) == []


def test_closing_it_afterwards_shows(outage: Review, ada: User) -> None:
    full(outage)
    me, now = seat_of(ada, outage), timezone.now()
    team = make_team("Platform", by=ada, at=now)
    open_to_team(outage, team, by=me, at=now)
    open_to_team(outage, None, by=me, at=now)
    assert names(outage) == ["narrowed"]


def test_fewer_reports_of_the_team_show_once_half_a_year_is_over(outage: Review, ada: User) -> None:
    full(outage)
    now = timezone.now()
    team = make_team("Platform", by=ada, at=now)
    begun = now - timedelta(days=200)
    shared = {"team": team, "visibility": Visibility.TEAM}
    Review.objects.filter(pk=outage.pk).update(created_at=begun, team=team)
    for n in range(5):
        at = begun - timedelta(days=10 + n)
        begin_review(context="incident", title=f"Before {n}", by=ada, at=at, **shared)
    outage.refresh_from_db()
    assert facts_of(outage, at=now).reports == (5, 0)
    assert names(outage) == ["fewer_reports"]
    assert facts_of(outage, at=begun + timedelta(days=100)).reports is None
