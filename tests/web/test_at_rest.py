"""Bytes on the disk tell nothing without the key, open from any place with it, and tell when they were changed."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.errors import Damaged, Locked
from mortem.web import at_rest
from mortem.web.env import Keys

if TYPE_CHECKING:
    from pathlib import Path

KEYS = Keys("a key of this installation")
PIECE = 64 * 1024
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7)


def sealed(plain: bytes, *, key: str = KEYS.now, step: int = 1_000_000) -> bytes:
    made = io.BytesIO()
    sealing = at_rest.Sealing(made, key)
    for at in range(0, len(plain), step):
        sealing.write(plain[at : at + step])
    sealing.finish()
    return made.getvalue()


def opened(raw: bytes, keys: Keys = KEYS) -> io.BufferedReader:
    return at_rest.opened(io.BufferedReader(io.BytesIO(raw)), keys)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", [1, 1000, 1_000_000])
def test_what_came_is_what_opens(size: int, step: int) -> None:
    plain = os.urandom(min(size, 2000) if step == 1 else size)
    assert opened(sealed(plain, step=step)).read() == plain


def test_nothing_of_it_can_be_read_on_the_disk() -> None:
    plain = b"password=correct-horse-battery " * 5000
    raw = sealed(plain)
    assert b"password" not in raw
    assert b"correct-horse" not in raw
    assert KEYS.now.encode() not in raw
    assert sealed(plain) != raw  # the same bytes twice look like two things


@given(
    size=st.sampled_from(SIZES),
    steps=st.lists(
        st.tuples(
            st.integers(-PIECE, 4 * PIECE), st.sampled_from([0, 1, 2]), st.integers(0, 2 * PIECE)
        ),
        max_size=8,
    ),
)
def test_it_reads_like_a_file(size: int, steps: list[tuple[int, int, int]]) -> None:
    plain = bytes(number % 251 for number in range(size))
    file, ours = io.BytesIO(plain), opened(sealed(plain))
    for offset, whence, count in steps:
        if whence or offset >= 0:
            assert ours.seek(offset, whence) == file.seek(offset, whence)
        assert ours.read(count) == file.read(count)
        assert ours.tell() == file.tell()
    assert ours.seek(0, io.SEEK_END) == size


@given(at=st.integers(0, 2 * PIECE), bit=st.integers(0, 7))
def test_a_changed_bit_is_told(at: int, bit: int) -> None:
    raw = bytearray(sealed(b"x" * (2 * PIECE)))
    raw[8 + at] ^= 1 << bit
    with pytest.raises((Damaged, Locked)):
        opened(bytes(raw)).read()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("cut", [1, 16, 17, PIECE, PIECE + 16])
def test_a_cut_is_told(size: int, cut: int) -> None:
    raw = sealed(b"x" * size)
    if len(raw) - cut < 32:
        return
    with pytest.raises(Damaged):
        opened(raw[:-cut]).read()


def test_pieces_that_were_moved_or_added_are_told() -> None:
    raw = sealed(b"a" * PIECE + b"b" * PIECE + b"c" * PIECE)
    head, body = raw[:32], raw[32:]
    one, two, three = (body[at : at + PIECE + 16] for at in range(0, len(body), PIECE + 16))
    for wrong in (two + one + three, one + three, one + two + three + three, two, b""):
        with pytest.raises(Damaged):
            opened(head + wrong).read()


def test_pieces_of_another_file_are_told() -> None:
    one, other = sealed(b"one"), sealed(b"two")
    with pytest.raises(Damaged):
        opened(one[:32] + other[32:]).read()


def test_another_key_is_told_at_once_and_one_from_before_opens() -> None:
    raw = sealed(b"kept", key="a key of before")
    with pytest.raises(Locked, match="another key"):
        opened(raw)
    keys = Keys(KEYS.now, ("another", "a key of before"))
    assert opened(raw, keys).read() == b"kept"
    assert at_rest.sealed_with(io.BytesIO(raw), keys) == "a key of before"


def test_what_was_never_encrypted_opens_as_it_is(tmp_path: Path) -> None:
    assert opened(b"2026-03-01 plain\n").read() == b"2026-03-01 plain\n"
    assert at_rest.sealed_with(io.BytesIO(b"plain"), KEYS) is None
    file = tmp_path / "one"
    for raw, expected in ((b"plain", False), (sealed(b"plain"), True), (b"", False)):
        file.write_bytes(raw)
        assert at_rest.is_sealed(file) is expected
