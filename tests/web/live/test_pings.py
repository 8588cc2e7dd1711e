"""Something reports in over real HTTP: an answer means that it is kept."""

from __future__ import annotations

import asyncio
import http.client
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from mortem.web.live.pings import MOST_BYTES, Pings, number_in, ping_of
from mortem.web.models import Sample, Watch
from mortem.web.operations.watches import address_token
from mortem.web.operations.watching import take_numbers
from tests.web.watching import watched_signal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

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


class Line:
    """One post as a server hands it on: what came, piece by piece, and what was answered."""

    def __init__(self, *pieces: dict[str, Any]) -> None:
        self.pieces = list(pieces)
        self.answered: list[dict[str, Any]] = []

    async def come(self) -> dict[str, Any]:
        return self.pieces.pop(0)

    async def go(self, message: dict[str, Any]) -> None:
        self.answered.append(message)

    async def post(self, pings: Pings, watch: Watch) -> int | None:
        scope = {"method": "POST", "path": f"/ping/{address_token(watch)}"}
        ping = ping_of(scope)
        assert ping is not None
        await pings.answer(ping, scope, self.come, self.go)
        return self.answered[0]["status"] if self.answered else None


WHOLE = {"type": "http.request", "body": b"12", "more_body": False}


@pytest.mark.django_db(transaction=True)
def test_whoever_is_gone_before_all_was_here_has_sent_nothing(watch: Watch) -> None:
    begun = {"type": "http.request", "body": b"1", "more_body": True}

    async def broken_off() -> list[int | None]:
        pings = Pings()
        posts = (Line(begun, {"type": "http.disconnect"}), Line(WHOLE))
        answers = [await post.post(pings, watch) for post in posts]
        await pings.stop()
        return answers

    assert asyncio.run(broken_off()) == [None, 200]
    assert list(Sample.objects.values_list("value", flat=True)) == [12]


@pytest.mark.django_db(transaction=True)
def test_whoever_is_gone_before_the_answer_holds_up_no_other(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def slow(told: Iterable[tuple[str, float, datetime]]) -> list[bool]:
        reached.set()
        assert go_on.wait(20)
        return take_numbers(told)

    monkeypatch.setattr("mortem.web.live.pings.take_numbers", slow)

    async def impatient() -> int | None:
        pings = Pings()
        first = asyncio.create_task(Line(WHOLE).post(pings, watch))
        await asyncio.to_thread(reached.wait, 20)
        first.cancel()
        second = asyncio.create_task(Line(WHOLE).post(pings, watch))
        await asyncio.sleep(0)
        go_on.set()
        answer = await asyncio.wait_for(second, 20)
        await pings.stop()
        return answer

    assert asyncio.run(impatient()) == 200
    assert list(Sample.objects.values_list("value", flat=True)) == [12, 12]


@pytest.mark.django_db(transaction=True)
def test_whatever_breaks_while_writing_is_answered(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_told: object) -> list[bool]:
        raise KeyError

    async def twice() -> list[int | None]:
        pings = Pings()
        with monkeypatch.context() as broken:
            broken.setattr("mortem.web.live.pings.take_numbers", breaks)
            first = await asyncio.wait_for(Line(WHOLE).post(pings, watch), 20)
        second = await asyncio.wait_for(Line(WHOLE).post(pings, watch), 20)
        await pings.stop()
        return [first, second]

    assert asyncio.run(twice()) == [503, 200]


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
        (" " * MOST_BYTES + "5", None),
        ("[1]", None),
        ("{}", None),
        ("1" * 400, None),
        ("[" * 5000, None),
    ],
)
def test_a_number_is_read_plainly(said: str, number: float | None) -> None:
    assert number_in(said) == number
