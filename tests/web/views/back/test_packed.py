"""Packed evidence in the browser: sealed as it came, read and cited as what is in it."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from zstandard import ZstdCompressor

from mortem.core.evidence import guarded
from mortem.core.record import Role
from mortem.web import vault
from mortem.web.models import Citation, Evidence, Review, TimelineEntry
from mortem.web.operations.participants import join_review
from mortem.web.queries import rows as queries
from mortem.web.queries.rows import State, state_of
from mortem.web.rows import contents, works
from mortem.web.rows.building import build
from mortem.web.rows.contents import StoppedError
from mortem.web.rows.piece import Piece, piece_of
from mortem.web.views.back import exploring
from tests.web.bringing import at, bring, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.test import Client
    from pytest_django import Settings

    from mortem.web.models import User

zstd = ZstdCompressor().compress
LOG = b"""2026-03-14T00:10:00Z INFO shop: order 1 taken
2026-03-14T01:13:07Z ERROR shop: disk full password=hunter22
"""
DATABASE = b"2026-03-14T01:12:00Z WARN db: slow\n"
SYSLOG = b"Mar 14 02:13:07 web1 shop[7]: disk full\n"


def zipped(**files: bytes) -> bytes:
    return zipped_as(
        {name.replace("__", "/").replace("_", "."): raw for name, raw in files.items()}
    )


def zipped_as(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return made.getvalue()


def tarred_as(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, raw in files.items():
            about = tarfile.TarInfo(f"./{name}")
            about.size = len(raw)
            archive.addfile(about, io.BytesIO(raw))
    return made.getvalue()


CHAT = zipped_as(
    {
        "channels.json": b"[]",
        "users.json": b'[{"id": "U7AB", "name": "ada"}]',
        "till/2026-03-01.json": b'[{"type": "message", "user": "U7AB", "ts": "1772353980.0", "text": "look"}]',
    }
)


@pytest.fixture
def outage(outage: Review) -> Review:
    """Return the look back, once it has reached its evidence, in Berlin."""
    Review.objects.filter(pk=outage.pk).update(phase="evidence", zone="Europe/Berlin")
    outage.refresh_from_db()
    return outage


def lines(client: Client, address: str) -> list[str]:
    text = client.get(address).context["text"]
    return [line.text for line in text.lines]


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_what_is_packed_alone_is_read_as_if_it_were_not(
    ada_client: Client, outage: Review, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(LOG)
    log = bring(ada_client, outage, "app.log.packed", packed)
    assert ": 2 rows." in ada_client.get(f"/r/{outage.pk}/evidence/").content.decode()
    rows = ada_client.get(at(log)).context["rows"]
    assert [(row["inside"], row["line"], row["when"]) for row in rows] == [
        ("", "1", "01:10:00"),
        ("", "2", "02:13:07"),
    ]
    assert "hunter22" not in ada_client.get(at(log)).content.decode()
    ada_client.post(at(log, "moments/"), {"row": ["2"]})
    cited = Citation.objects.get()
    assert (cited.inside, cited.first_line) == ("", 2)
    shown = lines(ada_client, f"{at(log, '')}{cited.lines.partition('#')[0]}")
    assert shown[1].startswith("2026-03-14T01:13:07Z ERROR shop: disk full")
    assert "hunter22" not in "".join(shown)
    with vault.open_sealed(log.sha256) as kept:
        assert kept.read() == packed
    assert log.sha256 == hashlib.sha256(packed).hexdigest()


@pytest.mark.parametrize("pack", [zipped_as, tarred_as])
def test_rows_of_a_package_lead_to_their_file_its_line_and_bytes(
    ada_client: Client, outage: Review, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    files = {"web/app.log": LOG, "db.log.gz": gzip.compress(DATABASE)}
    night = bring(ada_client, outage, "night", pack(files))
    page = ada_client.get(at(night))
    rows = page.context["rows"]
    assert [(row["inside"], row["line"], row["bytes"]) for row in rows] == [
        ("web/app.log", "1", (0, 46)),
        ("db.log.gz", "1", (0, 35)),
        ("web/app.log", "2", (46, len(LOG))),
    ]
    for row in rows:
        address = f"{at(night, '')}{row['lines'].partition('#')[0]}"
        assert (
            f'href="{at(night, "")}{row["lines"].replace("&", "&amp;")}"' in page.content.decode()
        )
        assert row["text"][:4] in lines(ada_client, address)[int(row["line"]) - 1]
    assert "hunter22" not in page.content.decode()


def test_a_star_cites_the_file_and_is_seen_on_its_row_only(
    ada_client: Client, outage: Review
) -> None:
    night = bring(ada_client, outage, "night.zip", zipped(a_log=LOG, b_log=LOG))
    ada_client.post(at(night, "moments/"), {"only": "2"})
    cited, entry = Citation.objects.get(), TimelineEntry.objects.get()
    assert (cited.inside, cited.first_line, str(cited)) == ("b.log", 1, "night.zip/b.log")
    rows = ada_client.get(at(night)).context["rows"]
    assert [row["moment"] for row in rows] == [None, entry.pk, None, None]
    together = ada_client.get(f"/r/{outage.pk}/evidence/rows/").context["rows"]
    assert [row["moment"] for row in together] == [None, entry.pk, None, None]
    timeline = ada_client.get(f"/r/{outage.pk}/evidence/").content.decode()
    assert f'href="{at(night, "")}?inside=b.log&amp;line=1#L1">night.zip/b.log, line 1' in timeline


def test_one_file_of_a_package_can_be_looked_at_alone(ada_client: Client, outage: Review) -> None:
    night = bring(ada_client, outage, "night.zip", zipped(a_log=LOG, db_log=DATABASE))
    page = ada_client.get(at(night))
    files = {one["it"].inside: one for one in page.context["files"]}
    assert [(name, one["it"].rows) for name, one in files.items()] == [("a.log", 2), ("db.log", 1)]
    alone = ada_client.get(f"{at(night)}?{files['db.log']['query']}")
    assert [row["inside"] for row in alone.context["rows"]] == ["db.log"]
    assert alone.context["only_file"] == "db.log"
    listed = ada_client.get(at(night, "")).content.decode()
    assert "?inside=a.log" in listed
    assert "?inside=db.log" in listed


def test_a_line_of_a_file_in_a_package_becomes_a_moment_by_hand(
    ada_client: Client, outage: Review
) -> None:
    night = bring(ada_client, outage, "night.zip", zipped(a_log=LOG, db_log=DATABASE))
    page = ada_client.get(f"/r/{outage.pk}/evidence/?cite={night.pk}&inside=db.log&line=1")
    form = page.context["entry"]
    assert (form.initial["inside"], form.initial["first_line"]) == ("db.log", 1)
    assert 'name="inside" value="db.log"' in page.content.decode()
    said = {
        "date": "2026-03-14",
        "time": "02:12",
        "precision": "minute",
        "kind": "fact",
        "text": "slow",
        "evidence": str(night.pk),
        "inside": "db.log",
        "first_line": "1",
    }
    assert ada_client.post(f"/r/{outage.pk}/entries/", said).status_code == 302
    assert Citation.objects.get().inside == "db.log"


def test_a_clock_is_asked_once_for_a_package_and_that_is_said(
    ada_client: Client, outage: Review
) -> None:
    night = bring(ada_client, outage, "night.zip", zipped(a_log=SYSLOG, b_log=SYSLOG))
    page = ada_client.get(at(night)).content.decode()
    assert "2 of its files ask the same. One answer holds for all of them" in page
    for answer in ("year:2026", "zone:Europe/Berlin"):
        ada_client.post(at(night, "clock/"), {"take": answer})
        night.refresh_from_db()
        wait_for(night)
    ada_client.post(at(night, "moments/"), {"row": ["1", "2"]})
    moments = {entry.at.isoformat() for entry in TimelineEntry.objects.all()}
    assert moments == {"2026-03-14T01:13:07+00:00"}


def test_what_is_torn_is_told_and_read_up_to_there(ada_client: Client, outage: Review) -> None:
    log = bring(ada_client, outage, "app.log.zst", zstd(LOG) + zstd(LOG)[:-9])
    page = ada_client.get(at(log)).content.decode()
    assert "app.log.zst cannot be unpacked: it is damaged, cut off" in page
    assert "What was whole is read." in page
    assert ": 2 rows." in page
    assert "could not be unpacked any further" in ada_client.get(at(log, "")).content.decode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (zipped(a_zip=zipped(a_log=LOG)), "night.zip/a.zip lies packed within a package"),
        (gzip.compress(gzip.compress(LOG)), "night.zip lies packed within a package"),
        (zipped(a_log=LOG)[:40], "night.zip cannot be unpacked"),
        (b"\x28\xb5\x2f\xfd" + bytes(20), "night.zip cannot be unpacked"),
    ],
    ids=["zip in zip", "gzip in gzip", "half a zip", "no zstd"],
)
def test_what_cannot_be_read_is_told_and_kept(
    ada_client: Client, outage: Review, content: bytes, says: str
) -> None:
    night = bring(ada_client, outage, "night.zip", content)
    for address in (f"/r/{outage.pk}/evidence/", at(night)):
        assert says in ada_client.get(address).content.decode()
    assert ada_client.get(at(night, "")).status_code == 200
    assert b"".join(ada_client.get(at(night, "original/")).streaming_content) == content  # type: ignore[attr-defined]


def test_a_bomb_is_told_and_read_no_further(
    ada_client: Client, outage: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, "_HARMLESS", 1_000_000)
    bombs = {"a.log": LOG, "b.log": b"2026-03-14T01:12:00Z WARN db: slow\n" * 100_000}
    night = bring(ada_client, outage, "night.zip", zipped_as(bombs))
    page = ada_client.get(at(night))
    assert "night.zip/b.log unpacks to far more than it weighs" in page.content.decode()
    assert 2 < page.context["state"].about.rows < 95_000


@pytest.mark.parametrize("pack", [zipped_as, tarred_as])
def test_what_has_far_more_rows_than_it_weighs_is_kept_up_to_there_and_told(
    ada_client: Client,
    outage: Review,
    pack: Callable[[dict[str, bytes]], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contents, "ROWS_OF_ANY", 3000)
    files = {"a.log": LOG, "b.log": DATABASE * 5000, "c.log": LOG}
    night = bring(ada_client, outage, "night", pack(files))
    page = ada_client.get(at(night))
    about = page.context["state"].about
    assert (about.rows, about.files, about.troubled) == (3000, 2, 1)
    told = "night/b.log says the same so often that only the first 3000 rows are kept; the rest is not read."
    assert told in page.content.decode()
    assert [row["text"] for row in page.context["rows"]][:1] == ["order 1 taken"]


def test_a_text_is_kept_whole_however_often_it_says_the_same(
    ada_client: Client, outage: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "ROWS_OF_ANY", 10)
    log = bring(ada_client, outage, "db.log", DATABASE * 500)
    about = ada_client.get(at(log)).context["state"].about
    assert (about.rows, about.troubled) == (500, 0)


def test_names_that_lead_out_lead_nowhere(ada_client: Client, outage: Review) -> None:
    odd = {"../../etc/passwd": LOG, "C:\\logs\\<script>.log": DATABASE}
    night = bring(ada_client, outage, "night.zip", zipped_as(odd))
    page = ada_client.get(at(night)).content.decode()
    names = {one["it"].inside for one in ada_client.get(at(night)).context["files"]}
    assert names == {"etc/passwd", "C:/logs/<script>.log"}
    assert "<script>.log" not in page
    assert ada_client.get(at(night, "?inside=../../etc/passwd")).status_code == 404
    assert ada_client.get(at(night, "?inside=gone.log")).status_code == 404
    assert ada_client.get(at(night, "?inside=etc/passwd")).status_code == 200


def test_reading_a_package_is_stopped_between_its_files(outage: Review, ada_client: Client) -> None:
    many = {f"{n}.log": b"no row\n" for n in range(50)} | {"z.log": LOG}
    log = bring(ada_client, outage, "night.zip", zipped_as(many))
    piece_of(log).place.unlink()
    heard: list[float] = []

    def told(share: float) -> bool:
        heard.append(share)
        return len(heard) < 20

    with pytest.raises(StoppedError):
        build(piece_of(log), piece_of(log).place, told=told)
    assert heard == sorted(heard)
    assert not piece_of(log).place.exists()


def test_a_document_that_is_a_zip_on_the_outside_has_no_rows(
    ada_client: Client, outage: Review
) -> None:
    report = zipped_as({"[Content_Types].xml": b"<x/>", "word/document.xml": LOG})
    kept = bring(ada_client, outage, "report.docx", report)
    page: Any = ada_client.get(at(kept))
    assert "no format that Mortem reads rows from" in page.content.decode()
    assert page.context["files"] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_far_into_a_packed_text_is_found(
    ada_client: Client, outage: Review, encoding: str
) -> None:
    text = "".join(f"2026-03-14T00:10:00Z INFO shop: order {n} ä\n" for n in range(1, 1300))
    night = bring(
        ada_client, outage, "night.zip", zipped(a_log_zst=zstd(text.encode(encoding)), b_log=LOG)
    )
    shown = ada_client.get(at(night, "?inside=a.log.zst&line=1100")).context["text"]
    assert (shown.total, shown.number) == (1299, 3)
    assert {line.number: line.text for line in shown.lines}[1100].endswith("order 1100 ä")
    content = ada_client.get(at(night, "?inside=a.log.zst&page=2")).content.decode()
    assert 'href="?inside=a.log.zst&amp;page=3"' in content
    assert f"?cite={night.pk}&amp;inside=a.log.zst&amp;line=501#entry-form" in content


def test_rows_that_come_while_their_page_is_made_break_nothing(
    ada_client: Client, outage: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = bring(ada_client, outage, "night.zip", zipped(a_log=LOG, b_log=DATABASE))
    place = piece_of(evidence).place
    place.unlink()

    def look(evidence: Evidence) -> State:
        state = state_of(evidence)
        build(piece_of(evidence), place, told=lambda _share: True)
        return state

    monkeypatch.setattr(exploring, "state_of", look)
    answer = ada_client.get(at(evidence))
    assert answer.status_code == 200
    assert "What is in it" not in answer.content.decode()
    monkeypatch.undo()
    assert "What is in it: 2 files" in ada_client.get(at(evidence)).content.decode()


def test_a_piece_that_is_read_while_somebody_looks_is_not_offered_to_be_read_again(
    ada_client: Client, outage: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = bring(ada_client, outage, "night.zip", zipped(a_log=LOG, b_log=DATABASE))
    piece_of(evidence).place.unlink()
    work = works.begin(piece_of(evidence))
    assert work is not None

    def ending(_piece: Piece) -> works.Work:
        assert work.ended.wait(timeout=60)
        return work

    monkeypatch.setattr(queries, "work_on", ending)
    assert state_of(evidence).about is not None


def apart(client: Client, package: Evidence) -> Any:
    return client.post(at(package, "apart/"), follow=True)


def test_files_whose_clocks_differ_come_apart_and_are_asked_about_by_themselves(
    ada_client: Client, outage: Review
) -> None:
    files = {"web/shop.log": SYSLOG, "db.log.gz": gzip.compress(SYSLOG * 2), "a.png": b"\x89PNG"}
    night = bring(ada_client, outage, "night", tarred_as(files))
    page = ada_client.get(f"/r/{outage.pk}/evidence/").content.decode()
    assert f'href="{at(night, "")}#apart">Their clocks differ</a>' in page
    assert "Take it apart" in ada_client.get(at(night, "")).content.decode()
    told = apart(ada_client, night)
    assert told.redirect_chain[-1][0].endswith(f"/evidence/?undo=package:{night.pk}#brought")
    assert "Its files stand by themselves; the package is put away." in told.content.decode()
    pieces = {one.name: one for one in Evidence.objects.all()}
    assert sorted(pieces) == ["a.png", "db.log.gz", "web-shop.log"]
    with vault.open_sealed(pieces["web-shop.log"].sha256) as kept:
        assert kept.read() == SYSLOG
    assert {one.added_by for one in pieces.values()} == {night.added_by}
    for name in ("web-shop.log", "db.log.gz"):
        wait_for(pieces[name])
        about = state_of(pieces[name]).about
        assert (about and about.asks_year, about and about.asks_zone) == (True, True)
    ada_client.post(at(night, "restoration/"))
    assert Evidence.objects.count() == 4


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (LOG, "This is one file"),
        (gzip.compress(LOG), "This is one file"),
        (zipped(a_log=LOG, b_zip=zipped(c_log=LOG)), "package"),
        (zipped(a_log=LOG)[:-30], "cannot be"),
        (zipped_as({f"{n}.log": LOG for n in range(101)}), "more than 100 files"),
        (CHAT, "belong together"),
        (zipped(a_log=LOG, b_log=b"x" * 3_000_000), "too large to stand by itself"),
    ],
    ids=["a text", "packed alone", "nested", "torn", "many", "a chat", "large"],
)
def test_what_cannot_come_apart_whole_stays_whole(
    ada_client: Client, outage: Review, packed: bytes, words: str, settings: Settings
) -> None:
    settings.EVIDENCE_MAX_BYTES = 2_000_000
    night = bring(ada_client, outage, "night", packed)
    kept = sorted((settings.DATA / "evidence").rglob("*"))
    told = apart(ada_client, night)
    assert (told.status_code >= 400, words in told.content.decode()) == (True, True)
    assert list(Evidence.objects.all()) == [night]
    assert sorted((settings.DATA / "evidence").rglob("*")) == kept


def test_a_package_that_a_moment_leads_into_stays_whole(
    ada_client: Client, outage: Review, settings: Settings
) -> None:
    night = bring(ada_client, outage, "night.zip", zipped(a_log=LOG, b_log=LOG))
    ada_client.post(at(night, "moments/"), {"only": "2"})
    kept = sorted((settings.DATA / "evidence").rglob("*"))
    told = apart(ada_client, night)
    assert sorted((settings.DATA / "evidence").rglob("*")) == kept
    assert (told.status_code, "lead into this package already" in told.content.decode()) == (
        422,
        True,
    )
    assert list(Evidence.objects.all()) == [night]


def test_only_whoever_brought_a_package_takes_it_apart(
    ada_client: Client, ben_client: Client, ben: User, outage: Review, now: datetime
) -> None:
    night = bring(ada_client, outage, "night.zip", zipped(a_log=LOG, b_log=LOG))
    join_review(outage, name="Ben", role=Role.PARTICIPANT, user=ben, browser_key="", at=now)
    assert "whoever brought it can take it apart" in ben_client.get(at(night, "")).content.decode()
    assert apart(ben_client, night).status_code == 403
    assert list(Evidence.objects.all()) == [night]
