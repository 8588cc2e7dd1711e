"""Alerts come in over real HTTP: an answer means that they are kept."""

from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from mortem.web.models import Evidence, Review
from mortem.web.operations.alert_doors import MOST_BYTES, make_door
from mortem.web.tries import alert_flow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mortem.web.models import User
    from tests.web.live.conftest import Served

PROGRAM = {"Content-Type": "application/json", "User-Agent": "Alertmanager/0.27.0"}


def post(served: Served, path: str, body: bytes | Iterator[bytes]) -> tuple[int, dict[str, object]]:
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    try:
        line.request("POST", path, body, PROGRAM)
        answer = line.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        line.close()


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the threads of the server keep no connection: the database goes after the tests."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


@pytest.fixture
def path(ada: User) -> str:
    alert_flow.forget()
    return f"/api/alerts/{make_door(ada, 'Shop', by=ada, at=timezone.now())}/"


def test_alerts_that_come_together_are_each_kept_in_one_look_back(
    served: Served, path: str
) -> None:
    def send(number: int) -> int:
        return post(served, path, b'{"title": "Slow", "key": "till", "n": %d}' % number)[0]

    with ThreadPoolExecutor(8) as many:
        answers = sorted(many.map(send, range(24)))
    assert answers == [201] + [202] * 23
    assert Evidence.objects.filter(review=Review.objects.get()).count() == 24


def test_what_is_too_large_is_said_and_the_line_stays_usable(served: Served, path: str) -> None:
    large = b'{"title": "' + b"x" * MOST_BYTES * 4 + b'"}'
    status, problem = post(served, path, large)
    assert (status, problem["code"]) == (413, "too_large")
    assert post(served, path, b'{"title": "Slow"}')[0] == 201
    assert post(served, "/api/alerts/guessed/", large)[0] == 404


def test_what_comes_in_pieces_is_taken_up_to_the_same_size(served: Served, path: str) -> None:
    large = [b'{"title": "', *[b"x" * 1024] * (MOST_BYTES // 1024), b'"}']
    assert post(served, path, iter(large))[0] == 413
    assert post(served, path, iter([b'{"title"', b': "Slow"}']))[0] == 201
    assert Review.objects.get().title == "Slow"
