"""Before the reveal no card leaves the server for anyone but its writer: on every surface (P4)."""

from __future__ import annotations

import logging
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as configured
from django.core.mail import send_mail
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mortem.core import phases
from mortem.core.record import Kind, Mode, Role, Visibility
from mortem.web import search, urls
from mortem.web.api import door
from mortem.web.live import pages as live_pages
from mortem.web.models import Activity, Card, Membership, Review, User
from mortem.web.operations.participants import join_review, remove_participant
from mortem.web.operations.plans import frame_review
from mortem.web.operations.reviews import delete_review, move_phase
from mortem.web.operations.teams import make_team
from mortem.web.search import texts
from tests.web.addresses import ADDRESSES
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import bring, facilitator, join
from tests.web.silence import (
    COMMANDS,
    HERE,
    SURFACES,
    Setting,
    commands,
    leaks,
    log_lines,
    overheard,
    seen_templates,
    templates,
)
from tests.web.world import World, build, routes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest

CARDS = {Kind.PREMORTEM: "cards/", Kind.POSTMORTEM: "accounts/"}
NEW = {Kind.PREMORTEM: "", Kind.POSTMORTEM: "new/"}
WRITERS = {"ada": "Apfelstrudel", "jun": "Zwiebelkuchen", "kim": "Kaiserschmarrn"}

# How templates begin that no surface renders while cards are silent, and why that is so.
LATER = "a page of a later phase, which is not there before the cards are turned"
UNSEEN = {
    Kind.PREMORTEM: {
        "ahead/reveal": LATER,
        "ahead/rate": LATER,
        "ahead/risk_picture": LATER,
        "ahead/lean": "asked with the second confidence, once the plan is guarded",
        "ahead/sure": "asked before and after the writing, never during it",
        "ahead/watch": LATER,
        "ahead/closed": LATER,
        "ahead/complete": LATER,
        "look": "asked for by mail once the plan is watched",
        "learning/calibration": "chances beside outcomes; there are none before the end",
        "back/": "a look back has a silence of its own",
        "present/": LATER,
        "sharing/over_days": "a review that is held over days",
        "sealed/": "a review of one's own under a passphrase, which nobody else is in",
        "sharing/opened": "who has opened what was shown to them: names and days",
        "sharing/shown": "what somebody reads to whom it was shown: the purpose of that",
        "erased": "says goodbye, in words of its own",
        "owner_link": "a link that has ended",
        "parts/": "a piece of those pages",
    },
    Kind.POSTMORTEM: {
        "ahead/": "a look ahead has a silence of its own",
        "action_edit": "of a look ahead, in which it is tried",
        "issue": "of a look ahead, in which it is tried",
        "signal": "of a look ahead, in which it is tried",
        "verdict": "of a look ahead, in which it is tried",
        "learning/calibration": "chances beside outcomes; there are none before the end",
        "back/accounts_open": LATER,
        "back/published": LATER,
        "back/then": "asked about a moment of the timeline",
        "back/files": "what is packed in a piece; what is brought here is one text",
        "back/troubles": "what is torn in a piece; what is brought here is whole",
        "back/row": "a row of evidence; the one line that is brought has no day, and is none",
        "back/look_for": "what is looked for among rows",
        "back/night": "the picture of rows over time",
        "back/story": "an event of one's own, which has no silence",
        "present/": LATER,
        "sharing/over_days": "a review that is held over days",
        "sharing/room": "an open door; it is open in the look ahead, where it is tried",
        "sealed/": "a review of one's own under a passphrase, which nobody else is in",
        "sharing/opened": "who has opened what was shown to them: names and days",
        "sharing/shown": "what somebody reads to whom it was shown: the purpose of that",
        "erased": "says goodbye, in words of its own",
        "owner_link": "a link that has ended",
        "parts/": "a piece of those pages",
    },
}
# Every line that our code writes to a log: none of them takes more than a place or a kind of error.
LOG_LINES = {
    "web/jobs/follow_issues: 'an issue could not be followed: %s'",
    "web/jobs/follow_issues: 'an issue could not be settled: %s'",
    "web/jobs/remind_of_actions: 'a reminder was not written: %s'",
    "web/jobs/timekeeper: 'the database did not answer (%s); the next round looks again'",
    "web/jobs/timekeeper: 'time was not kept: %s'",
    "web/jobs/watch_signals: 'a signal could not be read: %s'",
    "web/jobs/watch_signals: 'a signal could not be settled: %s'",
    "web/jobs/watch_signals: 'signals were not asked: %s'",
    "web/vault: 'A piece of evidence could not be sealed anew: %s.'",
    "web/rows/works: 'The rows of a piece of evidence could not be made: %s.'",
    "web/source: 'a source broke: %s in %s'",
    "web/live/pings: 'what was sent could not be kept: %s'",
    "web/live/tail: 'A changed review could not be looked at; it is tried again.'",
    "web/live/tail: 'Following stopped by a defect.'",
    "web/live/wake_postgres: 'The connection that listens for changes was lost: %s'",
    "web/notify/mail: 'mail was not taken: %s'",
    "web/traces: 'Traces in %s are left for the next sweep: somebody reads there.'",
}


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
    client = Client(raise_request_exception=False)
    client.cookies["mortem_key"] = key
    return client


