"""Links and keys that are shown once and kept only as hashes."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Return 256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def hash_of(*parts: object) -> str:
    """Return the SHA-256 (hex) of the parts, each set apart from the next."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
