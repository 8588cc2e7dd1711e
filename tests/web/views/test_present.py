"""The wall shows what everybody may know, and nothing else."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from mortem.core import phases
from mortem.core.record import Disposition, Kind, Mode, Role
from mortem.web.models import Cause, Review
from mortem.web.operations.cards import add_card
from mortem.web.operations.entries import Told, When, add_entry
from mortem.web.operations.lessons import add_lesson
from mortem.web.operations.participants import mark_done
from mortem.web.operations.plans import frame_review
from mortem.web.operations.ratings import Given, rate_causes
from mortem.web.operations.shares import code_of, open_room, token_of
from mortem.web.views.present import LOOSE_ON_THE_WALL
from tests.web.conftest import seat_of
from tests.web.guarding import an_action, bring, guest_in, guest_seat, protected, some_causes

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import User

PHASES = [
    (kind, name)
    for kind in Kind
    for name in phases.phase_names(kind)
    if (kind, name) != (Kind.POSTMORTEM, "closed")
]


def wall(client: Client, review: Review) -> str:
    answer = client.get(f"/r/{review.pk}/present/")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def words(page: str) -> str:
    """Return what the wall says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition('id="stage"')[2]).split())


@pytest.mark.parametrize(("kind", "phase"), PHASES)
def test_each_phase_has_its_sentence(
    migration: Review, outage: Review, ada_client: Client, kind: Kind, phase: str
) -> None:
    review = migration if kind is Kind.PREMORTEM else outage
    Review.objects.filter(pk=review.pk).update(phase=phase)
    step = phases.phase_names(kind).index(phase) + 1
    said = words(wall(ada_client, review))
    assert said.count(phases.phase(kind, phase).purpose) == 1
    assert said.count(f"Step {step} of {len(phases.phase_names(kind))}") == 1


def test_while_people_write_it_counts_and_tells_nothing(
    migration: Review, ada_client: Client
) -> None:
    guest = guest_in(migration)
    jun = guest_seat(migration)
    bring(migration, "write")
    for text in ("Zwiebelkuchen", "Apfelstrudel"):
        add_card(migration, text=text, by=jun, browser_key="", at=timezone.now())
    mark_done(jun, phase="write", done=True, at=timezone.now())
    for client in (ada_client, guest):
        page = wall(client, migration)
        assert (page.count("Zwiebelkuchen"), page.count("Apfelstrudel")) == (0, 0)
        said = words(page)
        assert said.count("2 cards so far, from all of us.") == 1
        assert said.count("1 of 2 are done") == 1
        assert page.count('class="done"') == 1
        assert page.count('role="timer"') == 1
        assert said.count("Jun") == 0


@pytest.mark.parametrize("mode", list(Mode))
def test_turned_cards_hang_there_without_a_writer(
    migration: Review, ada: User, ada_client: Client, mode: Mode
) -> None:
    frame_review(migration, minutes=15, mode=mode, by=seat_of(ada, migration), at=timezone.now())
    guest_in(migration)
    migration.refresh_from_db()
    bring(migration, "write")
    add_card(
        migration, text="No backup", by=guest_seat(migration), browser_key="k", at=timezone.now()
    )
    bring(migration, "reveal")
    theme = migration.themes.all()[0]
    assert words(wall(ada_client, migration)).count("No backup") == 1
    Cause.objects.filter(review=migration).update(theme=theme)
    said = words(wall(ada_client, migration))
    assert said.count(f"{theme.name} 1 No backup") == 1
    assert said.count("Jun") == 0


def test_rating_shows_how_many_and_then_the_picture(migration: Review, ada_client: Client) -> None:
    guest_in(migration)
    causes = some_causes(migration)
    bring(migration, "rate")
    given = {cause.pk: Given(70, 4) for cause in causes}
    rate_causes(migration, given, by=guest_seat(migration), browser_key="", at=timezone.now())
    page = wall(ada_client, migration)
    assert words(page).count("1 of 2 have answered") == 1
    assert (page.count("svg-picture"), page.count("Reason 1")) == (0, 0)
    bring(migration, "protect")
    page = wall(ada_client, migration)
    assert page.count("svg-picture") == 1
    assert page.count('class="is-first"') == 3


