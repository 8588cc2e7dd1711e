"""A sealed review as a file to take away: as unreadable as in the database, and opened the same way."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mortem.core.errors import Damaged
from mortem.web.sealed.envelope import Lock, Sealed

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "mortem-sealed-review"
VERSION = 1
ENDING = ".sealed.json"
LARGEST = 200 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Package:
    """What such a file holds."""

    review_id: UUID
    lock: Lock
    sealed: Sealed


def render(package: Package) -> bytes:
    """Return the file."""
    lock, sealed = package.lock, package.sealed
    said = {
        "format": FORMAT,
        "version": VERSION,
        "id": str(package.review_id),
        "key": "argon2id",
        "salt": _text(lock.salt),
        "iterations": lock.iterations,
        "lanes": lock.lanes,
        "memory_kib": lock.memory_kib,
        "cipher": "AES-256-GCM",
        "nonce": _text(sealed.nonce),
        "ciphertext": _text(sealed.ciphertext),
    }
    return (json.dumps(said, indent=1) + "\n").encode()


def parse(raw: bytes) -> Package:
    """Return what a file holds. Raises Damaged, without having tried any passphrase."""
    try:
        return _package(json.loads(raw))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Damaged(
            "This is no file of a sealed review, or it was changed.",
            hint=f"Bring the file as Mortem wrote it; its name ends with {ENDING}.",
        ) from error


def _package(said: Mapping[str, Any]) -> Package:
    if (said["format"], said["version"]) != (FORMAT, VERSION):
        raise ValueError(said["version"])
    sealed = Sealed(_bytes(said["nonce"]), _bytes(said["ciphertext"]))
    return Package(UUID(said["id"]), _lock(said), sealed)


def _lock(said: Mapping[str, Any]) -> Lock:
    numbers = [said[name] for name in ("iterations", "lanes", "memory_kib")]
    iterations, lanes, memory_kib = (one for one in numbers if type(one) is int)
    return Lock(_bytes(said["salt"]), iterations, lanes, memory_kib)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError
    return b64decode(text, validate=True)
