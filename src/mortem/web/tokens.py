"""Links and keys that are kept only as hashes: of chance, or made again from this installation's own key."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac


def new_token() -> str:
    """Return 256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def hash_of(*parts: object) -> str:
    """Return the SHA-256 (hex) of the parts, each set apart from the next."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def own_token(purpose: str, key: object) -> str:
    """Return 256 bits, safe in a URL, that only this installation can make, and makes again."""
    digest = salted_hmac(purpose, str(key), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def proof(purpose: str, key: object) -> str:
    """Return what only this installation can say of a key, in hex: who brings it, was given it."""
    return salted_hmac(purpose, str(key), algorithm="sha256").hexdigest()
