from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile

import pytest

from mortem.core.errors import BadInput
from mortem.core.evidence import unpack
from mortem.core.evidence.reading import Source
from mortem.core.evidence.row import Row
from mortem.core.evidence.unpack import MOST_FILES, unpacked

TEXT = b"2026-03-01T09:30:00Z web1 till[7]: open\n" * 3


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def read(raw: bytes, name: str = "night") -> dict[str, int]:
    """Return how many rows each file in a file has."""
    found = {}
    for one in unpacked(name, io.BytesIO(raw)):
        found[one.name] = sum(isinstance(row, Row) for row in Source(one.name, one.raw).rows())
    return found


def emptied(raw: bytes) -> None:
    for one in unpacked("night", io.BytesIO(raw)):
        while one.raw.read(1_000_000):
            pass


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_packed_evidence_is_read_as_if_it_were_not(pack: object) -> None:
    assert read(pack(TEXT)) == {"night": 3}  # type: ignore[operator]


def test_every_file_of_a_zip_is_read_and_packed_ones_in_it_too() -> None:
    raw = zipped({"b.log": TEXT, "a/": b"", "a/c.log.gz": gzip.compress(TEXT), "empty": b""})
    assert read(raw) == {"night/a/c.log.gz": 3, "night/b.log": 3, "night/empty": 0}


def test_no_name_in_an_archive_leads_anywhere() -> None:
    raw = zipped({"../../etc/passwd": TEXT, "/root/x": TEXT, "..\\y\x1b[31m": TEXT})
    assert sorted(read(raw)) == ["night/etc/passwd", "night/root/x", "night/y[31m"]


@pytest.mark.large
@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lzma.compress, lambda raw: zipped({"x": raw})]
)
def test_a_bomb_is_refused_while_it_is_read(pack: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_HARMLESS", 1_000_000)
    bomb = pack(b"\0" * 2_000_000)  # type: ignore[operator]
    with pytest.raises(BadInput, match="far more than it weighs"):
        emptied(bomb)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, lambda raw: zipped({"x": raw})])
def test_what_is_cut_off_or_damaged_says_so(pack: object) -> None:
    packed = pack(bytes(range(256)) * 9000)  # type: ignore[operator]
    with pytest.raises(BadInput, match="cannot be unpacked"):
        emptied(packed[: len(packed) // 2])


@pytest.mark.large
def test_an_archive_with_too_many_files_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(MOST_FILES + 1):
            archive.writestr(str(number), b"")
    with pytest.raises(BadInput, match="more than"):
        list(unpacked("night", made))


def test_zstd_is_told_and_not_passed_over() -> None:
    with pytest.raises(BadInput, match="zstd"):
        list(unpacked("night", io.BytesIO(b"\x28\xb5\x2f\xfd" + bytes(20))))


def test_a_slack_export_names_its_people_and_is_read_without_them_too() -> None:
    day = (
        b'[{"type": "message", "user": "U7AB", "ts": "1772357400.000200", "text": "<@U8CD> look"}]'
    )
    users = b'[{"id": "U7AB", "profile": {"real_name": "Ada"}}, {"id": "U8CD", "name": "bea"}, 7]'
    files = {"channels.json": b"[]", "users.json": users, "till/2026-03-01.json": day}
    for known, said in (
        (files, ("Ada", "@bea look")),
        (files | {"users.json": b"?"}, ("U7AB", "<@U8CD> look")),
    ):
        (one,) = unpacked("export.zip", io.BytesIO(zipped(known)))
        (row,) = Source(one.name, one.raw, one.people).rows()
        assert isinstance(row, Row)
        assert (one.name, row.who, row.text) == ("export.zip/till/2026-03-01.json", *said)


def test_what_an_export_says_of_itself_is_no_evidence() -> None:
    about = "users channels groups dms mpims integration_logs canvases file_conversations lists org_users"
    files = {f"{name}.json": b"[]" for name in about.split()}
    assert list(unpacked("export.zip", io.BytesIO(zipped(files)))) == []


def test_nothing_is_read_where_nothing_is_asked_for() -> None:
    (one,) = unpacked("night.gz", io.BytesIO(gzip.compress(b"open\n")))
    assert (one.raw.read(0), one.raw.read()) == (b"", b"open\n")


def test_an_archive_with_its_places_changed_says_so() -> None:
    raw = zipped({"a.log": TEXT, "b.log": TEXT})
    with pytest.raises(BadInput, match="cannot be unpacked"):
        emptied(raw[:4] + raw[raw.index(b"PK\x01\x02") :])
