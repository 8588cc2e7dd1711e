"""What is sealed opens with its passphrase, whole, or tells why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.core.errors import BadInput, Damaged, TooLarge
from mortem.web.sealed import envelope
from mortem.web.sealed.envelope import (
    LARGEST,
    SMALLEST,
    Lock,
    Sealed,
    new_passphrase,
    seal,
    unseal,
)

# Cheap, because what is tried here is not how long guessing takes.
LOCK = Lock(b"0123456789abcdef", iterations=1, lanes=1, memory_kib=8)
KEY = LOCK.key("correct horse battery staple")
PLAIN = b"It was the week before the talk."
TAG = 16


@pytest.fixture(autouse=True)
def quick_locks() -> None:
    """Leave locks here as people have them."""


@given(st.binary(max_size=3000))
def test_what_goes_in_comes_out(plain: bytes) -> None:
    assert unseal(seal(plain, KEY, LOCK), KEY, LOCK) == plain


def test_a_lock_is_as_the_rfc_recommends_and_no_two_are_alike() -> None:
    one, other = Lock.new(), Lock.new()
    assert (one.iterations, one.lanes, one.memory_kib) == (3, 4, 64 * 1024)
    assert one.salt != other.salt
    assert not one.key("correct horse battery staple").is_same(
        other.key("correct horse battery staple")
    )


def test_nothing_is_sealed_twice_the_same_way() -> None:
    one, other = seal(PLAIN, KEY, LOCK), seal(PLAIN, KEY, LOCK)
    assert one.nonce != other.nonce
    assert one.ciphertext[TAG:] != other.ciphertext[TAG:]


def test_the_size_does_not_tell_how_much_was_written() -> None:
    short, long = seal(b"a", KEY, LOCK), seal(PLAIN * 500, KEY, LOCK)
    assert len(short.ciphertext) == len(long.ciphertext) == SMALLEST + 2 * TAG


def test_another_passphrase_is_told_kindly() -> None:
    for typed in ("correct horse battery stapl", "Correct horse battery staple", ""):
        with pytest.raises(BadInput) as told:
            unseal(seal(PLAIN, KEY, LOCK), LOCK.key(typed), LOCK)
        assert (told.value.field, "nothing is lost" in told.value.hint) == ("passphrase", True)


def test_letters_are_the_same_however_a_keyboard_makes_them() -> None:
    assert LOCK.key("Käsekuchen im Regen").is_same(LOCK.key("Ka\u0308sekuchen im Regen"))


@pytest.mark.parametrize("at", [TAG, 1000, -1])
def test_a_bit_that_was_changed_is_noticed(at: int) -> None:
    sealed = seal(PLAIN, KEY, LOCK)
    broken = bytearray(sealed.ciphertext)
    broken[at] ^= 1
    with pytest.raises(Damaged):
        unseal(replace(sealed, ciphertext=bytes(broken)), KEY, LOCK)


@pytest.mark.parametrize("length", [TAG, TAG + 1, 1000, SMALLEST])
def test_what_was_cut_is_noticed(length: int) -> None:
    sealed = seal(PLAIN, KEY, LOCK)
    with pytest.raises(Damaged):
        unseal(replace(sealed, ciphertext=sealed.ciphertext[:length]), KEY, LOCK)


def test_nothing_of_another_writing_fits() -> None:
    one, other = seal(PLAIN, KEY, LOCK), seal(PLAIN * 2, KEY, LOCK)
    for mixed in (Sealed(other.nonce, one.ciphertext), Sealed(b"", one.ciphertext)):
        with pytest.raises(Damaged):
            unseal(mixed, KEY, LOCK)


def test_how_it_was_locked_cannot_be_exchanged() -> None:
    with pytest.raises(Damaged):
        unseal(seal(PLAIN, KEY, LOCK), KEY, replace(LOCK, iterations=2))


@pytest.mark.parametrize(
    "asked",
    [
        {"memory_kib": 10**9},
        {"iterations": 10**6},
        {"iterations": 0},
        {"lanes": 0},
        {"lanes": 1000},
        {"memory_kib": 1},
        {"salt": b""},
    ],
)
def test_a_lock_from_outside_cannot_ask_for_too_much(asked: dict[str, Any]) -> None:
    with pytest.raises(Damaged):
        replace(LOCK, **asked).key("correct horse battery staple")


def test_what_is_too_large_is_refused_in_both_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLarge):
        seal(b"\0" * (LARGEST + 1), KEY, LOCK)
    sealed = seal(b"\0" * 1000, KEY, LOCK)
    monkeypatch.setattr(envelope, "LARGEST", 999)
    with pytest.raises(TooLarge):
        unseal(sealed, KEY, LOCK)


def test_a_short_passphrase_is_refused_with_advice() -> None:
    with pytest.raises(BadInput) as told:
        new_passphrase("hunter2")
    assert "four or five words" in str(told.value)
    assert new_passphrase("  outer space counts  ") == "  outer space counts  "
