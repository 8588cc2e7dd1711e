"""Nothing that can be sent breaks a page: every post, every field, every kind of nonsense."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from tests.web.addresses import ADDRESSES
from tests.web.world import World, build, stand

if TYPE_CHECKING:
    from mortem.web.models import Review, User

FORM = "application/x-www-form-urlencoded"
NONSENSE = {
    "nothing": b"",
    "NUL": b"a%00b",
    "broken UTF-8": b"%FF%FEa",
    "half a character": b"%ED%A0%80",
    "too long": b"x" * 40_000,
    "unknown": b"nonsense",
    "huge number": b"9" * 30,
    "below zero": b"-1",
    "no digit": "²".encode(),
    "no number": b"nan",
    "first day": b"0001-01-01",
    "last day": b"9999-12-31",
    "no day": b"2026-02-30",
    "nobody's": str(uuid4()).encode(),
    "braces": b"{0}%25s%25(a)s",
    "markup": b"<script>alert(1)</script>",
    "a way out": b"../../etc/passwd",
}
KINDS_A_FIELD = 2
# What people may meet. 400 and 500 are never an answer to a form.
WORDED = {200, 201, 204, 302, 401, 403, 404, 405, 409, 413, 422, 423, 429}
ASKED = (
    "q page edit why line cite template undo ask risk stuck shelf words way context state whose"
    " seen at compare next follows ticked again agree choose offered after"
)
HEAVY = {"you/everything/"}


@pytest.fixture
def world(migration: Review, outage: Review, ada: User, ben: User) -> World:
    return build(migration, outage, ada, ben)


def sound(world: World) -> dict[str, str]:
    """Return something that fits, for each field that a form may have."""
    soon = (timezone.localdate() + timedelta(days=30)).isoformat()
    days = dict.fromkeys(("due_date", "check_date", "next_date", "until", "plan_date"), soon)
    return days | {
        "text": "The disk was full at night",
        "horizon_date": soon,
        "failure_sentence": "The migration failed. Why?",
        "question": "Is the disk full?",
        "response": "Ada rolls back",
        "source": "check_in",
        "cadence_days": "7",
        "owner": "Robin",
        "measure": "No page in a month",
        "reason": "It is small",
        "override_reason": "It is small",
        "to": "imagine",
        "seen": "write",
        "state": "quiet",
        "title": "Move orders",
        "zone": "Europe/Berlin",
        "date": "2026-03-03",
        "time": "02:13",
        "precision": "minute",
        "started_date": "2026-03-03",
        "started_time": "02:13",
        "started_precision": "minute",
        "name": "Jun",
        "kind": "fact",
        "mode": "alias",
        "minutes": "30",
        "role": "reader",
        "days": "14",
        "label": "Noor",
        "address": "jun@example.org",
        "verdict": "held",
        "context": "migration",
        "foresight": "missed",
        "success": "All orders arrive",
        "hurt": "Customers",
        "evidence": str(world.values["evidence_id"]),
        "first_line": "1",
        "last_line": "1",
        "top": str(world.values["cause_id"]),
        "same": str(world.values["other_id"]),
        "other": str(world.values["other_id"]),
        "cost-CAUSE": "3",
        "chance-CAUSE": "50",
        "confidence": "60",
        "code": "BCDFGH",
        "words": "erase you",
    }


def form(world: World, fields: list[str], broken: str, nonsense: bytes) -> list[bytes]:
    """Return a sound form with one field full of nonsense."""
    fitting = {name: quote(sound(world).get(name, "")).encode() for name in fields}
    return [
        name.replace("CAUSE", str(world.values["cause_id"])).encode() + b"=" + value
        for name, value in {**fitting, broken: nonsense}.items()
    ]


def every_field() -> list[tuple[str, str]]:
    return [(route, name) for route, one in ADDRESSES.items() for name in one.fields.split()]


@pytest.mark.parametrize("turn", range(KINDS_A_FIELD))
def test_no_post_breaks(world: World, turn: int) -> None:
    """Each field meets some of the kinds of nonsense; the next field meets the next ones."""
    kinds, broken = list(NONSENSE), {}
    for place, (route, name) in enumerate(every_field()):
        kind = kinds[(place * KINDS_A_FIELD + turn) % len(kinds)]
        body = b"&".join(form(world, ADDRESSES[route].fields.split(), name, NONSENSE[kind]))
        status = posted(world, route, body)
        if status not in WORDED:
            broken[route, name, kind] = status
    assert broken == {}


def test_nothing_and_everything_twice_break_no_post(world: World) -> None:
    broken = {}
    for route in (route for route, one in ADDRESSES.items() if set(one.post) != {"-"}):
        names = ADDRESSES[route].fields.split()
        twice = b"&".join(2 * form(world, names, names[0], b"nonsense")) if names else b"a=1&a=2"
        for body in (b"", twice, b"%00=%00&&==;\xff\xfe=\xff"):
            status = posted(world, route, body)
            if status not in WORDED:
                broken[route, body[:60]] = status
    assert broken == {}


@pytest.mark.parametrize("kind", NONSENSE)
def test_no_question_breaks(world: World, kind: str) -> None:
    """Whatever stands behind the question mark of an address."""
    nonsense = NONSENSE[kind].decode() if NONSENSE[kind].isascii() else quote(NONSENSE[kind])
    query = "&".join(f"{name}={nonsense[:2000]}" for name in ASKED.split())
    broken = {}
    for route in (route for route, one in ADDRESSES.items() if set(one.read) != {"-"}):
        if route in HEAVY:
            continue
        with transaction.atomic():
            stand(world.review_for(route), route)
            client = world.client("facilitator", raise_request_exception=False)
            response: Any = client.get(f"{world.path(route)}?{query}")
            status = response.status_code
            if response.streaming:
                b"".join(response)  # which closes the file behind it
            transaction.set_rollback(True)
        if status not in WORDED:
            broken[route] = status
    assert broken == {}


@pytest.mark.parametrize("name", ["x", "%00", "%FF", "..%2f..", "a" * 3000, "²", "%7B0%7D"])
def test_no_address_breaks(world: World, name: str) -> None:
    """Names, tokens and identifiers that nobody ever handed out."""
    broken = {}
    for route in (route for route in ADDRESSES if "<" in route):
        path = "/" + re.sub(r"<\w+:review_id>", str(world.review_for(route).pk), route)
        path = re.sub(r"<[^>]+>", lambda _: name, path)
        for method in ("get", "post"):
            client = world.client("facilitator", raise_request_exception=False)
            with transaction.atomic():
                status = getattr(client, method)(path).status_code
                transaction.set_rollback(True)
            if status not in WORDED:
                broken[method, path] = status
    assert broken == {}


def posted(world: World, route: str, body: bytes) -> int:
    """Return how the post is answered in the end, on the page that shows what was kept."""
    with transaction.atomic():
        stand(world.review_for(route), route)
        client = world.client("facilitator", raise_request_exception=False)
        response: Any = client.post(world.path(route), body, content_type=FORM, follow=True)
        transaction.set_rollback(True)
        return int(response.status_code)