def everyone(review: Review, ada: User, ben: User, mode: Mode) -> dict[str, Client]:
    """Return who writes, who only reads, who reads by their team, who left, and who is nobody here."""
    now = timezone.now()
    by_team = User.objects.create(name="Tom", created_at=now)
    team = make_team("Silent", by=by_team, at=now)
    Membership.objects.create(team=team, user=ada, joined_at=now)
    Review.objects.filter(pk=review.pk).update(team=team, visibility=Visibility.TEAM)
    User.objects.filter(pk=ada.pk).update(is_local=True)  # whose the command line is
    reader = User.objects.create(name="Rae", created_at=now)
    join(review, reader, Role.READER)
    gone = User.objects.create(name="Gil", created_at=now)
    remove_participant(join(review, gone), by=facilitator(review), at=now)
    ada_client = signed_in(ada)
    ada_client.cookies["mortem_key"] = "adas-browser"
    people = {
        "ada": ada_client,
        "jun": browser("jun", review, mode),
        "kim": browser("kim", review, mode),
        "reader": signed_in(reader),
        "team": signed_in(by_team),
        "removed": signed_in(gone),
        "stranger": signed_in(ben),
        "nobody here": Client(),
    }
    if mode is Mode.ANONYMOUS:  # otherwise it is the account that knows the cards again
        people["another browser of Ada's"] = signed_in(ada)
    return people


def write(setting: Setting) -> None:
    """Let each writer keep a card, reword one, take one back, and take one back and restore it."""
    review = setting.review
    url = f"/r/{review.pk}/{CARDS[setting.kind]}"
    for name, word in setting.words.items():
        client = setting.people[name]
        for what in ("kept", "before", "taken back", "brought back"):
            answer = client.post(f"{url}{NEW[setting.kind]}", {"text": f"{word} {what}"})
            assert answer.status_code == 302
        steps = {
            "before": ("", {"text": f"{word} after"}),
            "taken back": ("deletion/", {}),
            "brought back": ("deletion/", {}),
        }
        keys = {what: review.cards.get(text=f"{word} {what}").pk for what in steps}
        for what, (step, data) in steps.items():
            assert client.post(f"{url}{keys[what]}/{step}", data).status_code == 302
        assert client.post(f"{url}{keys['brought back']}/restoration/").status_code == 302


