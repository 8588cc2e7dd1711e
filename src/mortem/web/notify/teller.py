"""A process of its own that hands one message to a service, and to nobody else.

It is started by `services.py` for one message, told on its input what to do, and answers on its
output why that was not possible, if it was not. The library in it makes its own connections, so
that the guard stands in the interpreter: each of them is judged by the very number it goes to, as
those of `egress.py` are; nothing else leaves this process, and no program is started by it.
"""

from __future__ import annotations

import json
import logging
import re
import socket
import sys
from contextlib import suppress
from io import StringIO
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, Final

from mortem.core.errors import MortemError, NotOutside
from mortem.core.outgoing import check_address, check_port

if TYPE_CHECKING:
    from mortem.core.outgoing import Network

MOST_MEMORY: Final = 1024**3  # bytes; whatever is answered is kept in it
_FORBIDDEN = ("subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "socket.send")
_STATUS = re.compile(r"\berror ?[=:] ?([1-5]\d\d)\b")


class Guard:
    """What the interpreter asks before it connects; `refusal` is the first thing it forbade."""

    def __init__(self, allowed: list[Network]) -> None:
        self.allowed = allowed
        self.refusal: MortemError | None = None

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Judge one event of the interpreter (docs.python.org: Audit events table)."""
        try:
            if event == "socket.connect":
                self._judge(*arguments)
            elif event.startswith(_FORBIDDEN):
                raise NotOutside("A service is asked by a plain connection only.")
        except MortemError as error:
            self.refusal = self.refusal or error
            raise

    def _judge(self, connecting: socket.socket, address: Any) -> None:
        if connecting.family not in {socket.AF_INET, socket.AF_INET6}:
            raise NotOutside("A service is asked by a plain connection only.")
        number, port = address[:2]
        check_address(str(number).partition("%")[0], allowed=self.allowed)
        check_port(port)


def tell(address: str, title: str, text: str, guard: Guard) -> MortemError | None:
    """Hand a message over; return what was in the way."""
    from apprise import Apprise, AppriseAsset, PersistentStoreMode  # noqa: PLC0415

    asset = AppriseAsset(
        app_id="Mortem",
        http_redirects=False,
        plugin_paths=[],
        storage_mode=PersistentStoreMode.MEMORY,
    )
    sys.addaudithook(guard)
    service = Apprise.instantiate(address, asset=asset)
    if service is None or getattr(service, "template", None):
        return MortemError("This cannot be read as an address of that service.")
    said = StringIO()
    logging.getLogger("apprise").addHandler(logging.StreamHandler(said))
    if Apprise(service, asset=asset).notify(body=text, title=title, body_format="text"):
        return None
    return guard.refusal or _in_words(said.getvalue())


def _in_words(said: str) -> MortemError:
    """Return what the library said, without its words: they may quote an address."""
    if status := _STATUS.search(said):
        return MortemError("It answered with status {status}.", status=int(status[1]))
    if "Connection error" in said:
        return MortemError("There was no answer.")
    return MortemError("The service did not take the message.")


def _within_bounds() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not everywhere

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def main() -> None:
    """Read {"address", "title", "text", "networks"}; write {} or {"template", "data", "hint"}."""
    _within_bounds()
    asked = json.load(sys.stdin)
    guard = Guard([ip_network(network) for network in asked["networks"]])
    error = tell(asked["address"], asked["title"], asked["text"], guard)
    told = {"template": error.template, "data": error.data, "hint": error.hint} if error else {}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
