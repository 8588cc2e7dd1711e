"""What stands between the product and other sites, other scripts and other readers of its log."""

from __future__ import annotations

import io
import logging
import re
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.conf import settings as configured
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from mortem.core.record import Pace
from mortem.web import urls
from mortem.web.logs import Discreet
from mortem.web.models import Review
from mortem.web.operations.users import issue_sign_in
from tests.web.addresses import ADDRESSES
from tests.web.anonymity.dump import tables
from tests.web.world import World, build, stand

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mortem.web.models import User

SAID = "Zwiebelkuchen"
SESSIONS = "django_session"  # who comes again is kept signed in
UNCHANGING = {"api/openapi.json", "api/"}  # they answer a post as they answer a reading
# By a secret of their own, from another site.
PROVEN = {"trackers/<uuid:tracker_id>/news/", "api/alerts/<str:token>/"}


def defect(_request: HttpRequest, **_found: str) -> HttpResponse:
    raise ValueError(SAID)


urlpatterns = [
    *urls.urlpatterns,
    path("defect/", defect),
    path("join/<str:token>/defect/", defect),
    path("r/cards/<str:token>/defect/", defect),
]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500


@pytest.fixture
def world(migration: Review, outage: Review, ada: User, ben: User) -> World:
    return build(migration, outage, ada, ben)


def test_no_post_of_another_site_is_taken(world: World) -> None:
    taken = {}
    for route, address in ADDRESSES.items():
        if set(address.post) == {"-"} or route in UNCHANGING | PROVEN:
            continue
        with transaction.atomic():
            stand(world.review_for(route), route)
            client = world.client("facilitator", enforce_csrf_checks=True)
            status = client.post(world.path(route), {"text": "x"}).status_code
            transaction.set_rollback(True)
        if status != 403:
            taken[route] = status
    assert taken == {}


@pytest.mark.parametrize("who", ["participant", "facilitator"])
def test_no_reading_changes_anything(world: World, who: str) -> None:
    """Mail scanners and chat previews open links; a step whose time is over waits for the clock."""
    over = timezone.now() - timedelta(days=1)
    Review.objects.filter(pk=world.ahead.pk).update(pace=Pace.DAYS, phase_ends_at=over)
    client = world.client(who, raise_request_exception=False)
    changed = {}
    for route, address in ADDRESSES.items():
        if set(address.read) == {"-"}:
            continue
        stand(world.review_for(route), route)
        before = tables()
        answer = client.get(world.path(route))
        b"".join(answer) if answer.streaming else answer.content
        after = tables()
        if different := {name for name in before if before[name] != after[name]} - {SESSIONS}:
            changed[route] = different
    assert changed == {}


def answers(world: World) -> dict[str, Any]:
    """Return one answer of every kind that the product gives."""
    client = world.client("facilitator", raise_request_exception=False)
    ahead, evidence = world.ahead.pk, world.values["evidence_id"]
    asked = {
        "a page": "/",
        "a way": f"/r/{ahead}/",
        "missing": "/nothing/",
        "a stranger's": f"/r/{evidence}/plan/",
        "no such method": f"/r/{ahead}/cards/",
        "Markdown": f"/r/{ahead}/export/md/",
        "PDF": f"/r/{ahead}/export/pdf/",
        "HTML": f"/r/{ahead}/export/html/",
        "an original": f"/r/{world.back.pk}/evidence/{evidence}/original/",
        "everything": "/you/everything/",
        "a list for programs": "/api/reviews",
        "an error for programs": f"/api/reviews/{evidence}",
        "a style": "/static/css/base.css",
        "a script": "/static/js/drafts.js",
        "a defect": "/defect/",
        "a pulse": f"/r/{ahead}/pulse/?seen=0&at=write",
    }
    found = {name: client.get(address) for name, address in asked.items()}
    found["refused"] = client.post(f"/r/{ahead}/cards/", {"text": ""})
    found["another name"] = client.get("/", headers={"host": "evil.example"})
    strict = world.client("facilitator", enforce_csrf_checks=True)
    found["another site"] = strict.post(f"/r/{ahead}/cards/", {"text": "x"})
    for one in found.values():
        if one.streaming:
            b"".join(one)
    return found


@override_settings(ROOT_URLCONF=__name__)
def test_every_answer_carries_its_guards(world: World) -> None:
    Client().get("/")  # the static files are found once, before anybody waits for them
    bare = {}
    for name, answer in answers(world).items():
        policy = answer.headers.get("Content-Security-Policy", "")
        guards = {
            "policy": "default-src 'none'" in policy and "unsafe" not in policy,
            "frames": "frame-ancestors 'none'" in policy or policy.startswith("sandbox;"),
            "sniffing": answer.headers.get("X-Content-Type-Options") == "nosniff",
            "referrer": answer.headers.get("Referrer-Policy") == "same-origin",
        }
        if not all(guards.values()):
            bare[name] = [guard for guard, is_there in guards.items() if not is_there]
    assert bare == {}


