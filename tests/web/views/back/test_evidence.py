"""Evidence: kept as it came, shown line by line, never opened, given back only to whoever brought it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mortem.core.record import Role
from mortem.web import vault
from mortem.web.models import Evidence, Review, User
from mortem.web.operations.participants import join_review

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries, Settings


@pytest.fixture
def outage(outage: Review) -> Review:
    """Return the look back, once it has reached its evidence."""
    Review.objects.filter(pk=outage.pk).update(phase="evidence")
    outage.refresh_from_db()
    return outage


def bring(client: Client, review: Review, *files: tuple[str, bytes, str]) -> Any:
    sent = [SimpleUploadedFile(name, content, kind) for name, content, kind in files]
    return client.post(f"/r/{review.pk}/evidence/files/", {"chosen": sent})


def brought(client: Client, review: Review, name: str, content: bytes, kind: str) -> Evidence:
    assert bring(client, review, (name, content, kind)).status_code == 302
    found: Evidence = Evidence.objects.get()
    return found


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_several_files_come_at_once(ada_client: Client, outage: Review) -> None:
    bring(
        ada_client, outage, ("a.log", b"one", "text/plain"), ("b.png", b"\x89PNG\r\n\x1a\n", "x/y")
    )
    assert list(Evidence.objects.values_list("name", "media_type", "size")) == [
        ("a.log", "text/plain", 3),
        ("b.png", "image/png", 8),
    ]


def test_a_file_beyond_the_limit_is_refused_and_leaves_nothing(
    ada_client: Client, outage: Review, settings: Settings, data_folder: Path
) -> None:
    settings.EVIDENCE_MAX_BYTES = 2 * 1024 * 1024
    large = b"x" * (5 * 1024 * 1024)
    answer = bring(ada_client, outage, ("small.log", b"ok", ""), ("dump.log", large, "text/plain"))
    assert answer.status_code == 422
    (told,) = answer.context["files"].errors["chosen"]
    assert told.startswith("“dump.log” has 5 MB; 2 MB is the most.")
    assert Evidence.objects.count() == 0
    assert files_in(data_folder) == []


def test_no_file_at_all_is_asked_for(ada_client: Client, outage: Review) -> None:
    answer = ada_client.post(f"/r/{outage.pk}/evidence/files/", {})
    assert answer.status_code == 422
    assert answer.context["files"].errors["chosen"] == ["Choose a file first, or drop some here."]


def test_too_many_files_are_told(
    ada_client: Client, outage: Review, settings: Settings, data_folder: Path
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    answer = bring(ada_client, outage, *[(f"{n}.log", b"x", "") for n in range(4)])
    assert answer.status_code == 429
    assert files_in(data_folder) == []


def test_a_zip_bomb_is_only_bytes(ada_client: Client, outage: Review) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros", b"\0" * 20_000_000)
    evidence = brought(ada_client, outage, "bomb.txt", packed.getvalue(), "text/plain")
    assert (evidence.media_type, evidence.size) == ("application/zip", len(packed.getvalue()))
    page = ada_client.get(f"/r/{outage.pk}/evidence/{evidence.pk}/")
    assert page.context["text"] is None


def test_a_page_never_runs_what_was_brought(ada_client: Client, outage: Review) -> None:
    evidence = brought(ada_client, outage, "x.html", b"<script>alert(1)</script>\n", "text/html")
    page = ada_client.get(f"/r/{outage.pk}/evidence/{evidence.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    original = ada_client.get(f"/r/{outage.pk}/evidence/{evidence.pk}/original/")
    assert b"".join(original.streaming_content) == b"<script>alert(1)</script>\n"  # type: ignore[attr-defined]
    assert original["Content-Disposition"] == 'attachment; filename="x.html"'
    assert original["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert original["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\logs\\db.log", "db.log"),
        ("a\u202eb\x07.log", "ab.log"),
        ("n" * 300 + ".log", None),
    ],
)
def test_a_name_is_only_a_name(
    ada_client: Client, outage: Review, name: str, kept: str | None
) -> None:
    evidence = brought(ada_client, outage, name, b"x", "")
    assert len(evidence.name) <= 255
    assert kept is None or evidence.name == kept


def without_its_key(_place: Path, settings: Settings) -> None:
    settings.SECRET_KEY = "of another installation"


def changed(place: Path, _settings: Settings) -> None:
    raw = place.read_bytes()
    place.chmod(0o600)
    place.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))


def lost(place: Path, _settings: Settings) -> None:
    place.unlink()


@pytest.mark.parametrize(
    "harm",
    [
        (without_its_key, 423, "encrypted with another key"),
        (changed, 422, "has been changed or cut since"),
        (lost, 404, "not in the data folder"),
    ],
)
def test_one_piece_that_does_not_open_is_told_and_holds_nothing_else_up(
    ada_client: Client, outage: Review, data_folder: Path, settings: Settings, harm: Any
) -> None:
    harmed, status, words = harm
    evidence = brought(ada_client, outage, "night.log", b"02:10 full\n", "text/plain")
    harmed(data_folder / "evidence" / evidence.sha256[:2] / evidence.sha256, settings)
    ada_client.force_login(User.objects.get())  # another key knows no session
    page = f"/r/{outage.pk}/evidence/"
    assert "night.log" in ada_client.get(page).content.decode()
    told = ada_client.get(f"{page}{evidence.pk}/")
    assert (told.status_code, words in told.content.decode()) == (status, True)


def test_a_pasted_text_is_evidence_with_its_own_line_ends(
    ada_client: Client, outage: Review
) -> None:
    pasted = {"text": "one\r\ntwo\x00 ü\r\n", "name": "Chat of that night"}
    assert ada_client.post(f"/r/{outage.pk}/evidence/texts/", pasted).status_code == 302
    evidence = Evidence.objects.get()
    with vault.open_sealed(evidence.sha256) as file:
        assert file.read() == "one\ntwo ü\n".encode()
    assert (evidence.name, evidence.media_type) == ("Chat of that night", "text/plain")


def test_an_empty_paste_is_asked_for(ada_client: Client, outage: Review) -> None:
    answer = ada_client.post(f"/r/{outage.pk}/evidence/texts/", {"text": "  \r\n "})
    assert answer.status_code == 422


def test_a_paste_beyond_what_a_form_takes_is_told(
    ada_client: Client, outage: Review, settings: Settings
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    answer = ada_client.post(
        f"/r/{outage.pk}/evidence/texts/",
        "text=" + "x" * 2_000_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 413
    assert "larger than 1 MB" in answer.content.decode()


def test_only_who_brought_it_gets_the_original(
    ada_client: Client, ben_client: Client, ben: User, outage: Review, now: datetime
) -> None:
    evidence = brought(ada_client, outage, "mail.txt", b"secret", "text/plain")
    at = f"/r/{outage.pk}/evidence/{evidence.pk}/"
    assert ben_client.get(at).status_code == 404
    join_review(outage, name="Ben", role=Role.PARTICIPANT, user=ben, browser_key="", at=now)
    assert ben_client.get(at).status_code == 200
    assert ben_client.get(f"{at}original/").status_code == 403
    assert ben_client.post(f"{at}deletion/").status_code == 403


def test_who_only_reads_opens_no_evidence(
    ada_client: Client, ben_client: Client, ben: User, outage: Review, now: datetime
) -> None:
    evidence = brought(ada_client, outage, "mail.txt", b"secret", "text/plain")
    join_review(outage, name="Ben", role=Role.READER, user=ben, browser_key="", at=now)
    assert ben_client.get(f"/r/{outage.pk}/evidence/{evidence.pk}/").status_code == 403
    assert bring(ben_client, outage, ("x", b"x", "")).status_code == 403


def test_evidence_of_another_review_is_not_found_here(
    ada_client: Client, outage: Review, migration: Review
) -> None:
    evidence = brought(ada_client, outage, "mail.txt", b"secret", "text/plain")
    assert ada_client.get(f"/r/{migration.pk}/evidence/{evidence.pk}/").status_code == 404


def test_a_stranger_sends_no_byte(ben_client: Client, outage: Review, data_folder: Path) -> None:
    assert bring(ben_client, outage, ("x", b"x", "")).status_code == 404
    assert files_in(data_folder) == []


def test_a_forged_upload_is_refused(ada: User, outage: Review, data_folder: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert bring(client, outage, ("x", b"x", "")).status_code == 403
    assert client.post(f"/r/{outage.pk}/evidence/texts/", {"text": "x"}).status_code == 403
    assert Evidence.objects.count() == 0
    assert files_in(data_folder) == []


def test_what_is_put_away_comes_back(ada_client: Client, outage: Review) -> None:
    evidence = brought(ada_client, outage, "a.log", b"one", "text/plain")
    answer = ada_client.post(f"/r/{outage.pk}/evidence/{evidence.pk}/deletion/", follow=True)
    assert Evidence.objects.count() == 0
    undo = answer.context["undo"]["url"]
    assert undo == f"/r/{outage.pk}/evidence/{evidence.pk}/restoration/"
    ada_client.post(undo)
    assert Evidence.objects.get() == evidence


def test_the_page_asks_as_often_for_three_as_for_one(
    ada_client: Client, outage: Review, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    at = f"/r/{outage.pk}/evidence/"
    moment = {"date": "2026-03-14", "time": "02:13", "text": "x", "kind": "fact"}

    def add(count: int) -> None:
        for n in range(count):
            bring(ada_client, outage, (f"{n}.log", b"x" * n, "text/plain"))
            cited = Evidence.objects.last()
            assert cited is not None
            told = {**moment, "evidence": str(cited.pk)}
            assert ada_client.post(f"/r/{outage.pk}/entries/", told).status_code == 302

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    add(1)
    with CaptureQueriesContext(connection) as asked:
        ada_client.get(at)
    once = len(asked)
    add(2)
    with django_assert_num_queries(once):
        ada_client.get(at)
