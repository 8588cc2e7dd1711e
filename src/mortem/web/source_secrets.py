"""What is sealed in the database and opened only to be sent: the secrets of sources.

The key is made from the installation's own key, which lies beside the database, never in it:
MORTEM_SECRET_KEY, or secret.key in the data folder. A copy of the database alone opens nothing.
Keys that the installation had before still open what they sealed.
"""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from mortem.core.errors import CannotRead

if TYPE_CHECKING:
    from collections.abc import Mapping


def sealed_anew(sealed: str) -> str:
    """Return what an earlier key sealed, sealed with the key of today; what needs nothing, or does not open, as it is."""
    try:
        _made_from(settings.SECRET_KEY).decrypt(sealed.encode())
    except InvalidToken:
        with suppress(InvalidToken):
            return _box().rotate(sealed.encode()).decode()
    return sealed


def _box() -> MultiFernet:
    return MultiFernet(
        [_made_from(key) for key in (settings.SECRET_KEY, *settings.OLD_SECRET_KEYS)]
    )


def _made_from(secret: str) -> Fernet:
    key = salted_hmac("mortem.sources", "sealed", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secrets: Mapping[str, str]) -> str:
    """Return secrets sealed; nothing for none."""
    return _box().encrypt(json.dumps(dict(secrets)).encode()).decode() if secrets else ""


def unseal(sealed: str) -> dict[str, str]:
    """Return what was sealed. Raises CannotRead where this installation's key is another one."""
    if not sealed:
        return {}
    try:
        opened: dict[str, str] = json.loads(_box().decrypt(sealed.encode()))
    except InvalidToken:
        raise CannotRead(
            "Its secret was sealed with another key.",
            hint="Write the secret again, or bring back the key that this data came with.",
        ) from None
    return opened