@pytest.fixture(params=list(product(Kind, Mode)), ids="-".join)
def setting(
    request: pytest.FixtureRequest,
    world: World,
    ada: User,
    ben: User,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Setting]:
    """Return a review in which three have written in silence: each kind, in each mode."""
    monkeypatch.setenv("MORTEM_DATA", str(configured.DATA))
    kind, mode = request.param
    review = world.ahead if kind is Kind.PREMORTEM else world.back
    Card.everything.filter(review=review).delete()
    Review.objects.filter(pk=review.pk).update(phase=phases.first_phase(kind))
    review.refresh_from_db()
    frame_review(review, minutes=60, mode=mode, by=seat_of(ada, review), at=timezone.now())
    people = everyone(review, ada, ben, mode)
    setting = Setting(world, review, people, WRITERS, posting=("ada", "kim", "reader", "team"))
    bring(review, phases.silent_phase(kind))
    with overheard(setting.log):
        write(setting)
        yield setting


def own(setting: Setting) -> set[tuple[str, str]]:
    """Return who reads their own cards on their own page."""
    return {
        (who, name)
        for who, client in setting.people.items()
        for name, word in setting.words.items()
        if word.encode() in client.get(setting.silent).content
    }


def test_no_surface_gives_anybody_the_card_of_another(setting: Setting) -> None:
    with seen_templates() as rendered:
        assert leaks(setting) == set()
    assert own(setting) == {(name, name) for name in WRITERS}
    if setting.review.mode == Mode.ANONYMOUS:  # in which there is most to render
        unseen, reasons = templates() - rendered, UNSEEN[setting.kind]
        assert {name for name in unseen if not name.startswith(tuple(reasons))} == set()
        assert {start for start in reasons if not any(n.startswith(start) for n in unseen)} == set()


one_mode = pytest.mark.parametrize("setting", [(Kind.PREMORTEM, Mode.ANONYMOUS)], indirect=True)


both_kinds = pytest.mark.parametrize(
    "setting", list(product(Kind, [Mode.ANONYMOUS])), indirect=True, ids="-".join
)


@both_kinds
def test_cards_stay_silent_when_the_review_goes_back_and_when_it_is_put_away(
    setting: Setting,
) -> None:
    review, me = setting.review, facilitator(setting.review)
    before = phases.previous_phase(setting.kind, review.phase)
    assert before is not None
    move_phase(review, to=before, by=me, at=timezone.now())
    assert leaks(setting, ("pages", "stored", "commands")) == set()
    delete_review(review, by=me, at=timezone.now())
    assert leaks(setting, ("pages", "stored", "commands")) == set()


MORE = ("Wolkenbruch", "Regenbogen", "Nebelbank", "Hagelkorn", "Tautropfen", "Raureifnacht")


@pytest.mark.parametrize(
    "setting", list(product([Kind.PREMORTEM], [Mode.NAMED, Mode.ANONYMOUS])), indirect=True
)
def test_during_the_reveal_what_is_not_turned_is_as_silent(setting: Setting) -> None:
    review = setting.review
    for word in MORE:
        answer = setting.people["jun"].post(f"/r/{review.pk}/cards/", {"text": word})
        assert answer.status_code == 302
    move_phase(review, to="reveal", by=facilitator(review), at=timezone.now())
    down = {card.text: card.text for card in review.cards.filter(revealed=False)}
    assert len(down) >= len(MORE) - 2
    heard = leaks(replace(setting, words=down), ("pages", "stored", "search", "streams"))
    own = {("jun", text) for text in down if text in MORE}
    own |= {(name, text) for name, word in WRITERS.items() for text in down if word in text}
    readers = {(who, text) for who, text, _where in heard}
    assert readers == (set() if review.mode == Mode.ANONYMOUS else own)


@one_mode
def test_a_card_that_comes_too_late_is_told_to_nobody_else(setting: Setting) -> None:
    review = setting.review
    Card.everything.filter(review=review).delete()
    bring(review, "rate")
    late = {"jun": "Nachzügler"}
    answer = setting.people["jun"].post(f"/r/{review.pk}/cards/", {"text": late["jun"]})
    assert answer.status_code == 409
    after = replace(setting, words=late)
    assert leaks(after) == set()


