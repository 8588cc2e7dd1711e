"""Bringing a review in: by file or by text, all of it or nothing, with words for what is wrong."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mortem.core.errors import BadInput, TooLarge
from mortem.core.record import Role
from mortem.web import archive, arrivals, vault
from mortem.web.models import Activity, Evidence, Owner, Participant, Review
from mortem.web.operations.examples import load_examples

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import Settings

    from mortem.web.models import User

SHORT = """---
mortem: premortem
context: migration
---

# Move orders to the new cluster

## Causes

- Nobody had ever restored a backup
"""


def bring(client: Client, raw: bytes, name: str = "review.md") -> HttpResponse:
    file = SimpleUploadedFile(name, raw)
    return client.post("/import/", {"document": file, "text": ""})  # type: ignore[return-value]


def exported(client: Client, review: Review, form: str) -> bytes:
    return client.get(f"/r/{review.pk}/export/{form}/").content


def emptied() -> None:
    """Leave the database as a fresh folder has it, but for the accounts."""
    Review.objects.all().delete()
    Owner.objects.all().delete()


def told(answer: Any) -> str:
    """Return what the page says went wrong."""
    page: str = answer.content.decode()
    alert = page.partition('role="alert"')[2]
    return alert.partition("<p>")[2].partition("</p>")[0]


@pytest.fixture
def pair(ada: User, now: datetime) -> tuple[Review, Review]:
    return load_examples(by=ada, at=now)


@pytest.mark.parametrize("form", ["json", "md", "zip"])
def test_out_and_in_and_out_again_is_the_same(
    pair: tuple[Review, Review], ada_client: Client, form: str
) -> None:
    files = [exported(ada_client, one, form) for one in pair]
    same = "json" if form == "zip" else form
    before = [exported(ada_client, one, same) for one in pair]
    emptied()
    for raw in files:
        assert bring(ada_client, raw, f"x.{form}").status_code == 302
    assert [exported(ada_client, one, same) for one in pair] == before


def test_an_archive_brings_its_evidence(
    pair: tuple[Review, Review], ada_client: Client, data_folder: Path
) -> None:
    raw, source = exported(ada_client, pair[1], "zip"), pair[1].evidence.get()
    emptied()
    place = data_folder / "evidence" / source.sha256[:2] / source.sha256
    place.unlink()
    assert bring(ada_client, raw).status_code == 302
    vault.check(source.sha256)


def test_reading_what_came_in_an_archive_changes_nothing(
    pair: tuple[Review, Review], ada_client: Client
) -> None:
    """Whoever brought the archive brought its files; opening them only reads."""
    raw, source = exported(ada_client, pair[1], "zip"), pair[1].evidence.get()
    emptied()
    bring(ada_client, raw)
    review = Review.objects.get()
    before = (review.activity_count, review.participants.filter(user__isnull=False).count())
    lines = ada_client.get(reverse("evidence", args=[review.pk, source.pk]))
    original = ada_client.get(reverse("original_evidence", args=[review.pk, source.pk]))
    assert (lines.status_code, original.status_code) == (200, 200)
    sealed = b"".join(original.streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(sealed).hexdigest() == source.sha256
    review.refresh_from_db()
    after = (review.activity_count, review.participants.filter(user__isnull=False).count())
    assert after == before


def test_a_text_can_be_pasted(ada: User, ada_client: Client) -> None:
    answer = ada_client.post("/import/", {"text": SHORT})
    review = Review.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/r/{review.pk}/")
    assert (review.title, review.keeper) == ("Move orders to the new cluster", ada)


def test_the_keeper_facilitates_and_takes_a_seat_with_the_first_word(
    ada: User, ada_client: Client, ben_client: Client
) -> None:
    ada_client.post("/import/", {"text": SHORT})
    review = Review.objects.get()
    assert ada_client.get(f"/r/{review.pk}/", follow=True).status_code == 200
    assert Participant.objects.count() == 0
    ada_client.post(f"/r/{review.pk}/phase/", {"seen": "plan", "to": "imagine"})
    mine = Participant.objects.get()
    assert (mine.user, mine.role, mine.name) == (ada, Role.FACILITATOR, "Ada")
    verbs = ["chain.begun", "participant.joined", "phase.moved"]
    assert [line.verb for line in Activity.objects.all()] == verbs
    assert ben_client.get(f"/r/{review.pk}/").status_code == 404
    assert review.title in ada_client.get("/reviews/").content.decode()


def test_the_same_again_leads_to_the_one_that_is_here(ada_client: Client) -> None:
    ada_client.post("/import/", {"text": SHORT})
    answer = ada_client.post("/import/", {"text": SHORT})
    assert answer.status_code == 409
    assert told(answer) == "“Move orders to the new cluster” is here already."
    assert f'href="/r/{Review.objects.get().pk}/"' in answer.content.decode()
    assert "Nobody had ever restored a backup" in answer.content.decode()


def test_that_somebody_else_has_it_is_told_to_nobody(
    ada_client: Client, ben_client: Client
) -> None:
    ada_client.post("/import/", {"text": SHORT})
    hers = Review.objects.get()
    answer = ben_client.post("/import/", {"text": SHORT})
    assert answer.status_code == 302
    assert str(hers.pk) not in answer["Location"]
    assert ben_client.get(answer["Location"], follow=True).status_code == 200
    assert Review.objects.count() == 2


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"# Nothing", "Line 1, column 1: A review begins with a head between two lines"),
        (b"", "There is nothing in this document."),
        (b'{"format": "mortem-review",\n  oops}', "Line 2, column 3: This is no JSON"),
        (SHORT.encode() + b"\n\xff", "Line 12, column 1: “review.md” is no UTF-8 text."),
        (SHORT.replace("migration", "moving").encode(), "A premortem has no context “moving”."),
        (b"PK\x03\x04 but no more", "Line 1, column 1: This is no ZIP that can be read."),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    ada_client: Client, raw: bytes, words: str
) -> None:
    answer = bring(ada_client, raw)
    assert answer.status_code == 422
    assert told(answer).startswith(words)
    assert Review.objects.count() == 0


def packed(members: dict[str, bytes], by: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", by) as box:
        for name, raw in members.items():
            box.writestr(name, raw)
    return made.getvalue()


def record(client: Client, pair: tuple[Review, Review]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(exported(client, pair[1], "json"))
    emptied()
    return found


def test_archives_that_do_harm_do_none(
    pair: tuple[Review, Review], ada_client: Client, data_folder: Path
) -> None:
    made = json.dumps(record(ada_client, pair)).encode()
    sha = "0" * 64
    wrong = {
        "no file “../../etc/passwd”": {"review.json": made, "../../etc/passwd": b"x"},
        "no file “/tmp/x”": {"review.json": made, "/tmp/x": b"x"},  # noqa: S108
        "no file “review.json”": {"review.md": b"x"},
        "belongs to nothing in the review": {"review.json": made, f"evidence/{sha}": b"x"},
    }
    before = sorted(data_folder.rglob("*"))
    for words, members in wrong.items():
        answer = bring(ada_client, packed(members), "x.zip")
        assert answer.status_code == 422
        assert words in told(answer)
    assert (Review.objects.count(), sorted(data_folder.rglob("*"))) == (0, before)


def test_evidence_must_be_what_its_name_says(
    pair: tuple[Review, Review], ada_client: Client
) -> None:
    made = record(ada_client, pair)
    sha = made["evidence"][0]["sha256"]
    raw = packed({"review.json": json.dumps(made).encode(), f"evidence/{sha}": b"changed"})
    assert "is not what its name says" in told(bring(ada_client, raw))
    assert Review.objects.count() == 0


def test_a_bomb_is_counted_before_it_is_unpacked(ada_client: Client) -> None:
    big = packed({"review.json": b" " * 70_000_000})
    assert len(big) < 100_000
    answer = bring(ada_client, big)
    assert answer.status_code == 413
    assert told(answer) == "“review.json” has more than 64 MB."
    many = packed({f"evidence/{n:064x}": b"" for n in range(600)} | {"review.json": b"{}"})
    assert bring(ada_client, many).status_code == 413
    crowd = packed({f"evidence/{n:064x}": b"" for n in range(3000)})
    assert told(bring(ada_client, crowd)).startswith("This archive has more files")


def test_a_member_that_lies_about_its_size_is_refused(ada_client: Client) -> None:
    raw = bytearray(packed({"review.json": b"{" + b" " * 5000}))
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (10).to_bytes(4, "little")
    answer = bring(ada_client, bytes(raw))
    assert answer.status_code == 422
    assert Review.objects.count() == 0


@pytest.mark.parametrize(
    "by", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_broken_archive_is_told_however_it_is_broken(by: int) -> None:
    whole = packed({"review.json": b'{"words": 1}' * 90, "review.md": b"# Words\n" * 40}, by)
    chance = random.Random(by)
    for _ in range(1500):
        torn = bytearray(whole)
        for at in chance.sample(range(len(torn)), 4):
            torn[at] = chance.randrange(256)
        with pytest.raises((BadInput, TooLarge)):
            archive.read(io.BytesIO(torn))


def test_a_file_that_is_too_large_hears_why(
    ada_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mortem.web.views.imports.MOST_BYTES", 100)
    answer = bring(ada_client, SHORT.encode() * 10)
    assert answer.status_code == 413
    assert told(answer).startswith("“review.md” is larger than")
    assert arrivals.MOST_BYTES == 100 * 1024 * 1024


def test_bytes_of_others_are_not_reached_by_their_fingerprint(
    pair: tuple[Review, Review], ada_client: Client, ben_client: Client
) -> None:
    stolen = json.loads(exported(ada_client, pair[1], "json"))
    text = json.dumps(stolen).replace(str(pair[1].pk), "11111111-1111-4111-8111-111111111111")
    answer = bring(ben_client, text.encode(), "x.json")
    assert told(answer) == "“sources.txt” is evidence that somebody else brought here."
    assert Evidence.objects.count() == 1


def test_the_page_asks_who_one_is_and_keeps_its_form_safe(
    guest_client: Client, ada: User, settings: Settings
) -> None:
    from django.test import Client as Browser

    assert guest_client.get("/import/").status_code == 302
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(ada)
    assert strict.post("/import/", {"text": SHORT}).status_code == 403
    assert settings.CSRF_FAILURE_VIEW == "mortem.web.views.errors.csrf_missing"
