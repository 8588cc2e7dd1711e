"""Something reports in over real HTTP: an answer means that it is kept."""

from __future__ import annotations

import http.client
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.web.live.pings import MOST_BYTES, number_in
from mortem.web.models import Sample, Watch
from mortem.web.operations.watches import address_token
from tests.web.watching import watched_signal

if TYPE_CHECKING:
    from mortem.web.models import Review
    from tests.web.live.conftest import Served


def ask(served: Served, path: str, body: str = "", method: str = "POST") -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    try:
        line.request(method, path, body.encode())
        answer = line.getresponse()
        return answer.status, answer.read().decode().strip()
    finally:
        line.close()


@pytest.fixture
def watch(migration: Review) -> Watch:
    return watched_signal(migration, "heartbeat", at=timezone.now())


def test_a_post_is_kept_before_it_is_answered(served: Served, watch: Watch) -> None:
    path = f"/ping/{address_token(watch)}"
    assert ask(served, path) == (200, "Thank you.")
    assert ask(served, f"{path}/") == (200, "Thank you.")
    assert ask(served, f"{path}/1") == (200, "Thank you.")
    assert ask(served, path, "12.5", "PUT") == (200, "Thank you.")
    assert ask(served, path, '{"value": 7}') == (200, "Thank you.")
    kept = Sample.objects.filter(watch=watch).order_by("pk")
    assert [sample.value for sample in kept] == [0, 0, 1, 12.5, 7]
    watch.refresh_from_db()
    assert watch.due_at <= timezone.now()


def test_opening_the_address_changes_nothing(served: Served, watch: Watch) -> None:
    for method in ("GET", "HEAD", "DELETE"):
        status, _words = ask(served, f"/ping/{address_token(watch)}", method=method)
        assert status == 405
    assert Sample.objects.count() == 0


def test_what_is_no_address_or_no_number_is_said(served: Served, watch: Watch) -> None:
    assert ask(served, f"/ping/{'a' * 43}")[0] == 404
    assert ask(served, "/ping/short")[0] == 404
    assert ask(served, f"/ping/{address_token(watch)}/well")[0] == 422
    assert ask(served, f"/ping/{address_token(watch)}", "x" * MOST_BYTES * 5)[0] == 422
    assert Sample.objects.count() == 0


def test_many_at_once_are_each_kept_once(served: Served, watch: Watch) -> None:
    path = f"/ping/{address_token(watch)}"
    with ThreadPoolExecutor(16) as many:
        answers = list(many.map(lambda number: ask(served, f"{path}/{number}"), range(200)))
    assert set(answers) == {(200, "Thank you.")}
    assert sorted(Sample.objects.values_list("value", flat=True)) == list(range(200))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("", 0),
        (" 3 ", 3),
        ("-1e3", -1000),
        ('{"value": "4"}', 4),
        ("true", 1),
        ("NaN", None),
        ("Infinity", None),
        ("1e100", 1e100),
        ("1e308", None),
        ('{"value": -1e101}', None),
        ("[1]", None),
        ("{}", None),
        ("1" * 400, None),
        ("[" * 5000, None),
    ],
)
def test_a_number_is_read_plainly(said: str, number: float | None) -> None:
    assert number_in(said) == number
