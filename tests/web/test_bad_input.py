"""Each kind of bad input the product promises to bear: a clear error or no harm, and nothing typed is lost.

What stands elsewhere is proved there: vague plans (views/ahead/test_plan), circles of whys and
5,000 of them on a page (views/back/test_causes), times and zones of an event
(views/back/test_event), kinds of files and zip bombs (views/back/test_evidence,
exchange/test_import_page), links that do not open (views/test_sharing), a phase moved at once
(test_at_once, cli/test_many_at_once), a browser closed half-way (e2e/test_look_ahead).
"""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mortem.web.models import (
    ActionItem,
    Card,
    Cause,
    Owner,
    Participant,
    Rating,
    Review,
    Token,
)
from mortem.web.operations.examples import load_examples
from tests.web.guarding import bring, some_causes
from tests.web.world import World, build

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User

LONG = "Nobody had ever restored a backup. " * 2_900  # 100 kB


@pytest.fixture
def world(migration: Review, outage: Review, ada: User, ben: User) -> World:
    return build(migration, outage, ada, ben)


@pytest.mark.parametrize("text", ["", "   \n\t ", LONG])
def test_an_empty_or_100_kb_card(migration: Review, ada_client: Client, text: str) -> None:
    bring(migration, "write")
    answer = ada_client.post(f"/r/{migration.pk}/cards/", {"text": text})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert Card.objects.count() == 0
    assert text.strip() in page
    assert 'id="card-error"' in page


def test_five_thousand_causes_are_rated(migration: Review, ada_client: Client) -> None:
    """Every slider of the page comes along with the post, also those that nobody touched."""
    causes = some_causes(migration, 3)
    Cause.objects.bulk_create(
        Cause(review=migration, text=f"Reason {n}", position=n) for n in range(3, 5_000)
    )
    bring(migration, "rate")
    given = {f"chance-{pk}": "50" for pk in migration.causes.values_list("pk", flat=True)}
    given |= {f"cost-{cause.pk}": "3" for cause in causes}
    answer = ada_client.post(f"/r/{migration.pk}/ratings/", given)
    assert answer.status_code == 302
    assert Rating.objects.count() == 3


def risk(world: World) -> dict[str, str]:
    """Make the cause a top risk, for which actions and signals are agreed."""
    key = world.values["cause_id"]
    Cause.objects.filter(pk=key).update(disposition="top")
    return {"cause": str(key), "state": "committed"}


def test_a_due_date_in_the_past(world: World) -> None:
    before = ActionItem.objects.count()
    Review.objects.filter(pk=world.ahead.pk).update(phase="protect")
    past = (timezone.localdate() - timedelta(days=1)).isoformat()
    answer = world.client("facilitator").post(
        f"/r/{world.ahead.pk}/actions-agreed/",
        {"text": "Restore a backup", "owner": "Robin", "due_date": past, **risk(world)},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "That day has passed. Which day is true now?" in page
    assert "Restore a backup" in page
    assert f'value="{past}"' in page
    assert ActionItem.objects.count() == before


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    ("path", "field", "phase"),
    [
        ("actions-agreed/", "due_date", "protect"),
        ("signals/", "next_date", "protect"),
        ("plan/plan_date/", "plan_date", "plan"),
        ("sentence/", "horizon_date", "imagine"),
    ],
)
def test_a_day_at_the_end_of_the_calendar(
    world: World, path: str, field: str, phase: str, day: str
) -> None:
    Review.objects.filter(pk=world.ahead.pk).update(phase=phase)
    answer = world.client("facilitator").post(
        f"/r/{world.ahead.pk}/{path}",
        {"text": "Go", "question": "Is it?", "failure_sentence": "It failed.", field: day}
        | risk(world),
    )
    assert answer.status_code == 422
    assert "Years from 1900 to 2200 can be used here." in answer.content.decode()
    assert f'value="{day}"' in answer.content.decode()


def exported(client: Client, ada: User, now: datetime) -> dict[str, Any]:
    """Return the example's look ahead as a document, and leave the database without it."""
    review = load_examples(by=ada, at=now)[0]
    found: dict[str, Any] = json.loads(client.get(f"/r/{review.pk}/export/json/").content)
    Review.objects.all().delete()
    Owner.objects.all().delete()
    return found


