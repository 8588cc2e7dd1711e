"""Doors for alerts on their pages, and the addresses that programs post to."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from mortem.core.record import Visibility
from mortem.web.models import AlertDoor, Review
from mortem.web.operations.alert_doors import MOST, MOST_BYTES, make_door
from mortem.web.operations.teams import make_team
from mortem.web.tries import PER_MINUTE, alert_flow
from tests.core.test_alerts import GROUP, INCIDENT, event
from tests.web.bringing import wait_for
from tests.web.conftest import seat_of
from tests.web.guarding import bring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

    from mortem.web.models import User

NOWHERE = "/api/nothing/"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    alert_flow.forget()
    yield
    alert_flow.forget()


def made(client: Client, where: str = "/you/alerts/") -> str:
    """Make a door on its page; return the path that the page shows this once."""
    page = client.post(where, {"name": "Shop"}).content.decode()
    (found,) = set(re.findall(r"/api/alerts/[\w-]{43}/", page))
    return str(found)


def post(path: str, said: object, **headers: str) -> Any:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.post(path, body, content_type="application/json", headers=headers)


def words(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_an_address_is_shown_once_and_ends_in_one_press(ada_client: Client, ada: User) -> None:
    path = made(ada_client)
    page = ada_client.get("/you/alerts/")
    assert path not in page.content.decode()
    assert "Shop no alert yet" in words(page)
    assert post(path, {"title": "Till slow"}).status_code == 201
    assert "Shop last alert on" in words(ada_client.get("/you/alerts/"))
    answer = ada_client.post(f"/alert-doors/{AlertDoor.objects.get(user=ada).pk}/deletion/")
    assert answer["Location"] == "/you/alerts/"
    assert post(path, {"title": "Till slow", "n": 1}).status_code == 404


@pytest.mark.parametrize(
    ("said", "title"),
    [
        (GROUP, "TillSlow: the till is slow"),
        ({**GROUP, "orgId": 1}, "TillSlow: the till is slow"),
        (event("incident.triggered", INCIDENT), "The till is slow"),
        ({"title": "<b>Till</b>"}, "<b>Till</b>"),
    ],
)
def test_an_alert_becomes_a_look_back_that_can_be_read(
    said: dict[str, Any], title: str, ada_client: Client, ada: User, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://mortem.example.org"
    path = made(ada_client)
    answer = post(path, said)
    review = Review.objects.get()
    assert (answer.status_code, review.title) == (201, title)
    assert answer.json() == {"review": f"{settings.PUBLIC_URL}/r/{review.pk}/"}
    page = ada_client.get(f"/r/{review.pk}/event/").content.decode()
    assert "<b>Till" not in page
    assert "A piece of evidence is here already" in page
    evidence = review.evidence.get()
    assert (evidence.media_type, evidence.added_by) == ("application/json", seat_of(ada, review))
    assert ada_client.get(f"/r/{review.pk}/evidence/{evidence.pk}/").status_code == 200
    again = post(path, said)
    assert (again.status_code, again.json()) == (202, answer.json())
    assert review.evidence.count() == 1


def test_a_resolved_alert_joins_its_review(ada_client: Client) -> None:
    path = made(ada_client)
    fired = post(path, GROUP).json()
    resolved = post(path, {**GROUP, "status": "resolved"})
    assert (resolved.status_code, resolved.json()) == (202, fired)
    assert Review.objects.get().evidence.count() == 2


def test_its_rows_are_read_by_the_format_that_knows_them(ada_client: Client) -> None:
    post(made(ada_client), GROUP)
    review = Review.objects.get()
    evidence = review.evidence.get()
    wait_for(evidence)
    bring(review, "evidence")
    page = words(ada_client.get(f"/r/{review.pk}/evidence/{evidence.pk}/rows/"))
    assert "Read as alertmanager : 2 rows." in page
    assert "TillSlow: the till is slow" in page


def test_no_such_door_is_answered_like_no_such_page(ada_client: Client) -> None:
    path = made(ada_client)
    AlertDoor.objects.all().delete()
    missing = post(NOWHERE, {"title": "x"})
    for wrong in (path, f"/api/alerts/{'a' * 43}/", "/api/alerts/short/"):
        answer = post(wrong, {"title": "x"})
        assert (answer.status_code, answer.content) == (404, missing.content)
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "bad_input"),
        (b"slow", 422, "bad_input"),
        (b"[]", 422, "bad_input"),
        (b'{"title": "' + b"x" * MOST_BYTES + b'"}', 413, "too_large"),
    ],
)
def test_what_cannot_be_taken_is_said_as_a_problem(
    body: bytes, status: int, code: str, ada_client: Client
) -> None:
    answer = post(made(ada_client), body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (answer.json()["code"], answer.json()["status"]) == (code, status)
    assert not Review.objects.exists()


def test_what_just_fits_is_taken(ada_client: Client) -> None:
    frame = len(b'{"title": ""}')
    body = b'{"title": "' + b"x" * (MOST_BYTES - frame) + b'"}'
    assert post(made(ada_client), body).status_code == 201


def test_a_door_takes_so_many_a_minute_and_leaves_the_others_alone(ada_client: Client) -> None:
    busy, other = made(ada_client), made(ada_client)
    for _number in range(PER_MINUTE):
        assert post(busy, b"").status_code == 422
    assert (post(busy, {}).status_code, post(other, {}).status_code) == (429, 201)


def test_an_address_reads_nothing_and_knows_nobody(ada_client: Client) -> None:
    path = made(ada_client)
    assert Client().get(path).status_code == 405
    assert Client().get(f"{path}../../reviews").status_code in {401, 404}
    client = Client()
    assert client.post(path, b"{}", content_type="application/json").status_code == 201
    assert client.get("/you/")["Location"].startswith("/sign-in/")
    assert Client().get(f"/r/{Review.objects.get().pk}/event/").status_code == 404


def test_a_teams_door_is_everybodys_in_it_and_nobody_elses(
    ada_client: Client, ada: User, ben: User, ben_client: Client
) -> None:
    team = make_team("Platform", by=ada, at=timezone.now())
    where = f"/teams/{team.pk}/alerts/"
    path = made(ada_client, where)
    end = f"/alert-doors/{AlertDoor.objects.get().pk}/deletion/"
    assert ben_client.get(where).status_code == 404
    assert ben_client.post(where, {"name": "Mine"}).status_code == 404
    assert ben_client.post(end).status_code == 404
    team.memberships.create(user=ben, joined_at=timezone.now())
    review = post(path, {"title": "Till slow"}).json()["review"]
    assert "Till slow" in words(ben_client.get(f"{review}event/"))
    assert Review.objects.get().visibility == Visibility.TEAM
    assert "Shop" in words(ben_client.get(where))
    assert "Shop" not in words(ben_client.get("/you/alerts/"))
    assert ben_client.post(end)["Location"] == where
    assert not AlertDoor.objects.exists()


def test_somebody_elses_door_cannot_be_ended(ada_client: Client, ben_client: Client) -> None:
    made(ada_client)
    end = f"/alert-doors/{AlertDoor.objects.get().pk}/deletion/"
    assert ben_client.post(end).status_code == 404
    assert AlertDoor.objects.exists()


def test_five_are_enough(ada_client: Client, ada: User) -> None:
    for number in range(MOST):
        make_door(ada, f"Shop {number}", by=ada, at=timezone.now())
    assert "Five are the most." in words(ada_client.get("/you/alerts/"))
    answer = ada_client.post("/you/alerts/", {"name": "One more"})
    assert (answer.status_code, AlertDoor.objects.count()) == (422, MOST)


def test_a_door_without_a_name_is_asked_for_one(ada_client: Client) -> None:
    answer = ada_client.post("/you/alerts/", {"name": " "})
    assert (answer.status_code, AlertDoor.objects.count()) == (422, 0)
    assert "A few words are needed here." in words(answer)