def test_the_top_risks_with_who_does_what(migration: Review, ada_client: Client) -> None:
    protected(migration)
    said = words(wall(ada_client, migration))
    assert said.count("Guard against Reason 1 · Ada") == 1
    assert Cause.objects.filter(disposition=Disposition.TOP).count() == said.count(" · Ada")


def test_a_look_back_hangs_its_pictures(outage: Review, ada: User, ada_client: Client) -> None:
    me, now = seat_of(ada, outage), timezone.now()
    shown: dict[str, Any] = {}
    add_entry(outage, Told(When(now), "The page came"), by=me, at=now)
    some_causes(outage)
    add_lesson(outage, kind="lucky", text="It was night", by=me, at=now)
    an_action(outage, text="Renew by machine")
    for phase in ("evidence", "causes", "lessons", "actions"):
        Review.objects.filter(pk=outage.pk).update(phase=phase)
        shown[phase] = wall(ada_client, outage)
    assert [shown[phase].count("svg-picture") for phase in shown] == [1, 1, 0, 0]
    assert words(shown["lessons"]).count("Where we were lucky 1 It was night") == 1
    assert words(shown["actions"]).count("Renew by machine Ada") == 1


def test_of_the_accounts_only_their_number_hangs_there(
    outage: Review, ada: User, ada_client: Client
) -> None:
    guest_in(outage)
    bring(outage, "accounts")
    assert words(wall(ada_client, outage)).count("Nobody sees what you write") == 1
    for text in ("The page would not load", "The pager stayed silent"):
        add_card(outage, text=text, by=seat_of(ada, outage), browser_key="ada", at=timezone.now())
    said = words(wall(ada_client, outage))
    assert said.count("2 accounts so far, from all of us.") == 1
    assert said.count("would not load") == 0


def test_whoever_takes_part_can_show_the_door_and_a_reader_cannot(
    migration: Review, ada: User, ada_client: Client
) -> None:
    share = open_room(migration, by=seat_of(ada, migration), at=timezone.now())
    reader = guest_in(migration, role=Role.READER, name="Noor")
    assert [wall(who, migration).count(code_of(share)) for who in (ada_client, reader)] == [1, 0]
    assert wall(reader, migration).count(token_of(share)) == 0
    assert wall(ada_client, migration).count("<title>QR code") == 1


def test_with_a_crowd_a_number_takes_the_place_of_the_dots(
    migration: Review, ada_client: Client
) -> None:
    bring(migration, "write")
    now = timezone.now()
    migration.participants.bulk_create(
        type(seat)(review=migration, name=f"P{n}", role=Role.PARTICIPANT, joined_at=now)
        for n, seat in enumerate([migration.participants.all()[0]] * 60)
    )
    page = wall(ada_client, migration)
    assert words(page).count("0 of 61 are done") == 1
    assert page.count('<ol class="bare"') == 0


def test_with_many_cards_the_wall_says_how_many_there_are(
    migration: Review, ada_client: Client
) -> None:
    some_causes(migration, LOOSE_ON_THE_WALL + 3)
    bring(migration, "reveal")
    page = wall(ada_client, migration)
    assert page.count('class="wall-card"') == LOOSE_ON_THE_WALL
    assert words(page).count("15 have no theme yet.") == 1


def test_a_long_sentence_is_set_smaller_and_an_endless_one_cut(
    outage: Review, ada_client: Client
) -> None:
    Review.objects.filter(pk=outage.pk).update(summary="It was down. " * 400)
    page = wall(ada_client, outage)
    (said,) = re.findall(r'<h1 class="wall-sentence is-long"[^>]*>(.*?)</h1>', page, re.DOTALL)
    assert len(said) == 320
