"""Where actions become issues: set up by a person or a team, tried first, heard of at once."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from mortem.core.issues import TrackerKind, project
from mortem.web.models import Issue, Tracker
from mortem.web.operations.issues import link_issue
from mortem.web.operations.teams import make_team
from mortem.web.operations.trackers import MOST, hook_secret, keep_tracker, tracker_for
from mortem.web.views import trackers as view
from tests.web.guarding import an_action, facilitator
from tests.web.issue_server import NAME, TOKEN, IssueServer, issue_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

    from mortem.web.models import Review, User

GITHUB, GITLAB = TrackerKind.GITHUB, TrackerKind.GITLAB


@pytest.fixture(params=list(TrackerKind))
def server(request: pytest.FixtureRequest, settings: Settings) -> Iterator[IssueServer]:
    settings.OUTGOING_NETWORKS = (ip_network("127.0.0.0/8"),)
    view.tries.forget()
    with issue_server(request.param) as served:
        yield served


def add(client: Client, server: IssueServer, where: str = "/you/trackers/", **other: str) -> Any:
    said = {"kind": server.kind.value, "name": NAME[server.kind], "token": TOKEN}
    return client.post(where, {**said, "server": f"{server.project.server}/", **other})


def kept(ada: User, kind: TrackerKind) -> Tracker:
    place = project(kind, "team/shop", "https://git.example.org")
    return keep_tracker(ada, tracker_for(ada, place, TOKEN, at=timezone.now()))


def words(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_a_place_is_kept_once_it_has_answered(
    ada_client: Client, ada: User, server: IssueServer
) -> None:
    answer = add(ada_client, server)
    assert (answer.status_code, answer["Location"]) == (302, "/you/trackers/")
    tracker = Tracker.objects.get(user=ada)
    assert tracker.project == server.project
    page = ada_client.get("/you/trackers/").content.decode()
    assert TOKEN not in page
    assert hook_secret(tracker) in page
    assert f"/trackers/{tracker.pk}/news/" in page


def test_a_token_that_is_not_taken_is_not_kept(ada_client: Client, server: IssueServer) -> None:
    answer = add(ada_client, server, token="wrong")
    assert answer.status_code == 422
    assert "Nothing can be asked there. It does not know this token" in words(answer)
    assert "wrong" not in answer.content.decode()
    assert not Tracker.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "shop"}, "Write it as it stands in its address: owner/name."),
        ({"server": "ftp://git.example.org"}, "An address here begins with https:// or http://"),
        ({"server": "https://git.example.org/?x=1"}, "Write only the server"),
        ({"server": "https://192.168.1.1"}, "192.168.1.1 may not be asked: it is private."),
        ({"token": "two words"}, "A token has letters, digits and signs only"),
        ({"token": "ünlike"}, "A token has letters, digits and signs only"),
    ],
)
def test_what_cannot_be_asked_is_said_in_words(
    given: dict[str, str], said: str, ada_client: Client, settings: Settings
) -> None:
    settings.OUTGOING_NETWORKS = ()
    view.tries.forget()
    posted = {"kind": "github", "name": "team/shop", "token": TOKEN, **given}
    answer = ada_client.post("/you/trackers/", posted)
    assert (answer.status_code, said in words(answer)) == (422, True)


def test_a_teams_place_is_everybodys_in_it_and_nobody_elses(
    ada_client: Client, ada: User, ben: User, ben_client: Client, server: IssueServer
) -> None:
    team = make_team("Platform", by=ada, at=timezone.now())
    where = f"/teams/{team.pk}/trackers/"
    assert add(ada_client, server, where)["Location"] == where
    tracker = Tracker.objects.get(team=team)
    end = f"/trackers/{tracker.pk}/deletion/"
    assert ben_client.get(where).status_code == 404
    assert ben_client.post(end).status_code == 404
    team.memberships.create(user=ben, joined_at=timezone.now())
    assert server.project.name in words(ben_client.get(where))
    assert ben_client.post(end)["Location"] == where
    assert not Tracker.objects.exists()


def test_ten_are_enough(ada_client: Client, ada: User, server: IssueServer) -> None:
    for number in range(MOST):
        place = project(GITHUB, f"team/shop{number}")
        keep_tracker(ada, tracker_for(ada, place, TOKEN, at=timezone.now()))
    assert "Ten are the most" in words(ada_client.get("/you/trackers/"))
    assert add(ada_client, server).status_code == 422
    assert Tracker.objects.count() == MOST


def news(tracker: Tracker, said: object, **headers: str) -> int:
    body = json.dumps(said).encode()
    secret = hook_secret(tracker).encode()
    signed = f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"
    proof = {GITHUB: {"X-Hub-Signature-256": signed}, GITLAB: {"X-Gitlab-Token": secret.decode()}}
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        f"/trackers/{tracker.pk}/news/",
        body,
        content_type="application/json",
        headers=headers or proof[TrackerKind(tracker.kind)],
    )
    return int(answer.status_code)


SAID: dict[TrackerKind, dict[str, Any]] = {
    GITHUB: {"action": "closed", "issue": {"number": 7, "state": "closed", "title": "A lie"}},
    GITLAB: {"object_kind": "issue", "object_attributes": {"iid": 7, "title": "A lie"}},
}


@pytest.mark.parametrize("kind", [GITHUB, GITLAB])
def test_news_lets_an_issue_be_looked_at_and_is_believed_in_nothing(
    kind: TrackerKind, ada: User, outage: Review
) -> None:
    tracker, item = kept(ada, kind), an_action(outage)
    link_issue(item, tracker, 7, by=facilitator(outage), at=timezone.now())
    Issue.objects.update(next_at=None, title="Guard it")
    assert [news(tracker, SAID[kind]) for _twice in range(2)] == [204, 204]
    issue = Issue.objects.get()
    assert issue.next_at is not None
    assert (issue.title, issue.is_open) == ("Guard it", True)


@pytest.mark.parametrize("kind", [GITHUB, GITLAB])
@pytest.mark.parametrize(
    "headers",
    [
        {"X-Hub-Signature-256": "sha256=0000"},
        {"X-Hub-Signature-256": "sha256=\u00fc"},
        {"X-Gitlab-Token": "guessed"},
        {"X-Other": "1"},
    ],
)
def test_without_its_proof_news_is_an_address_that_there_is_not(
    headers: dict[str, str], kind: TrackerKind, ada: User, outage: Review
) -> None:
    tracker, item = kept(ada, kind), an_action(outage)
    link_issue(item, tracker, 7, by=facilitator(outage), at=timezone.now())
    Issue.objects.update(next_at=None)
    assert news(tracker, SAID[kind], **headers) == 404
    assert Issue.objects.get().next_at is None


def test_news_of_something_else_or_no_news_is_taken_and_forgotten(ada: User) -> None:
    tracker = kept(ada, GITHUB)
    others: tuple[object, ...] = ({"zen": "Keep it short"}, [], "x")
    assert [news(tracker, said) for said in others] == [204] * 3
    body, secret = b"not json", hook_secret(tracker).encode()
    signed = f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"
    answer = Client().post(
        f"/trackers/{tracker.pk}/news/",
        body,
        content_type="application/json",
        headers={"X-Hub-Signature-256": signed},
    )
    assert answer.status_code == 204


def test_an_erased_person_leaves_no_token(ada: User) -> None:
    kept(ada, GITHUB)
    ada.delete()
    assert not Tracker.objects.exists()
