"""What is handed out is whole, harmless to open, and silent about what is still secret."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest

from mortem.core.formats import json_form, markdown
from mortem.core.record import Role
from mortem.web import archive
from mortem.web.documents import FORMS, PICTURES
from mortem.web.models import Cause, Participant, Rating, Review
from mortem.web.operations.cards import add_card
from mortem.web.operations.examples import load_examples
from mortem.web.operations.participants import join_review
from tests.web.conftest import seat_of, signed_in

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User

ENDINGS = {
    "md": "Example GitLab.com lost six hours of its database on 31 January 2017.md",
    "json": "Example GitLab.com lost six hours of its database on 31 January 2017.json",
    "html": "Example GitLab.com lost six hours of its database on 31 January 2017.html",
    "pdf": "Example GitLab.com lost six hours of its database on 31 January 2017.pdf",
    "note": "Example GitLab.com lost six hours of its database on 31 January 2017 note.md",
    "outside": "Example GitLab.com lost six hours of its database on 31 January 2017 for outside.md",
    "digest": "Example GitLab.com lost six hours of its database on 31 January 2017 digest.txt",
    "zip": "Example GitLab.com lost six hours of its database on 31 January 2017.zip",
}


@pytest.fixture
def back(ada: User, now: datetime) -> Review:
    """Return the example's look back, kept by Ada."""
    return load_examples(by=ada, at=now)[1]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_a_file_and_never_a_page(back: Review, ada_client: Client, form: str) -> None:
    answer = ada_client.get(f"/r/{back.pk}/export/{form}/")
    name = ENDINGS[form]
    assert answer["Content-Disposition"] == (
        f"attachment; filename=\"{name}\"; filename*=UTF-8''{name.replace(' ', '%20')}"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_title_in_any_letters_gives_a_name(ada_client: Client, outage: Review) -> None:
    Review.objects.filter(pk=outage.pk).update(title='Zürich: "Café" \r\n../日本')
    said = ada_client.get(f"/r/{outage.pk}/export/md/")["Content-Disposition"]
    assert said == (
        'attachment; filename="Zurich Cafe.md"; '
        "filename*=UTF-8''Z%C3%BCrich%20Caf%C3%A9%20..%20%E6%97%A5%E6%9C%AC.md"
    )


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_stand_alone(ada_client: Client, ada: User, now: datetime, name: str) -> None:
    pair = load_examples(by=ada, at=now)
    review = pair[0] if name == "risks" else pair[1]
    drawn = ada_client.get(f"/r/{review.pk}/export/{name}/").content
    assert ET.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - ours
    assert b"<style>" in drawn


def test_a_picture_of_nothing_and_an_unknown_form_are_told(
    ada_client: Client, migration: Review
) -> None:
    for form in ("risks", "docx"):
        assert ada_client.get(f"/r/{migration.pk}/export/{form}/").status_code == 404


def test_the_one_file_page_asks_for_nothing(back: Review, ada_client: Client) -> None:
    page = ada_client.get(f"/r/{back.pk}/export/html/").content.decode()
    assert "<script" not in page
    assert "<link" not in page
    assert " src=" not in page
    assert "url(" not in page
    assert "default-src 'none'" in page


def test_the_note_fits_a_pull_request(back: Review, ada_client: Client) -> None:
    note = ada_client.get(f"/r/{back.pk}/export/note/").content.decode()
    assert len(note.splitlines()) <= 25


def test_the_archive_holds_the_record_and_the_evidence_one_brought(
    back: Review, ada_client: Client
) -> None:
    raw = ada_client.get(f"/r/{back.pk}/export/zip/").content
    source = back.evidence.get()
    with zipfile.ZipFile(io.BytesIO(raw)) as box:
        assert box.namelist() == ["review.json", "review.md", f"evidence/{source.sha256}"]
        assert len(box.read(f"evidence/{source.sha256}")) == source.size
        assert json.loads(box.read("review.json"))["id"] == str(back.pk)


def test_more_evidence_than_an_archive_can_bring_back_is_not_packed(
    back: Review, ada_client: Client
) -> None:
    back.evidence.update(size=archive.MOST_BYTES + 1)
    answer = ada_client.get(f"/r/{back.pk}/export/zip/")
    assert answer.status_code == 413
    assert "more than 500 MB" in answer.content.decode()
    assert ada_client.get(f"/r/{back.pk}/export/json/").status_code == 200


def test_evidence_of_others_is_named_but_not_packed(
    back: Review, ben: User, ben_client: Client, now: datetime
) -> None:
    Participant.objects.create(
        review=back, user=ben, name="Ben", role=Role.PARTICIPANT, joined_at=now
    )
    raw = ben_client.get(f"/r/{back.pk}/export/zip/").content
    with zipfile.ZipFile(io.BytesIO(raw)) as box:
        assert box.namelist() == ["review.json", "review.md"]


def test_readers_get_no_addresses(back: Review, ada: User, ben: User, now: datetime) -> None:
    ada.owners_kept.filter(name="Database lead").update(address="lead@example.org")
    Participant.objects.create(review=back, user=ben, name="Ben", role=Role.READER, joined_at=now)
    hers, his = signed_in(ada), signed_in(ben)
    assert b"lead@example.org" in hers.get(f"/r/{back.pk}/export/json/").content
    for form in FORMS:
        assert b"lead@example.org" not in his.get(f"/r/{back.pk}/export/{form}/").content


def everything(client: Client, review: Review) -> bytes:
    """Return all that a browser can be given of a review, unpacked."""
    got = [client.get(f"/r/{review.pk}/report/").content]
    for form in (*FORMS, *PICTURES):
        raw = client.get(f"/r/{review.pk}/export/{form}/").content
        if form == "zip":
            with zipfile.ZipFile(io.BytesIO(raw)) as box:
                got += [box.read(name) for name in box.namelist()]
        got.append(raw)
    return b"\n".join(got)


@pytest.mark.parametrize("mode", ["named", "anonymous"])
def test_silent_cards_leave_for_nobody(
    migration: Review, ada: User, ben: User, now: datetime, mode: str
) -> None:
    Review.objects.filter(pk=migration.pk).update(phase="write", mode=mode)
    migration.refresh_from_db()
    him = join_review(
        migration, name="Ben", role=Role.PARTICIPANT, user=ben, browser_key="b" * 32, at=now
    )
    me = seat_of(ada, migration)
    add_card(migration, text="zebra-of-ada", by=me, browser_key="a" * 32, at=now)
    card = add_card(migration, text="walrus-of-ben", by=him, browser_key="b" * 32, at=now)
    for client in (signed_in(ada), signed_in(ben)):
        seen = everything(client, migration)
        assert b"zebra-of-ada" not in seen
        assert b"walrus-of-ben" not in seen
        assert str(card.pk).encode() not in seen


def test_open_ratings_leave_for_nobody(migration: Review, ada: User, ada_client: Client) -> None:
    cause = Cause.objects.create(review=migration, text="No restore")
    key = uuid4()
    Rating.objects.create(
        id=key, cause=cause, participant=seat_of(ada, migration), plausibility=73, cost=4
    )
    Review.objects.filter(pk=migration.pk).update(phase="rate")
    assert str(key).encode() not in everything(ada_client, migration)
    Review.objects.filter(pk=migration.pk).update(phase="protect")
    assert str(key).encode() in everything(ada_client, migration)


def test_only_ones_own_ratings_leave_as_ones_own(
    migration: Review, ada: User, ben: User, now: datetime
) -> None:
    """Named or not, each rates in private: nobody learns from a file who said what (P10)."""
    cause = Cause.objects.create(review=migration, text="No restore")
    him = join_review(
        migration, name="Ben", role=Role.PARTICIPANT, user=ben, browser_key="", at=now
    )
    for seat, chance in ((seat_of(ada, migration), 73), (him, 21)):
        Rating.objects.create(cause=cause, participant=seat, plausibility=chance, cost=4)
    Review.objects.filter(pk=migration.pk).update(phase="protect")
    found = {}
    for user in (ada, ben):
        raw = signed_in(user).get(f"/r/{migration.pk}/export/json/").content.decode()
        api = signed_in(user).get(f"/api/reviews/{migration.pk}").content.decode()
        assert json_form.parse(raw).ratings == json_form.parse(api).ratings
        found[user.name] = {
            one.plausibility: one.participant for one in json_form.parse(raw).ratings
        }
    mine, his = str(seat_of(ada, migration).pk), str(him.pk)
    assert found == {"Ada": {73: mine, 21: None}, "Ben": {73: None, 21: his}}


def test_forms_are_read_again_as_they_were_written(
    back: Review, ada_client: Client, now: datetime
) -> None:
    raw = ada_client.get(f"/r/{back.pk}/export/json/").content.decode()
    assert json_form.render(json_form.parse(raw)) == raw
    text = ada_client.get(f"/r/{back.pk}/export/md/").content.decode()
    assert markdown.render(markdown.parse(text, at=now)) == text
