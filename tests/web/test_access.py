"""Who gets where: every address of the product, tried by five people, reading and posting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import transaction

from tests.web.addresses import ADDRESSES
from tests.web.world import PEOPLE, World, build, routes, stand

if TYPE_CHECKING:
    from mortem.web.models import Review, User

MEANING = {200: "o", 204: "o", 302: "o", 409: "o", 422: "o"}
MEANING |= {401: "u", 403: "f", 404: "m", 405: "-", 423: "l"}


@pytest.fixture
def world(migration: Review, outage: Review, ada: User, ben: User) -> World:
    return build(migration, outage, ada, ben)


def meaning(response: Any) -> str:
    if response.headers.get("Location", "").startswith("/sign-in/"):
        return "i"
    return MEANING.get(response.status_code, str(response.status_code))


def tried(world: World, route: str, method: str, who: str, path: str = "") -> str:
    """Return what a person meets there; whatever it changed is undone."""
    with transaction.atomic():
        stand(world.review_for(route), route)
        client = world.client(who, raise_request_exception=False)
        response = getattr(client, method)(path or world.path(route))
        if response.streaming:
            b"".join(response)  # which closes the file behind it
        transaction.set_rollback(True)
        return meaning(response)


def test_every_address_is_in_the_table() -> None:
    """Whoever adds an address says in tests/web/addresses.py who may do what there."""
    assert {route for route, _pattern in routes()} == set(ADDRESSES)


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_everyone_meets_what_the_table_says(world: World, method: str) -> None:
    expected = {
        route: address.post if method == "post" else address.read
        for route, address in ADDRESSES.items()
        if method != "head" or not route.startswith("api/")
    }
    met = {route: "".join(tried(world, route, method, who) for who in PEOPLE) for route in expected}
    assert differences(met, expected) == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_not_there_is_missing_for_everybody(world: World, method: str) -> None:
    """An identifier that is nobody's: 404, or the way to sign in, never the review's own answer."""
    met = {}
    for route in (route for route in ADDRESSES if "review_id>" in route):
        start, _own, rest = world.path(route).partition(str(world.review_for(route).pk))
        strange = f"{start}{uuid4()}{rest}"
        met[route] = {tried(world, route, method, who, strange) for who in (PEOPLE[0], PEOPLE[-1])}
    wrong = {route: found for route, found in met.items() if not found <= set("mi-u")}
    assert wrong == {}


def differences(met: dict[str, str], expected: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {route: (met[route], expected[route]) for route in met if met[route] != expected[route]}
