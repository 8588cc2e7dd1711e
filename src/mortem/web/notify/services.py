"""A message to a service that Apprise knows, handed over by a process of its own (`teller.py`).

What the library loads and connects to stays out of the server: it has neither its environment with
keys and database, nor its memory, and twenty seconds at most.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Final

from django.conf import settings

from mortem.core.errors import CannotRead, MortemError
from mortem.core.services import service_of

SECONDS: Final = 20  # from its start to its last word
# No proxies, no passwords of other programs, nothing of Mortem's own.
_TAKEN_ALONG: Final = (
    "PATH",
    "PYTHONPATH",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "SYSTEMROOT",
)


def hand_over(address: str, title: str, text: str) -> None:
    """Tell a service. Raises MortemError, in words, for whatever was in the way."""
    service_of(address)
    networks = [str(network) for network in settings.OUTGOING_NETWORKS]
    asked = {"address": address, "title": title, "text": text, "networks": networks}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "mortem.web.notify.teller"],
            input=json.dumps(asked).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            cwd=tempfile.gettempdir(),
            timeout=SECONDS,
            check=True,
        )
        told = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise CannotRead(
            "There was no whole answer within {seconds} seconds.", seconds=SECONDS
        ) from None
    except (subprocess.CalledProcessError, ValueError, OSError):
        raise CannotRead("The service did not take the message.") from None
    if told:
        raise MortemError(told["template"], hint=told["hint"], **told["data"])


def environment() -> dict[str, str]:
    """Return all that the process knows of this one's environment."""
    taken = {name: os.environ[name] for name in _TAKEN_ALONG if name in os.environ}
    return taken | {"NETRC": os.devnull, "PYTHONUTF8": "1"}
