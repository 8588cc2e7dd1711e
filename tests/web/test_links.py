"""Every link is built from the address that opens it, and a page says when that is not for others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.web import links
from mortem.web.operations.shares import open_room
from tests.web.conftest import seat_of

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import Settings

    from mortem.web.models import Review, User

NETWORK = "http://192.0.2.7:8765"
HERE = "http://127.0.0.1:8765"
ONLY_HERE = "Only this computer can open it"


@pytest.fixture
def ada_here(ada_client: Client) -> Client:
    """Return Ada's browser on the computer that runs Mortem."""
    ada_client.defaults["SERVER_NAME"] = "127.0.0.1"
    return ada_client


@pytest.fixture
def shared(settings: Settings) -> None:
    settings.SHARE, settings.PUBLIC_URL, settings.ACCOUNT_URL = True, NETWORK, HERE
    settings.ALLOWED_HOSTS = ["127.0.0.1", "192.0.2.7"]


def invitation(client: Client, page: str, post: str) -> tuple[str, bool]:
    """Return the beginning of the link that a page makes, and whether it says: only here."""
    client.post(page, {"name": "Orders"})
    answer = client.post(post, follow=True).content.decode()
    link = re.search(r'class="invite-link">(http://[^/]+)/', answer)
    assert link
    return link[1], ONLY_HERE in answer


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("path", "address", "others"),
    [
        ("/r/1/", NETWORK, True),
        ("/join/abc/", NETWORK, True),
        ("/confirm/abc/", NETWORK, True),
        ("/api/alerts/abc/", NETWORK, True),
        ("/sign-in/abc/", HERE, False),
        ("/teams/join/abc/", HERE, False),
        ("/you/address/abc/", HERE, False),
        ("/api/reviews", HERE, False),
    ],
)
def test_while_rooms_are_shared_account_links_stay_here(
    path: str, address: str, others: bool
) -> None:
    assert links.absolute(path) == f"{address}{path}"
    assert links.works_for_others(path) is others


@pytest.mark.usefixtures("shared")
def test_while_rooms_are_shared_alerts_may_come_from_the_network(
    ada_here: Client, guest_client: Client
) -> None:
    page = ada_here.post("/you/alerts/", {"name": "Shop"}).content.decode()
    assert ONLY_HERE not in page.replace(f"{ONLY_HERE} this.", "")
    found = re.search(rf'class="invite-link">{NETWORK}(/api/alerts/[^<]+)<', page)
    assert found
    for path, status in ((found[1], 201), ("/you/alerts/", 404), ("/api/reviews", 404)):
        answer = guest_client.post(path, "{}", "application/json", SERVER_NAME="192.0.2.7")
        assert answer.status_code == status


def test_on_a_server_every_link_has_its_address(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://mortem.example"
    assert links.absolute("/sign-in/abc/") == "https://mortem.example/sign-in/abc/"
    assert links.works_for_others("/sign-in/abc/")


@pytest.mark.usefixtures("shared")
def test_a_link_that_is_not_for_others_says_so(ada_here: Client) -> None:
    assert invitation(ada_here, "/you/name/", "/you/sign-in-link/") == (HERE, True)
    team = ada_here.post("/teams/", {"name": "Orders"})["Location"]
    assert invitation(ada_here, team, f"{team}invitation/") == (HERE, True)
    assert "Only this computer can open this." in ada_here.get("/you/").content.decode()


@pytest.mark.usefixtures("shared")
def test_the_letters_come_with_the_address_to_type_them_at(
    ada_here: Client, ada: User, migration: Review
) -> None:
    open_room(migration, by=seat_of(ada, migration), at=timezone.now())
    for page in ("plan", "invite"):
        told = ada_here.get(f"/r/{migration.pk}/{page}/").content.decode()
        assert f"The letters work at {NETWORK.removeprefix('http://')}/join/ until" in told


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("address", "start"), [("192.0.2.7", "/join/"), ("127.0.0.1", "/")], ids=["network", "here"]
)
def test_whoever_is_lost_is_led_to_where_they_may_go(
    guest_client: Client, address: str, start: str
) -> None:
    lost = guest_client.get("/r/00000000-0000-0000-0000-000000000000/", SERVER_NAME=address)
    ways = re.findall(r'href="(/[a-z]*/?)"', lost.content.decode())
    assert (lost.status_code, ways) == (404, [start, start])
