"""Bytes are kept as they came, once, and never changed."""

from __future__ import annotations

import hashlib
import resource
import stat
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from mortem.core.errors import Damaged, Locked, NotFound
from mortem.web import at_rest, vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings


def files_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_bytes_lie_under_their_fingerprint_and_cannot_be_written(data_folder: Path) -> None:
    sealed = vault.seal([b"one ", b"two"], limit=100)
    name = hashlib.sha256(b"one two").hexdigest()
    assert (sealed.sha256, sealed.size, sealed.head) == (name, 7, b"one two")
    assert files_in(data_folder) == [f"evidence/{name[:2]}/{name}"]
    place = data_folder / "evidence" / name[:2] / name
    assert stat.S_IMODE(place.stat().st_mode) == 0o400
    assert b"one two" not in place.read_bytes()
    with vault.open_sealed(name) as file:
        assert file.read() == b"one two"


def test_the_same_bytes_twice_are_one_file(data_folder: Path) -> None:
    vault.seal([b"same"], limit=100)
    vault.seal([b"same"], limit=100)
    assert len(files_in(data_folder)) == 1


def test_what_is_too_large_is_counted_and_forgotten(data_folder: Path) -> None:
    arriving = vault.Arriving(10)
    for _ in range(5):
        arriving.write(b"12345")
    assert (arriving.size, arriving.is_too_large) == (25, True)
    assert files_in(data_folder) == []
    arriving.close()


def test_what_is_not_sealed_leaves_nothing(data_folder: Path) -> None:
    arriving = vault.Arriving(10)
    arriving.write(b"12345")
    arriving.close()
    assert files_in(data_folder) == []


@contextmanager
def no_room() -> Iterator[None]:
    """Let no file grow beyond a few letters, as on a disk that is full; not even one to which tests report."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [10, 100_000], ids=["at the end", "on the way"])
def test_what_finds_no_room_leaves_nothing(size: int, data_folder: Path) -> None:
    with pytest.raises(OSError, match="File too large"), no_room():
        vault.seal([b"x" * size], limit=200_000)
    assert files_in(data_folder) == []


def test_what_finds_no_room_can_still_be_forgotten(data_folder: Path) -> None:
    arriving = vault.Arriving(100)
    with no_room():
        arriving.write(b"1234567890")
        arriving.close()
    assert files_in(data_folder) == []


def test_what_a_killed_server_left_is_swept_away_after_a_day(data_folder: Path) -> None:
    kept = vault.seal([b"kept"], limit=100)
    left = vault.Arriving(100)
    now = datetime.now(UTC)
    vault.sweep(before=now - timedelta(days=1))
    assert len(files_in(data_folder)) == 2
    vault.sweep(before=now + timedelta(minutes=1))
    assert files_in(data_folder) == [f"evidence/{kept.sha256[:2]}/{kept.sha256}"]
    left.close()


def kept_open(data_folder: Path, raw: bytes, name: str = "") -> Path:
    """Put a file as versions before encryption did; under another fingerprint when one is given."""
    name = name or hashlib.sha256(raw).hexdigest()
    place = data_folder / "evidence" / name[:2] / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(raw)
    place.chmod(0o400)
    return place


def test_what_an_earlier_version_kept_open_is_read_and_then_encrypted(data_folder: Path) -> None:
    place = kept_open(data_folder, b"an old log\n" * 9000)
    empty = kept_open(data_folder, b"")
    with vault.open_sealed(place.name) as file:
        assert file.read() == b"an old log\n" * 9000
    assert vault.unsealed() == (2, 0)
    vault.seal_anew()
    assert vault.unsealed() == (0, 0)
    assert at_rest.is_sealed(place)
    assert (stat.S_IMODE(place.stat().st_mode), len(files_in(data_folder))) == (0o400, 2)
    before = place.read_bytes()
    vault.seal_anew()
    assert place.read_bytes() == before
    for one in (place, empty):
        vault.check(one.name)


def test_with_a_new_key_everything_goes_under_it(data_folder: Path, settings: Settings) -> None:
    kept = vault.seal([b"kept"], limit=100)
    settings.OLD_SECRET_KEYS = (settings.SECRET_KEY,)
    settings.SECRET_KEY = "a new key"
    vault.check(kept.sha256)
    vault.seal_anew()
    settings.OLD_SECRET_KEYS = ()
    vault.check(kept.sha256)
    assert len(files_in(data_folder)) == 1


def test_a_key_of_others_opens_nothing_and_harms_nothing(
    data_folder: Path, settings: Settings
) -> None:
    kept, right = vault.seal([b"kept"], limit=100), settings.SECRET_KEY
    place = data_folder / "evidence" / kept.sha256[:2] / kept.sha256
    before = place.read_bytes()
    settings.SECRET_KEY = "of another installation"
    with pytest.raises(Locked):
        vault.open_sealed(kept.sha256)
    vault.seal_anew()
    assert (vault.unsealed(), place.read_bytes()) == ((0, 1), before)
    settings.SECRET_KEY = right
    vault.check(kept.sha256)


def test_bytes_that_are_not_what_came_are_told_and_left(data_folder: Path) -> None:
    place = kept_open(data_folder, b"changed", name="ab" + "0" * 62)
    with pytest.raises(Damaged):
        vault.check(place.name)
    vault.seal_anew()
    assert place.read_bytes() == b"changed"


def test_lost_bytes_are_told() -> None:
    with pytest.raises(NotFound):
        vault.open_sealed("0" * 64)
