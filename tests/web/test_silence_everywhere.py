"""Before the reveal no card leaves the server for anyone but its writer: at every address (P4)."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from mortem.core import phases
from mortem.core.record import Kind, Mode, Role, Visibility
from mortem.web.documents import FORMS, PICTURES
from mortem.web.models import Membership, Review, User
from mortem.web.operations.participants import join_review
from mortem.web.operations.plans import frame_review
from mortem.web.operations.reviews import move_phase
from mortem.web.operations.teams import make_team
from tests.web.addresses import ADDRESSES
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import bring, join
from tests.web.world import World, build

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITERS = {"ada": "Apfelstrudel", "jun": "Zwiebelkuchen", "kim": "Kaiserschmarrn"}
NAMES = [phase.name for phase in phases.phases(Kind.PREMORTEM)]


@pytest.fixture
def world(migration: Review, outage: Review, ada: User, ben: User) -> World:
    return build(migration, outage, ada, ben)


def browser(key: str, review: Review, mode: Mode) -> Client:
    """Return the browser of a guest; anonymous ones give no name."""
    name = "" if mode is Mode.ANONYMOUS else key
    join_review(
        review,
        name=name,
        role=Role.PARTICIPANT,
        user=None,
        browser_key=key,
        at=timezone.now(),
    )
    client = Client()
    client.cookies["mortem_key"] = key
    return client


def everyone(world: World, ada: User, ben: User, mode: Mode) -> dict[str, Client]:
    """Return who writes, who only reads, who reads by their team, and who is nobody here."""
    review, now = world.ahead, timezone.now()
    by_team = User.objects.create(name="Tom", created_at=now)
    team = make_team("Silent", by=by_team, at=now)
    Membership.objects.create(team=team, user=ada, joined_at=now)
    Review.objects.filter(pk=review.pk).update(team=team, visibility=Visibility.TEAM)
    reader = User.objects.create(name="Rae", created_at=now)
    join(review, reader, Role.READER)
    facilitator = signed_in(ada)
    facilitator.cookies["mortem_key"] = "adas-browser"
    return {
        "ada": facilitator,
        "jun": browser("jun", review, mode),
        "kim": browser("kim", review, mode),
        "reader": signed_in(reader),
        "team": signed_in(by_team),
        "stranger": signed_in(ben),
        "nobody": Client(),
    }


def addresses(world: World) -> Iterator[str]:
    """Yield every address that can be read, in each form and each phase, and each search."""
    for route in (route for route, address in ADDRESSES.items() if set(address.read) != {"-"}):
        if route.endswith("<slug:form>/"):
            forms = [route.replace("<slug:form>", form) for form in (*FORMS, *PICTURES)]
            yield from map(world.path, forms)
        elif route.endswith("<slug:phase>/"):
            yield from (world.path(route.replace("<slug:phase>", name)) for name in NAMES)
        else:
            yield world.path(route)
    for word in WRITERS.values():
        yield f"/search/?q={word[:6]}"
        yield f"/api/search?q={word[:6]}"
    yield f"/r/{world.ahead.pk}/write/?stuck=1"


def content(answer: Any) -> bytes:
    """Return the bytes of an answer; of an archive, those of everything in it."""
    raw = b"".join(answer) if answer.streaming else answer.content
    if not raw.startswith(b"PK"):
        return bytes(raw)
    box = zipfile.ZipFile(io.BytesIO(raw))
    return b"".join(name.encode() + box.read(name) for name in box.namelist())


def write(people: dict[str, Client], review: Review) -> None:
    """Let each writer keep one card, and take another one back."""
    for name, word in WRITERS.items():
        url = f"/r/{review.pk}/cards/"
        for text in (f"{word} was never restored", f"{word} taken back"):
            assert people[name].post(url, {"text": text}).status_code == 302
        gone = review.cards.get(text=f"{word} taken back")
        assert people[name].post(f"{url}{gone.pk}/deletion/").status_code == 302


MORE = ("Wolken", "Regen", "Nebel", "Hagel", "Tau", "Reif")


def heard_by(
    people: dict[str, Client], world: World, words: dict[str, str]
) -> set[tuple[str, str, str]]:
    """Return who reads whose word, at any address: (reader, word's name, address)."""
    heard = set()
    for address in addresses(world):
        for who, client in people.items():
            told = content(client.get(address))
            heard |= {(who, name, address) for name, word in words.items() if word.encode() in told}
    return heard


def begin(world: World, ada: User, ben: User, mode: Mode) -> dict[str, Client]:
    review = world.ahead
    review.cards.all().delete()
    Review.objects.filter(pk=review.pk).update(phase="plan")
    review.refresh_from_db()
    frame_review(review, minutes=60, mode=mode, by=seat_of(ada, review), at=timezone.now())
    people = everyone(world, ada, ben, mode)
    bring(review, "write")
    write(people, review)
    return people


@pytest.mark.parametrize("mode", list(Mode))
def test_no_address_gives_anybody_the_card_of_another(
    world: World, ada: User, ben: User, mode: Mode
) -> None:
    people = begin(world, ada, ben, mode)
    heard = heard_by(people, world, WRITERS)
    assert {(who, name, where) for who, name, where in heard if who != name} == set()
    # each writer does read their own
    assert {(who, name) for who, name, _where in heard} == {(name, name) for name in WRITERS}


@pytest.mark.parametrize("mode", [Mode.NAMED, Mode.ANONYMOUS])
def test_during_the_reveal_what_is_not_turned_is_as_silent(
    world: World, ada: User, ben: User, mode: Mode
) -> None:
    people, review = begin(world, ada, ben, mode), world.ahead
    for word in MORE:
        assert people["jun"].post(f"/r/{review.pk}/cards/", {"text": word}).status_code == 302
    move_phase(review, to="reveal", by=seat_of(ada, review), at=timezone.now())
    down = {card.text: card.text for card in review.cards.filter(revealed=False)}
    assert len(down) >= len(MORE) - 2
    readers = {(who, text) for who, text, _where in heard_by(people, world, down)}
    own = {("jun", text) for text in down if text in MORE or WRITERS["jun"] in text}
    assert readers == (set() if mode is Mode.ANONYMOUS else own)


def test_the_table_of_addresses_is_whole(world: World) -> None:
    assert len(set(addresses(world))) > len(FORMS) + len(NAMES) + 30