# ── The list of surfaces is whole ────────────────────────────────────────────────────────


def test_every_address_is_tried() -> None:
    """Addresses come from the resolver; those of programs from what the product says of itself."""
    known = {route for route, _pattern in routes()}
    said = set(door.api.get_openapi_schema()["paths"])
    assert {path.strip("/").replace("{", "<").replace("}", ">") for path in said} - known == set()
    assert known == set(ADDRESSES)


def test_every_command_is_tried_or_has_a_reason() -> None:
    assert commands() == set(COMMANDS)


def test_every_line_of_the_log_is_known() -> None:
    assert log_lines() == LOG_LINES


def test_what_answers_beside_the_pages_is_a_surface_of_its_own() -> None:
    """Streams, once there are some, do not go through the resolver: SURFACES must name them."""
    assert (HERE / "live").exists() == ("streams" in SURFACES)


def test_cards_have_no_words_of_their_own_in_the_search() -> None:
    assert Card not in texts.SOURCES


# ── Planted leaks: each surface that has one is noticed ──────────────────────────────────


def peek(_request: HttpRequest, review_id: str) -> HttpResponse:
    return HttpResponse(
        "\n".join(Card.objects.filter(review=review_id).values_list("text", flat=True))
    )


urlpatterns = [
    path("r/<uuid:review_id>/peek/", require_safe(peek)),
    path("r/<uuid:review_id>/poke/", require_POST(peek)),
    *urls.urlpatterns,
]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500


def turned_too_early(review: Review) -> None:
    review.cards.update(revealed=True)


def in_the_history(review: Review) -> None:
    Activity.objects.filter(review=review).update(data={"text": review.cards.all()[0].text})


def in_the_search(review: Review) -> None:
    texts.SOURCES[Card] = texts.Source("card", ("text",))
    try:
        for card in review.cards.all():
            search.put(card)
    finally:
        del texts.SOURCES[Card]


def in_a_mail(review: Review) -> None:
    send_mail("News", review.cards.all()[0].text, "mortem@localhost", ["ben@example.org"])


def in_the_log(review: Review) -> None:
    logging.getLogger("mortem").warning("card: %s", review.cards.all()[0].text)


def two_of(setting: Setting) -> Setting:
    """Return the setting with two readers; a leak to one of them is enough."""
    who = ("ada", "kim")
    return replace(setting, people={one: setting.people[one] for one in who}, posting=who)


@one_mode
@pytest.mark.parametrize(
    ("plant", "surface"),
    [
        (turned_too_early, "pages"),
        (turned_too_early, "commands"),
        (in_the_history, "stored"),
        (in_the_search, "search"),
        (in_a_mail, "mail"),
        (in_the_log, "log"),
    ],
)
def test_a_planted_leak_is_heard(
    setting: Setting, plant: Callable[[Review], None], surface: str
) -> None:
    plant(setting.review)
    assert leaks(two_of(setting), (surface,)) != set()


@one_mode
@pytest.mark.parametrize(("surface", "address"), [("pages", "peek"), ("posts", "poke")])
def test_a_planted_address_is_heard(setting: Setting, surface: str, address: str) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        where = {where for _who, _writer, where in leaks(two_of(setting), (surface,))}
    assert {name.rpartition(f"{setting.review.pk}/")[2] for name in where} == {f"{address}/"}


@one_mode
def test_a_planted_piece_is_heard(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    needs, templates_of = live_pages._FIXED["write"]

    def telling(review: Review) -> dict[str, object]:
        return {**needs(review), "sentence": review.cards.all()[0].text}

    pieces = {**templates_of, "sentence": "ahead/imagine_sentence.html"}
    monkeypatch.setitem(live_pages._FIXED, "write", (telling, pieces))
    assert leaks(two_of(setting), ("streams",)) != set()


def test_each_surface_has_had_a_leak() -> None:
    planted = {"pages", "posts", "commands", "stored", "search", "mail", "log", "streams"}
    assert set(SURFACES) == planted
