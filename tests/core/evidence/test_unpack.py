from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zstandard import ZstdCompressor

from mortem.core.errors import BadInput
from mortem.core.evidence import guarded
from mortem.core.evidence.reading import Source
from mortem.core.evidence.row import Row
from mortem.core.evidence.unpack import MOST_FILES, unpacked
from mortem.core.evidence.zstd import opened_zstd

if TYPE_CHECKING:
    from collections.abc import Callable

zstd = ZstdCompressor().compress
TEXT = b"2026-03-01T09:30:00Z web1 till[7]: open\n" * 3


def lone(raw: bytes) -> bytes:
    return zipped({"x": raw})


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


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress, zstd])
def test_packed_evidence_is_read_as_if_it_were_not(pack: object) -> None:
    assert read(pack(TEXT)) == {"night": 3}  # type: ignore[operator]


def test_every_file_of_a_zip_is_read_and_packed_ones_in_it_too() -> None:
    raw = zipped({"b.log": TEXT, "a/": b"", "a/c.log.gz": gzip.compress(TEXT), "empty": b""})
    assert read(raw) == {"night/a/c.log.gz": 3, "night/b.log": 3, "night/empty": 0}


def test_no_name_in_an_archive_leads_anywhere() -> None:
    raw = zipped({"../../etc/passwd": TEXT, "/root/x": TEXT, "..\\y\x1b[31m": TEXT})
    assert sorted(read(raw)) == ["night/etc/passwd", "night/root/x", "night/y[31m"]


@pytest.mark.large
@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd, lone])
def test_a_bomb_is_refused_while_it_is_read(pack: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "_HARMLESS", 1_000_000)
    bomb = pack(b"\0" * 2_000_000)  # type: ignore[operator]
    with pytest.raises(BadInput, match="far more than it weighs"):
        emptied(bomb)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, zstd, lone])
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


def test_frames_of_zstd_in_a_row_are_one_file_and_others_between_them_are_passed_over() -> None:
    skipped = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"
    assert read(skipped + zstd(TEXT) + skipped + zstd(TEXT)) == {"night": 6}
    assert read(zstd(b"") + zstd(TEXT)) == {"night": 3}


def test_zstd_is_read_inside_a_zip() -> None:
    assert read(zipped({"a.log.zst": zstd(TEXT), "b.bin": zstd(TEXT)})) == {
        "night/a.log.zst": 3,
        "night/b.bin": 3,
    }


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd])
@pytest.mark.parametrize("lines", [200, 40_000])
def test_what_was_whole_before_the_end_is_read_and_then_it_is_told(
    pack: Callable[[bytes], bytes], lines: int
) -> None:
    text = b"".join(
        f"2026-03-01T09:30:00Z web1 till[7]: {hashlib.sha256(b'%d' % n).hexdigest()}\n".encode()
        for n in range(lines)
    )
    (one,) = unpacked("night", io.BytesIO(pack(text) + pack(text)[:-40]))
    source = Source(one.name, one.raw)
    assert sum(isinstance(row, Row) for row in source.rows()) >= lines
    assert "cannot be unpacked" in str(source.trouble)


@pytest.mark.parametrize("pack", [gzip.compress, zstd, lone])
def test_a_package_within_a_package_is_told(pack: Callable[[bytes], bytes]) -> None:
    for inner in (gzip.compress(gzip.compress(TEXT)), zipped({"a.log": TEXT})):
        with pytest.raises(BadInput, match="lies packed within a package"):
            emptied(pack(inner))


def test_a_document_that_is_a_zip_on_the_outside_is_not_opened() -> None:
    raw = zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    assert read(raw, "report.docx") == {"report.docx": 0}


def test_two_files_of_one_name_are_two() -> None:
    raw = zipped({"a.log": TEXT, "./a.log": TEXT, "a.log (2)": TEXT, "/a.log": TEXT})
    assert sorted(read(raw)) == [
        "night/a.log",
        "night/a.log (2)",
        "night/a.log (2) (2)",
        "night/a.log (3)",
    ]


@pytest.mark.large
def test_files_that_are_harmless_each_are_weighed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "_HARMLESS", 1_000_000)
    with pytest.raises(BadInput, match="far more than it weighs"):
        emptied(zipped({str(number): bytes(600_000) for number in range(2)}))


def test_no_more_is_read_than_was_asked_for() -> None:
    (one,) = unpacked("night", io.BytesIO(gzip.compress(bytes(2**20 + 1))), most=2**20)
    assert len(one.raw.read()) == 2**20
    with pytest.raises(BadInput, match="goes beyond the 1 MB"):
        one.raw.read(1)


@given(st.binary(max_size=200), st.integers(0, 400), st.sampled_from([zstd, gzip.compress, lone]))
def test_nothing_but_words_comes_of_what_is_broken(
    data: bytes, cut: int, pack: Callable[[bytes], bytes]
) -> None:
    for broken in (pack(data)[:cut], pack(data)[:cut] + data, pack(TEXT)[:4] + data):
        with suppress(BadInput):
            read(broken)


@given(st.lists(st.binary(max_size=400), max_size=5))
def test_frames_of_zstd_hold_what_was_put_in(parts: list[bytes]) -> None:
    packed = b"".join(map(zstd, parts))
    assert opened_zstd(io.BytesIO(packed)).read() == b"".join(parts)


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
