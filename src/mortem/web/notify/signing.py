"""Messages to a program are signed, so that it knows who wrote them, and when.

The form is that of Standard Webhooks (standardwebhooks.com): three headers, and a signature over
identifier, moment and body with a secret that the page of channels shows.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64decode
from typing import TYPE_CHECKING

from mortem.web import tokens

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Channel


def secret_of(channel: Channel) -> str:
    """Return the secret of one channel as programs take it; no table holds it."""
    return f"whsec_{b64encode(_key(channel)).decode()}"


def signed(channel: Channel, known_as: str, body: bytes, *, at: datetime) -> dict[str, str]:
    """Return the headers of one message; its identifier stays the same when it is sent again."""
    moment = str(int(at.timestamp()))
    said = b".".join([known_as.encode(), moment.encode(), body])
    proof = b64encode(hmac.new(_key(channel), said, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": known_as,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{proof}",
    }


def _key(channel: Channel) -> bytes:
    token = tokens.own_token("mortem.channel.signing", channel.pk)
    return urlsafe_b64decode(token + "=" * (-len(token) % 4))