def test_a_document_with_the_last_day_of_the_calendar(
    ada: User, ada_client: Client, now: datetime
) -> None:
    document = exported(ada_client, ada, now)
    for noun, field in (("signals", "next_date"), ("actions", "due_date")):
        for one in document[noun]:
            one[field] = "9999-12-31"
    assert ada_client.post("/import/", {"text": json.dumps(document)}).status_code == 302
    review = Review.objects.get()
    Review.objects.update(phase="closed")
    names = ("plan", "reveal", "protect", "watch", "closed", "report", "export/pdf", "export/md")
    answers = {name: ada_client.get(f"/r/{review.pk}/{name}/").status_code for name in names}
    assert answers == dict.fromkeys(names, 200)
    action = ActionItem.objects.all()[0]
    assert ada_client.get(f"/r/{review.pk}/action/{action.pk}/?agree").status_code == 200


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Line 1, column 1: “review.md” is no UTF-8 text."),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "Line 2, column 2: “review.md” is no UTF-8 text."),
        (b"\x00" * 2_000, "Line 1, column 1"),
        (b'{"format": "mortem-review", "version": "\\ud800"}', "Line 1, column 40: $.version"),
        (b"[" * 100_000, "Line 1, column 1: This is no JSON that a review could be."),
        (b"---\n" + b"a: [" * 5_000 + b"\n---\n", "Line 2"),
        (b"---\nmortem: premortem\nmortem: premortem\n---\n# A\n", "Line 3"),
    ],
)
def test_a_broken_import_names_line_and_column(ada_client: Client, raw: bytes, words: str) -> None:
    file = SimpleUploadedFile("review.md", raw, "text/markdown")
    answer = ada_client.post("/import/", {"document": file, "text": ""})
    assert answer.status_code == 422
    assert answer.context["problem"].startswith(words)
    assert Review.objects.count() == 0


@pytest.mark.parametrize("text", ["a\x00b", "half \ud800 a character"])
def test_an_import_with_characters_that_no_database_takes(
    ada: User, ada_client: Client, now: datetime, text: str
) -> None:
    document = exported(ada_client, ada, now)
    document["title"] = text
    answer = ada_client.post("/import/", {"text": json.dumps(document)})
    assert answer.status_code == 422
    assert "character" in answer.context["problem"]


def test_a_pasted_import_that_is_refused_stays_in_its_field(ada_client: Client) -> None:
    text = "---\nmortem: premortem\ncontext: nowhere\n---\n\n# Move <orders>\n"
    page = ada_client.post("/import/", {"text": text}).content.decode()
    assert text.strip() in unescape(page)


def test_files_that_no_form_asked_for_are_passed_by(world: World, ada_client: Client) -> None:
    Review.objects.filter(pk=world.ahead.pk).update(phase="write")
    file = SimpleUploadedFile("big.log", b"x" * 3_000_000)
    answer = ada_client.post(f"/r/{world.ahead.pk}/cards/", {"text": "One reason", "file": file})
    assert answer.status_code == 302
    assert Card.objects.filter(text="One reason").count() == 1


def test_more_text_than_a_form_takes(world: World, ada_client: Client) -> None:
    answer = ada_client.post(f"/r/{world.ahead.pk}/cards/", {"text": "x" * 13_000_000})
    assert answer.status_code == 413
    assert "what you typed is still there" in answer.content.decode()


@pytest.mark.parametrize(
    "start",
    ["sign-in/", "you/address/", "teams/join/", "confirm/", "confirm/mail/", "join/"],
)
def test_a_link_opened_by_a_mail_scanner(world: World, start: str) -> None:
    """Opened, asked for and opened again: nothing happened, and the person's own press works."""
    path, people = f"/{start}{world.tokens[start]}/", Participant.objects.count()
    scanner = world.client("anonymous")
    opened = [getattr(scanner, way)(path).status_code for way in ("head", "get", "head", "get")]
    assert opened == [200] * 4
    assert Token.objects.exclude(used_at=None).count() == 0
    assert Participant.objects.count() == people
    assert "_auth_user_id" not in scanner.session
    pressed = world.client("anonymous").post(path, {"name": "Jun"})
    assert pressed.status_code in {200, 302}
