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
from mortem.web.operations.teams import make_team
from tests.web.addresses import ADDRESSES
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import bring, join
from tests.web.world import World, build

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITERS = {"ada": "Apfelstrudel", "jun": "Zwiebelkuchen", "kim": "Kaiserschmarrn"}
NAMES = {kind: phases.phase_names(kind) for kind in Kind}
CARDS = {Kind.PREMORTEM: "cards/", Kind.POSTMORTEM: "accounts/"}


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


def everyone(review: Review, ada: User, ben: User, mode: Mode) -> dict[str, Client]:
    """Return who writes, who only reads, who reads by their team, and who is nobody here."""
    now = timezone.now()
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


def addresses(world: World, review: Review) -> Iterator[str]:
    """Yield every address that can be read, in each form and each phase, and each search."""
    for address in _addresses(world, Kind(review.kind)):
        yield address.replace(str(world.ahead.pk), str(review.pk))
    yield f"/r/{review.pk}/{phases.silent_phase(Kind(review.kind))}/?stuck=1"


def _addresses(world: World, kind: Kind) -> Iterator[str]:
    for route in (route for route, address in ADDRESSES.items() if set(address.read) != {"-"}):
        if route.endswith("<slug:form>/"):
            forms = [route.replace("<slug:form>", form) for form in (*FORMS, *PICTURES)]
            yield from map(world.path, forms)
        elif route.endswith("<slug:phase>/"):
            yield from (world.path(route.replace("<slug:phase>", name)) for name in NAMES[kind])
        else:
            yield world.path(route)
    for word in WRITERS.values():
        yield f"/search/?q={word[:6]}"
        yield f"/api/search?q={word[:6]}"


def content(answer: Any) -> bytes:
    """Return the bytes of an answer; of an archive, those of everything in it."""
    raw = b"".join(answer) if answer.streaming else answer.content
    if not raw.startswith(b"PK"):
        return bytes(raw)
    box = zipfile.ZipFile(io.BytesIO(raw))
    return b"".join(name.encode() + box.read(name) for name in box.namelist())


def write(people: dict[str, Client], review: Review) -> None:
    """Let each writer keep one card, and take another one back."""
    url = f"/r/{review.pk}/{CARDS[Kind(review.kind)]}"
    new = url if review.looks_ahead else f"{url}new/"
    for name, word in WRITERS.items():
        for text in (f"{word} was never restored", f"{word} taken back"):
            assert people[name].post(new, {"text": text}).status_code == 302
        gone = review.cards.get(text=f"{word} taken back")
        assert people[name].post(f"{url}{gone.pk}/deletion/").status_code == 302


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("mode", list(Mode))
def test_no_address_gives_anybody_the_card_of_another(
    world: World, ada: User, ben: User, mode: Mode, kind: Kind
) -> None:
    review = world.ahead if kind is Kind.PREMORTEM else world.back
    review.cards.all().delete()
    Review.objects.filter(pk=review.pk).update(phase=NAMES[kind][0])
    review.refresh_from_db()
    frame_review(review, minutes=60, mode=mode, by=seat_of(ada, review), at=timezone.now())
    people = everyone(review, ada, ben, mode)
    bring(review, phases.silent_phase(kind))
    write(people, review)
    heard, read = [], set()
    for address in addresses(world, review):
        for who, client in people.items():
            answer = client.get(address)
            told = content(answer)
            words = {name for name, word in WRITERS.items() if word.encode() in told}
            heard += [(who, name, address) for name in words - {who}]
            read |= {(who, name) for name in words & {who}}
    assert heard == []
    assert read == {(name, name) for name in WRITERS}  # each writer does read their own


def test_the_table_of_addresses_is_whole(world: World) -> None:
    for review in (world.ahead, world.back):
        names = NAMES[Kind(review.kind)]
        assert len(set(addresses(world, review))) > len(FORMS) + len(names) + 30
