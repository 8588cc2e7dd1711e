"""Bytes under a passphrase: a key by argon2id (RFC 9106), AES-256-GCM, and padding.

The padding hides how much was written: sizes come in steps of a factor of two.
"""

from __future__ import annotations

import hmac
import os
import threading
import zlib
from dataclasses import dataclass
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from mortem.core.errors import BadInput, Damaged, TooLarge

SHORTEST_PASSPHRASE = 12  # characters
SMALLEST = 64 * 1024  # bytes
LARGEST = 64 * 1024 * 1024  # bytes of what is sealed
_SALT, _NONCE, _KEY, _CHECK, _LENGTH = 16, 12, 32, 16, 8  # bytes
_MOST_ITERATIONS, _MOST_LANES, _MOST_MEMORY = 10, 16, 256 * 1024  # of a file from outside
_FORMAT = b"mortem sealed review 1"
_one_at_a_time = threading.Lock()  # each derivation takes all its memory at once


@dataclass(frozen=True, slots=True)
class Lock:
    """How a passphrase becomes a key: the second choice of RFC 9106, and a salt of its own."""

    salt: bytes
    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 64 * 1024

    @classmethod
    def new(cls) -> Lock:
        """Return a lock that no other review has."""
        return cls(os.urandom(_SALT))

    def key(self, passphrase: str) -> Key:
        """Return the key; takes a tenth of a second or more, on purpose."""
        self._check()
        with _one_at_a_time:
            made = Argon2id(
                salt=self.salt,
                length=_KEY + _CHECK,
                iterations=self.iterations,
                lanes=self.lanes,
                memory_cost=self.memory_kib,
            ).derive(normalize("NFC", passphrase).encode())
        return Key(made[:_KEY], made[_KEY:])

    @property
    def head(self) -> bytes:
        """Return what is authenticated beside the bytes, so that nobody can exchange it."""
        numbers = f"{self.iterations} {self.lanes} {self.memory_kib}".encode()
        return b"\x1f".join((_FORMAT, numbers, self.salt))

    def _check(self) -> None:
        fits = (
            len(self.salt) >= _SALT
            and 1 <= self.iterations <= _MOST_ITERATIONS
            and 1 <= self.lanes <= _MOST_LANES
            and 8 * self.lanes <= self.memory_kib <= _MOST_MEMORY
        )
        if not fits:
            raise Damaged(
                "How this review was locked is not something Mortem would have written.",
                hint="Use another copy of it.",
            )


@dataclass(frozen=True, slots=True)
class Key:
    """What opens one review, and the few bytes by which a wrong one is told at once."""

    secret: bytes
    check: bytes

    def is_same(self, other: Key) -> bool:
        return hmac.compare_digest(self.secret + self.check, other.secret + other.check)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Unreadable bytes, and the number that is drawn for each writing."""

    nonce: bytes
    ciphertext: bytes


def new_passphrase(text: str) -> str:
    """Return a passphrase that will do. Raises BadInput for a short one."""
    if len(text) < SHORTEST_PASSPHRASE:
        raise BadInput(
            "passphrase",
            "At least {least} characters: four or five words that do not belong together are best.",
            least=SHORTEST_PASSPHRASE,
        )
    return text


def seal(plain: bytes, key: Key, lock: Lock) -> Sealed:
    """Make bytes unreadable. Raises TooLarge beyond 64 MB."""
    if len(plain) > LARGEST:
        raise TooLarge("This review has become too large to be sealed.")
    nonce = os.urandom(_NONCE)
    hidden = AESGCM(key.secret).encrypt(nonce, _padded(zlib.compress(plain)), lock.head)
    return Sealed(nonce, key.check + hidden)


def unseal(sealed: Sealed, key: Key, lock: Lock) -> bytes:
    """Return what was sealed. Raises BadInput for another passphrase, Damaged for changed bytes."""
    check, hidden = sealed.ciphertext[:_CHECK], sealed.ciphertext[_CHECK:]
    if not hmac.compare_digest(check, key.check):
        raise BadInput(
            "passphrase",
            "This passphrase does not open it.",
            hint="Capital letters and spaces count. Take your time; nothing is lost by trying.",
        )
    try:
        padded = AESGCM(key.secret).decrypt(sealed.nonce, hidden, lock.head)
    except (InvalidTag, ValueError):
        raise Damaged(
            "The passphrase is right, but what was sealed has been changed or cut since.",
            hint="Nothing was touched by trying. A backup from before holds it whole.",
        ) from None
    return _unpadded(padded)


def _padded(packed: bytes) -> bytes:
    size = SMALLEST
    while size < len(packed) + _LENGTH:
        size *= 2
    return (len(packed).to_bytes(_LENGTH, "big") + packed).ljust(size, b"\0")


def _unpadded(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_LENGTH], "big")
    unpacker = zlib.decompressobj()
    plain = unpacker.decompress(padded[_LENGTH : _LENGTH + length], LARGEST)
    if unpacker.unconsumed_tail:
        raise TooLarge("Unpacked, this review is larger than any that Mortem seals.")
    return plain