@override_settings(ROOT_URLCONF=__name__)
def test_a_defect_is_told_kindly_and_without_its_inside(ada_client: Client) -> None:
    ada_client.raise_request_exception = False
    answer = ada_client.get("/defect/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something broke on our side." in page
    assert "What you typed is still in your browser" in page
    assert [word for word in (SAID, "ValueError", "Traceback", "defect") if word in page] == []


@override_settings(ROOT_URLCONF=__name__)
def test_the_log_tells_where_and_never_what(
    ada_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Discreet("{levelname} {name}: {message}", style="{"))
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    ada_client.raise_request_exception = False
    ada_client.get("/join/a-secret-token/defect/")
    Client(enforce_csrf_checks=True).post("/join/a-secret-token/", {"name": SAID})
    line, *_rest = said.getvalue().splitlines()
    assert line == "ERROR django.request: Internal Server Error: /join/…/defect/"
    assert "raise ValueError(SAID)\nValueError" in said.getvalue()
    assert SAID not in said.getvalue()
    assert "a-secret-token" not in said.getvalue()


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/a-secret.ics",
        "/answer/a-secret/",
        f"/confirm/reminders/{UUID(int=0)}/{b'a-secret'.hex():0>64}/",
    ],
)
def test_the_log_names_no_other_secret_address(
    path: str,
    caplog: pytest.LogCaptureFixture,
    db: None,  # noqa: ARG001
) -> None:
    Client(enforce_csrf_checks=True).post(path)
    told = [Discreet().format(record) for record in caplog.records]
    secret = ("a-secret", b"a-secret".hex())
    assert [line for line in told if any(word in line for word in secret)] == []
    assert told != []


def test_the_log_names_no_door_for_alerts() -> None:
    said = ("Internal Server Error: %s", ("/api/alerts/a-secret/",))
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 0, *said, None)
    assert Discreet().format(record) == "Internal Server Error: /api/alerts/…/"


@override_settings(ROOT_URLCONF=__name__)
def test_the_log_names_no_card(ada_client: Client, caplog: pytest.LogCaptureFixture) -> None:
    ada_client.raise_request_exception = False
    ada_client.get("/r/cards/a-card/defect/")
    (line,) = {Discreet().format(record).splitlines()[0] for record in caplog.records}
    assert line == "Internal Server Error: /r/cards/…/defect/"


def test_the_log_of_the_product_is_that_one() -> None:
    logged: dict[str, Any] = configured.LOGGING
    (formatter,) = logged["formatters"].values()
    assert formatter["()"] == f"{Discreet.__module__}.{Discreet.__qualname__}"


def test_a_chain_of_errors_is_told_link_by_link() -> None:
    try:
        try:
            int(SAID)
        except ValueError as error:
            raise KeyError(SAID) from error
    except KeyError:
        told = Discreet().formatException(sys.exc_info())
    assert re.findall(r"^\w+$", told, re.MULTILINE) == ["KeyError", "after", "ValueError"]
    assert SAID not in told


def test_cookies_are_for_this_site_and_out_of_reach_of_scripts(
    ada: User, guest_client: Client
) -> None:
    guest_client.post(f"/sign-in/{issue_sign_in(ada, at=timezone.now())}/")
    guest_client.post("/you/colours/", {"scheme": "dark"})
    guest_client.get("/you/")
    kept = {
        name: (bool(cookie["httponly"]), cookie["samesite"])
        for name, cookie in guest_client.cookies.items()
    }
    assert kept == dict.fromkeys(("mortem", "mortem_key", "csrftoken", "scheme"), (True, "Lax"))


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(ada: User, guest_client: Client, there: str) -> None:
    link = f"/sign-in/{issue_sign_in(ada, at=timezone.now())}/"
    answer = guest_client.post(f"{link}?next={there}", {"next": there})
    assert answer["Location"] == "/"


def test_a_name_that_is_not_ours_is_refused_in_words(ada_client: Client) -> None:
    answer = ada_client.get("/", headers={"host": "eviltwin.example"})
    assert answer.status_code == 400
    assert "This request could not be read." in answer.content.decode()
    assert "eviltwin" not in answer.content.decode()


def test_no_link_is_made_from_what_a_browser_claims(world: World) -> None:
    page = world.client("facilitator").get(
        f"/r/{world.ahead.pk}/invite/", headers={"x-forwarded-host": "eviltwin.example"}
    )
    assert "eviltwin" not in page.content.decode()


def test_a_broken_database_is_not_quoted(ada_client: Client, migration: Review) -> None:
    """What the database says of a row may hold the row."""
    ada_client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE web_card RENAME TO web_lost_card")
        migration.__class__.objects.filter(pk=migration.pk).update(phase="write")
        with transaction.atomic():
            answer = ada_client.post(f"/r/{migration.pk}/cards/", {"text": SAID})
            transaction.set_rollback(True)
        cursor.execute("ALTER TABLE web_lost_card RENAME TO web_card")
    assert answer.status_code == 500
    assert SAID not in answer.content.decode()
