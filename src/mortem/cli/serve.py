"""`mortem serve`: one process, one folder, one link to sign in with."""

from __future__ import annotations

import gc
import os
import socket
import sys
import webbrowser
from typing import TYPE_CHECKING

from mortem.cli import start
from mortem.core.errors import BadInput, CannotStart
from mortem.web import env, folder

if TYPE_CHECKING:
    from pathlib import Path

_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not listened on


def serve(*, data: Path | None, port: int, host: str, share: bool, open_page: bool) -> None:
    """Serve until interrupted. Raises CannotStart in words, before anything is changed."""
    place = start.choose_data(data)
    folder.prepare(place)
    door = _listen(_address(host, share=share), port)
    home = _settle_addresses(_own_url(door), share=share)
    with folder.locked(place, home):
        start.set_up(place)
        backup = start.bring_up_to_date(place)
        start.keep_house()
        link = f"{home}{start.sign_in_path()}"
        _greet(place, link, backup, share=share)
        if open_page:
            webbrowser.open(link)
        from mortem.web.jobs.timekeeper import keeping_time  # noqa: PLC0415 - needs set_up

        with keeping_time():
            _run(door)


def _address(host: str, *, share: bool) -> str:
    if share and host and host not in _EVERYWHERE:
        raise BadInput(
            "host",
            "With --share, Mortem listens on every address, not on {host} alone.",
            host=host,
            hint="Leave --host out. The address in links is MORTEM_PUBLIC_URL.",
        )
    return host or ("0.0.0.0" if share else "127.0.0.1")  # noqa: S104 - only when asked to share


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, for asyncio to send small messages at once.
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen()  # from now on a browser waits instead of being turned away
    except OSError as error:
        door.close()
        raise CannotStart(
            "Port {port} on {host} is not free: {why}.",
            port=port,
            host=host,
            why=(error.strerror or str(error)).lower(),
            hint="Choose another one: mortem serve --port 8766. Any free one: --port 0.",
        ) from error
    return door


def _own_url(door: socket.socket) -> str:
    """Return how this computer itself reaches what it listens on."""
    host, port = door.getsockname()[:2]
    if host in _EVERYWHERE:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _settle_addresses(own: str, *, share: bool) -> str:
    """Settle the public address and what else this process answers to; return where to sign in.

    While a room is shared, account pages stay on this computer, whatever links are built from.
    """
    home = own if share else env.public_url() or own
    public = own
    if share:
        near = _network_address()
        public = f"http://{near}:{own.rpartition(':')[2]}"
        os.environ["MORTEM_SHARE"] = "yes"
        os.environ["MORTEM_ACCOUNT_URL"] = own
        os.environ["MORTEM_HOSTS"] = ",".join(filter(None, [env.text("MORTEM_HOSTS"), near]))
    if not env.public_url():
        os.environ["MORTEM_PUBLIC_URL"] = public
    return home


def _network_address() -> str:
    """Return this computer's address on its network; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1, RFC 5737
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _greet(place: Path, link: str, backup: Path | None, *, share: bool) -> None:
    lines = ["Mortem is running. Your data is in", f"  {place}"]
    if backup:
        lines += ["The data was brought up to date; the copy from before is", f"  {backup}"]
    lines += ["Sign in with this link, once, within the hour:", f"  {link}"]
    if share:
        lines += ["Rooms open for others on this network under", f"  {env.public_url()}/join/"]
    print("\n".join([*lines, "Stop with Ctrl+C."]), flush=True)  # noqa: T201 - what it is for


def _run(door: socket.socket) -> None:
    import uvicorn  # noqa: PLC0415 - heavy, and only this command needs it

    from mortem.web.asgi import tail  # noqa: PLC0415 - needs set_up

    class Server(uvicorn.Server):
        """Ends the streams first: the server waits for every answer that is under way."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await tail.stop()
            await super().shutdown(sockets)

    # Pages are made in threads; the loop that feeds the streams must not wait 5 ms for each of them.
    sys.setswitchinterval(0.0005)
    # Little of a page outlives it. Looking through all of the process for more takes 0.1 s, in which nobody is served.
    gc.set_threshold(10_000, 20, 50)
    config = uvicorn.Config(
        "mortem.web.asgi:application",
        log_level="warning",
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    Server(config).run(sockets=[door])
