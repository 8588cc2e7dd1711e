"""Teams: made, joined, left, and what they read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mortem.web.models import Team, User
from mortem.web.operations.reviews import begin_review

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import Review


@pytest.fixture
def team(ada_client: Client) -> Team:
    ada_client.post("/teams/", {"name": "Platform"})
    return Team.objects.get()


@pytest.fixture
def invitation(ada_client: Client, team: Team) -> str:
    html = ada_client.post(f"/teams/{team.pk}/invitation/").content.decode()
    found = re.search(r"/teams/join/[\w-]+/", html)
    assert found is not None
    return found.group()


def names(team: Team) -> list[str]:
    return sorted(user.name for user in team.members.all())


def test_whoever_makes_a_team_is_in_it(team: Team, ada_client: Client) -> None:
    assert names(team) == ["Ada"]
    assert ada_client.get(f"/teams/{team.pk}/").status_code == 200


def test_a_team_wants_a_name(ada_client: Client) -> None:
    page = ada_client.post("/teams/", {"name": " "})
    assert (page.status_code, Team.objects.count()) == (422, 0)


def test_opening_an_invitation_changes_nothing(
    invitation: str, team: Team, ben_client: Client
) -> None:
    assert ben_client.get(invitation).status_code == 200
    assert names(team) == ["Ada"]
    assert ben_client.post(invitation).headers["Location"] == "/"
    ben_client.post(invitation)
    assert names(team) == ["Ada", "Ben"]


def test_somebody_without_an_account_joins_with_a_name(
    invitation: str, team: Team, guest_client: Client
) -> None:
    assert guest_client.post(invitation, {"name": ""}).status_code == 422
    assert guest_client.post(invitation, {"name": "Cleo"}).headers["Location"] == "/"
    assert names(team) == ["Ada", "Cleo"]
    assert guest_client.get("/you/").context["user"] == User.objects.get(name="Cleo")


def test_a_new_link_ends_the_older_one(
    invitation: str, ada_client: Client, ben_client: Client, team: Team
) -> None:
    ada_client.post(f"/teams/{team.pk}/invitation/")
    assert ben_client.get(invitation).status_code == 404
    assert ben_client.post(invitation).status_code == 404


def test_strangers_see_no_team(team: Team, ben_client: Client) -> None:
    assert ben_client.get(f"/teams/{team.pk}/").status_code == 404
    assert ben_client.post(f"/teams/{team.pk}/invitation/").status_code == 404
    assert ben_client.post(f"/teams/{team.pk}/departure/").status_code == 404
    assert ben_client.get("/teams/").context["teams"] == []


def test_a_team_reads_a_review_while_it_is_open_to_it(
    invitation: str, team: Team, migration: Review, ada_client: Client, ben_client: Client
) -> None:
    ben_client.post(invitation)
    page = f"/r/{migration.pk}/"
    assert ben_client.get(page).status_code == 404
    ada_client.post(f"{page}visibility/", {"team": str(team.pk)})
    assert ben_client.get(page).status_code == 302
    assert ben_client.post(f"{page}visibility/", {"team": "private"}).status_code == 403
    ada_client.post(f"{page}visibility/", {"team": "private"})
    assert ben_client.get(page).status_code == 404
    migration.refresh_from_db()
    assert migration.team is None


def test_leaving_ends_the_reading(
    invitation: str, team: Team, migration: Review, ada_client: Client, ben_client: Client
) -> None:
    ben_client.post(invitation)
    ada_client.post(f"/r/{migration.pk}/visibility/", {"team": str(team.pk)})
    ben_client.post(f"/teams/{team.pk}/departure/")
    assert names(team) == ["Ada"]
    assert ben_client.get(f"/r/{migration.pk}/").status_code == 404


def test_the_last_one_to_leave_ends_the_team(
    team: Team, migration: Review, ada_client: Client
) -> None:
    ada_client.post(f"/r/{migration.pk}/visibility/", {"team": str(team.pk)})
    ada_client.post(f"/teams/{team.pk}/departure/")
    assert Team.objects.count() == 0
    assert ada_client.get(f"/r/{migration.pk}/").status_code == 302


def test_a_personal_review_never_opens_to_a_team(
    team: Team, ada: User, ada_client: Client, now: datetime
) -> None:
    mine = begin_review(context="personal", title="Mine", by=ada, at=now)
    assert ada_client.get(f"/r/{mine.pk}/visibility/").context["personal"]
    assert ada_client.post(f"/r/{mine.pk}/visibility/", {"team": str(team.pk)}).status_code == 422
    mine.refresh_from_db()
    assert (mine.visibility, mine.team) == ("private", None)
