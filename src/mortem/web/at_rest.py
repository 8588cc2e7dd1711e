"""Bytes that lie encrypted on the disk, under the installation's own key: AES-256-GCM in pieces of 64 KiB.

A file begins with a mark, the sign of the key it was made with, and a salt; from key and salt comes
a key that no other file has (HKDF, RFC 5869). The nonce of a piece is its number and whether it is
the last one (STREAM, Hoang, Reyhanitabar, Rogaway and Vizár, 2015): pieces that were changed, moved
or cut off do not open, and any place of a large file is read without what lies before it.

Uses nothing of Django, so that a backup can be restored without it.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
from typing import TYPE_CHECKING, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mortem.core.errors import Damaged, Locked

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed import WriteableBuffer

    from mortem.web.env import Keys

_MARK: Final = b"mortem\x00\x01"  # no text and no known package begins so
_SIGN, _SALT, _KEY, _NUMBER, _TAG = 8, 16, 32, 11, 16  # bytes
_HEAD: Final = len(_MARK) + _SIGN + _SALT
_PIECE: Final = 64 * 1024
_PURPOSE: Final = b"mortem evidence at rest"


class Sealing:
    """Writes bytes encrypted into a file, one after the other; `finish` writes the last of them."""

    def __init__(self, raw: BinaryIO, key: str) -> None:
        salt = os.urandom(_SALT)
        self._head = _MARK + _sign_of(key) + salt
        self._box = AESGCM(_own_key(key, salt))
        self._raw = raw
        self._held = bytearray()
        self._number = 0
        raw.write(self._head)

    def write(self, piece: bytes) -> None:
        """Take the next bytes; what may be the last piece is held back."""
        self._held += piece
        full = (len(self._held) - 1) // _PIECE * _PIECE
        for at in range(0, full, _PIECE):
            self._put(self._held[at : at + _PIECE], is_last=False)
        del self._held[:full]

    def finish(self) -> None:
        """Write what was held back."""
        self._put(self._held, is_last=True)

    def _put(self, plain: bytearray, *, is_last: bool) -> None:
        nonce = _nonce(self._number, is_last=is_last)
        self._raw.write(self._box.encrypt(nonce, bytes(plain), self._head))
        self._number += 1


def opened(raw: io.BufferedReader, keys: Keys) -> io.BufferedReader:
    """Return what lies in a file, readable from any place; what was never encrypted as it is.

    The file is closed with what is returned. Raises Locked when none of the keys opens it, and
    Damaged, also while it is read, for bytes that were changed or cut.
    """
    try:
        head = raw.read(_HEAD)
        if not head.startswith(_MARK):
            raw.seek(0)
            return raw
        return io.BufferedReader(_Opened(raw, head, keys), _PIECE)
    except BaseException:
        raw.close()
        raise


def is_sealed(path: Path) -> bool:
    """Tell whether the bytes of a file lie there encrypted."""
    with path.open("rb") as raw:
        return raw.read(len(_MARK)) == _MARK


def sealed_with(raw: BinaryIO, keys: Keys) -> str | None:
    """Return the key that opens a file; None when it lies there unencrypted. Raises Locked for a key of others."""
    head = raw.read(_HEAD)
    return _key_of(head, keys) if head.startswith(_MARK) else None


def _key_of(head: bytes, keys: Keys) -> str:
    sign = head[len(_MARK) : len(_MARK) + _SIGN]
    for key in (keys.now, *keys.before):
        if hmac.compare_digest(_sign_of(key), sign):
            return key
    raise Locked(
        "This evidence was encrypted with another key than the one that is here.",
        hint="Bring back the key that this data came with: secret.key or MORTEM_SECRET_KEY.",
    )


class _Opened(io.RawIOBase):
    def __init__(self, raw: BinaryIO, head: bytes, keys: Keys) -> None:
        self._raw, self._head = raw, head
        self._box = AESGCM(_own_key(_key_of(head, keys), head[-_SALT:]))
        body = raw.seek(0, io.SEEK_END) - _HEAD
        self._pieces = max(1, -(-body // (_PIECE + _TAG)))
        self._size = body - self._pieces * _TAG
        self._at = 0
        self._held, self._held_number = b"", -1
        if self._size <= (self._pieces - 1) * _PIECE:
            self._piece(self._pieces - 1)  # empty only in an empty file: else it was cut

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, begin + offset)
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        if self._at >= self._size:
            return 0
        number, begin = divmod(self._at, _PIECE)
        place = memoryview(buffer)
        got = self._piece(number)[begin : begin + len(place)]
        place[: len(got)] = got
        self._at += len(got)
        return len(got)

    def close(self) -> None:
        self._raw.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        if number != self._held_number:
            self._raw.seek(_HEAD + number * (_PIECE + _TAG))
            nonce = _nonce(number, is_last=number == self._pieces - 1)
            try:
                self._held = self._box.decrypt(nonce, self._raw.read(_PIECE + _TAG), self._head)
            except (InvalidTag, ValueError):
                raise Damaged(
                    "What was kept of this evidence has been changed or cut since.",
                    hint="A backup from before may hold it whole.",
                ) from None
            self._held_number = number
        return self._held


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(_NUMBER, "big") + bytes([is_last])


def _own_key(key: str, salt: bytes) -> bytes:
    return HKDF(SHA256(), _KEY, salt, _PURPOSE).derive(key.encode())


def _sign_of(key: str) -> bytes:
    """Return by what a file tells which key it was made with, and nothing else of it."""
    return hmac.new(key.encode(), _PURPOSE, hashlib.sha256).digest()[:_SIGN]
