"""Files in a tar, packed or not, whole or torn; what is no file in it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zstandard import ZstdCompressor

from mortem.core.errors import BadInput
from mortem.core.evidence import guarded, tar, unpack
from mortem.core.evidence.files import media_type_of
from mortem.core.evidence.reading import Source
from mortem.core.evidence.row import Row
from mortem.core.evidence.unpack import unpacked

if TYPE_CHECKING:
    from collections.abc import Callable

zstd = ZstdCompressor().compress
PACKS = [bytes, gzip.compress, bz2.compress, lzma.compress, zstd]
LINE = b"2026-03-01T09:30:00Z web1 till[7]: open\n"


def tarred(
    files: dict[str, bytes], more: tuple[tarfile.TarInfo, ...] = (), form: int = tarfile.GNU_FORMAT
) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        for other in more:
            archive.addfile(other, io.BytesIO(bytes(other.size)))
        for name, data in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return made.getvalue()


def other(name: str, kind: bytes) -> tarfile.TarInfo:
    about = tarfile.TarInfo(name)
    about.type, about.linkname = kind, "/etc/passwd"
    return about


def read(raw: bytes, only: str | None = None) -> tuple[dict[str, int], list[str]]:
    """Return how many rows each file has, and what is told."""
    found: dict[str, int] = {}
    told: list[str] = []
    try:
        for one in unpacked("night", io.BytesIO(raw), only=only):
            try:
                source = Source(one.name, one.raw)
                found[one.name] = sum(isinstance(row, Row) for row in source.rows())
                told += [str(source.trouble)] if source.trouble else []
            except BadInput as trouble:
                told.append(str(trouble))
    except BadInput as trouble:
        told.append(str(trouble))
    return found, told


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("pack", PACKS)
def test_every_file_of_a_tar_is_read(pack: Callable[[bytes], bytes], form: int) -> None:
    long = f"{'a' * 90}/{'b' * 90}.log"
    files = {"b.log": LINE, "a/c.log.gz": gzip.compress(LINE * 2), long: LINE * 9000, "empty": b""}
    found = {"night/b.log": 1, "night/a/c.log.gz": 2, f"night/{long}": 9000, "night/empty": 0}
    assert read(pack(tarred(files, (other("a", tarfile.DIRTYPE),), form))) == (found, [])


@pytest.mark.parametrize("pack", PACKS)
def test_one_file_is_read_alone_and_the_tar_itself_is_none(pack: Callable[[bytes], bytes]) -> None:
    packed = pack(tarred({"a.log": LINE * 40_000, "b.log": LINE}))
    assert read(packed, only="b.log") == ({"night/b.log": 1}, [])
    assert read(packed, only="") == ({}, [])


def test_a_file_is_read_as_often_as_is_asked_also_from_the_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tar, "_IN_MEMORY", 1000)
    each = unpacked("night", io.BytesIO(gzip.compress(tarred({"a.log": LINE * 5000}))))
    one = next(each)
    assert one.raw.read() == LINE * 5000
    assert one.raw.seek(len(LINE) * 4999) == len(LINE) * 4999
    assert (one.raw.readline(), one.raw.readline()) == (LINE, b"")
    assert one.share() == 1.0


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, b"Q"],
)
def test_what_is_no_file_is_told_and_passed_over(kind: bytes) -> None:
    found, told = read(tarred({"b.log": LINE}, (other("odd", kind),)))
    assert found == {"night/b.log": 1}
    assert told == [
        "night/odd is a link, a device or a file with gaps in it; nothing of it is read."
    ]


def test_a_file_with_gaps_is_told_however_long_it_says_it_is() -> None:
    gaps = other("gaps", tarfile.GNUTYPE_SPARSE)
    found, told = read(tarred({"b.log": LINE}, (gaps,)))
    assert (found, len(told)) == ({"night/b.log": 1}, 1)


def test_no_name_in_a_tar_leads_anywhere() -> None:
    names = ("../../etc/passwd", "/root/x", "..\\y\x1b[31m", "./root/x", "")
    found, _ = read(tarred(dict.fromkeys(names, LINE), form=tarfile.PAX_FORMAT))
    assert sorted(found) == [
        "night/etc/passwd",
        "night/file",
        "night/root/x",
        "night/root/x (2)",
        "night/y[31m",
    ]


@pytest.mark.parametrize("pack", PACKS)
def test_a_torn_tar_is_read_up_to_the_tear(pack: Callable[[bytes], bytes]) -> None:
    """Torn within the last file: the one before is whole, of the last one its beginning is there."""
    noise = b"".join(b"%d %s" % (n * 7919 % 100_003, LINE) for n in range(30_000))
    packed = pack(tarred({"a.log": LINE, "b.log": LINE + noise}))
    found, told = read(packed[: len(packed) * 3 // 4])
    assert found["night/a.log"] == 1
    assert found.get("night/b.log", 1) == 1
    assert [told[0].partition(" cannot be unpacked")[0]] in (["night/b.log"], ["night"])


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("at", [512 * 2, 512 * 2 + 100])
def test_a_tar_torn_between_its_files_says_so(pack: Callable[[bytes], bytes], at: int) -> None:
    found, told = read(pack(tarred({"a.log": LINE, "b.log": LINE})[:at]))
    assert found == {"night/a.log": 1}
    assert told == ["night cannot be unpacked: it is damaged, cut off or locked with a password."]


def test_a_broken_header_in_the_middle_says_so() -> None:
    raw = tarred({"a.log": LINE, "b.log": LINE})
    found, told = read(raw[:1030] + b"?" + raw[1031:])
    assert (found, len(told)) == ({"night/a.log": 1}, 1)


def test_a_tar_within_a_package_is_told() -> None:
    inner = tarred({"a.log": LINE})
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("x.tar", inner)
    for package in (made.getvalue(), tarred({"x.tar": inner}), tarred({"x": gzip.compress(inner)})):
        found, told = read(package)
        assert (found, len(told)) == ({}, 1)
        assert "lies packed within a package" in told[0]


@pytest.mark.parametrize("pack", PACKS)
def test_a_tear_within_what_is_no_text_is_told(pack: Callable[[bytes], bytes]) -> None:
    whole = pack(tarred({"a": random.Random(7).randbytes(600_000), "b.log": LINE}))
    found, told = read(whole[:400_000])
    assert (sum(found.values()), len(told)) == (0, 1)


@pytest.mark.large
@pytest.mark.parametrize("pack", PACKS[1:])
def test_a_bomb_in_a_tar_is_refused(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, "_HARMLESS", 1_000_000)
    _, told = read(pack(tarred({"a": bytes(3_000_000)})))
    assert "far more than it weighs" in told[0]


def test_a_tar_with_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MOST_FILES", 3)
    found, told = read(tarred({str(number): b"" for number in range(4)}))
    assert (len(found), told) == (3, ["night holds more than 3 files."])


def test_a_header_that_goes_on_and_on_is_not_kept() -> None:
    about = tarfile.TarInfo("a.log")
    about.pax_headers = {"comment": "x" * 3_000_000}
    _, told = read(tarred({"b.log": LINE}, (about,), tarfile.PAX_FORMAT))
    assert told == ["night cannot be unpacked: it is damaged, cut off or locked with a password."]


def test_a_text_is_no_tar_whatever_stands_in_it() -> None:
    assert media_type_of(b"x" * 257 + b"ustar \n", "text/plain") == "text/plain"


@given(st.binary(max_size=60), st.integers(0, 2560), st.integers(0, 700))
def test_nothing_but_words_comes_of_a_broken_tar(data: bytes, cut: int, at: int) -> None:
    whole = tarred({"a.log": LINE * 20, "b": LINE})
    for broken in (whole[:cut], whole[:at] + data + whole[at + len(data) :]):
        with suppress(BadInput):
            read(broken)
