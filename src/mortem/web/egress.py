"""The one way out: requests that Mortem makes itself, to addresses that people typed.

A name is looked up once; what it leads to is judged (core/outgoing.py), and the very number
that was judged is connected to, so that a name that changes its mind meanwhile gains nothing.
Redirects are read and judged like the first address. There is no client that would keep
cookies, follow proxies of the environment or hold connections open between two askers.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

import httpx
from django.conf import settings

from mortem.core.errors import CannotRead, NotOutside
from mortem.core.outgoing import check_address, place
from mortem.web.aside import Aside

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from mortem.core.outgoing import Place

    Lookup = Callable[[str, int], Awaitable[list[str]]]

SECONDS: Final = 10.0  # for all of it: names, redirects and the last byte
MOST_BYTES: Final = 1024 * 1024
MOST_REDIRECTS: Final = 3
MOST_TRIED: Final = 2  # numbers of one name
_BAD_STATUS = 400
_REDIRECTS = {301, 302, 303, 307, 308}
_SENT: Final = {"user-agent": "Mortem", "accept": "*/*", "accept-encoding": "identity"}
# Looking up a name that does not answer takes long and cannot be broken off.
_lookups = Aside("lookup", most=32)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `milliseconds` counts from the first lookup to the last byte.

    `headers` are found by their names in lower case.
    """

    status: int
    body: bytes
    milliseconds: float
    certificate_ends_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_refusal(self) -> bool:
        """Whether its status says that the asker or the server is at fault."""
        return self.status >= _BAD_STATUS

    def json(self) -> Any:
        """Return its body as JSON. Raises CannotRead for what is none, or nested beyond sense."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise CannotRead("What came back is not JSON.") from None


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes
    certificate_ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask for, or to hand over where there is a `body`: by POST, or as `method` says.

    `secrets` are headers that go to the first address's origin only, and so does a body.
    """

    url: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


async def look_up(host: str, port: int) -> list[str]:
    """Return the numbers that a name leads to; a number leads to itself."""
    import socket  # noqa: PLC0415 - only for this

    found = await _lookups.run(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return list(dict.fromkeys(str(one[4][0]) for one in found))


async def fetch(ask: Ask, *, seconds: float = SECONDS, lookup: Lookup = look_up) -> Answer:
    """Ask, and follow at most three redirects.

    Raises NotOutside for an address, or a redirect, that leads where it must not, and CannotRead
    when nothing whole came back in time.
    """
    started = time.perf_counter()
    try:
        async with asyncio.timeout(seconds):
            reply = await _follow(ask, lookup)
    except TimeoutError:
        raise CannotRead(
            "There was no whole answer within {seconds} seconds.", seconds=round(seconds)
        ) from None
    except httpx.HTTPError as error:
        raise CannotRead("There was no answer: {why}.", why=_why(error)) from error
    spent = (time.perf_counter() - started) * 1000
    return Answer(reply.status, reply.body, spent, reply.certificate_ends_at, reply.headers)


async def _follow(ask: Ask, lookup: Lookup) -> _Reply:
    first = there = place(ask.url)
    url = ask.url
    for _hop in range(MOST_REDIRECTS + 1):
        secrets = ask.secrets if there.origin == first.origin else {}
        reply = await _ask(there, _request(ask, there, secrets), lookup)
        to = reply.headers.get("location", "")
        if reply.status not in _REDIRECTS or not to:
            return reply
        if ask.body is not None:
            raise NotOutside("It leads on to another address, and a message is handed over once.")
        url = urljoin(url, to)
        there = _checked_step(there, place(url))
    raise CannotRead("It leads on more than {most} times.", most=MOST_REDIRECTS)


def _checked_step(before: Place, after: Place) -> Place:
    if before.scheme == "https" and after.scheme == "http":
        raise NotOutside("It leads from https:// to http://, where anybody could read along.")
    return after


def _request(ask: Ask, there: Place, secrets: Mapping[str, str]) -> _Request:
    headers = {**_SENT, **ask.headers, **secrets, "host": there.host_header, "connection": "close"}
    return _Request("GET" if ask.body is None else ask.method, headers, ask.body)


async def _ask(there: Place, request: _Request, lookup: Lookup) -> _Reply:
    numbers = await _numbers(there, lookup)
    for number in numbers[:-1]:
        try:
            return await _ask_number(there, number, request)
        except httpx.ConnectError:
            continue
    return await _ask_number(there, numbers[-1], request)


async def _numbers(there: Place, lookup: Lookup) -> list[str]:
    """Return what to connect to. One number that must not be asked is enough to refuse a name."""
    try:
        numbers = await lookup(there.host, there.port)
    except OSError:
        numbers = []
    if not numbers:
        raise CannotRead("“{host}” is not a name that leads anywhere.", host=there.host)
    for number in numbers:
        check_address(number.partition("%")[0], allowed=settings.OUTGOING_NETWORKS)
    return numbers[:MOST_TRIED]


async def _ask_number(there: Place, number: str, asked: _Request) -> _Reply:
    host = f"[{number}]" if ":" in number else number
    request = httpx.Request(
        asked.method,
        httpx.URL(f"{there.scheme}://{host}:{there.port}", raw_path=there.target.encode()),
        headers=asked.headers,
        content=asked.body,
        extensions={
            "sni_hostname": there.host,
            "timeout": httpx.Timeout(SECONDS).as_dict(),
        },
    )
    # One transport for one request: a pool would hand one name's connection to another's.
    async with httpx.AsyncHTTPTransport(verify=_trust(), trust_env=False) as transport:
        response = await transport.handle_async_request(request)
        try:
            ends_at = _certificate_ends_at(response)
            return _Reply(response.status_code, response.headers, await _body(response), ends_at)
        finally:
            await response.aclose()


async def _body(response: httpx.Response) -> bytes:
    """Read what comes, unpacked by nobody: a small answer cannot grow."""
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > MOST_BYTES:
            raise CannotRead("The answer is larger than {most} kB.", most=MOST_BYTES // 1024)
    return bytes(body)


def _certificate_ends_at(response: httpx.Response) -> datetime | None:
    stream = response.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream is not None else None
    if tls is None:
        return None
    ends = ssl.cert_time_to_seconds(tls.getpeercert()["notAfter"])
    return datetime.fromtimestamp(ends, UTC)


@cache
def _trust() -> ssl.SSLContext:
    """Trust what this computer trusts, and, where that is nothing, what browsers do."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _why(error: httpx.HTTPError) -> str:
    """Return the cause in plain words; what a library says may quote what was sent."""
    cause: BaseException = error
    while (deeper := cause.__cause__ or cause.__context__) is not None:
        cause = deeper
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not good ({cause.verify_message})"
    if isinstance(cause, ssl.SSLError):
        return "it does not speak TLS as it should"
    if isinstance(error, httpx.ConnectError):
        return "nothing listens there"
    if isinstance(error, httpx.LocalProtocolError):
        return "a header in it cannot be sent"
    return "the connection broke off"
