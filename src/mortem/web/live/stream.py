"""`/r/…/stream/`: server-sent events, answered beside Django's request cycle."""

from __future__ import annotations

import asyncio
import io
import re
import time
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import DisallowedHost, RequestAborted
from django.core.handlers.asgi import ASGIRequest

from mortem.core.errors import NotAllowed, NotFound
from mortem.web import access
from mortem.web.live.followers import Follower, View, message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mortem.core.record import Role
    from mortem.web.live.followers import Send
    from mortem.web.live.tail import Tail

    Receive = Callable[[], Awaitable[dict[str, Any]]]

MOST_STREAMS = 2_000
"""Open streams of one process; whoever comes after them asks now and then instead."""

MOST_OF_ONE = 20
"""Open streams of one seat: a person with that many tabs; more would take the place of others."""

_PATH = re.compile(r"/r/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/stream/")
_LONGEST_PAGE = 20
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
]
_open: set[Follower] = set()


def review_of(scope: dict[str, Any]) -> UUID | None:
    """Return the review whose stream is asked for; None for every other address."""
    found = _PATH.fullmatch(scope["path"]) if scope["method"] == "GET" else None
    return UUID(found[1]) if found else None


async def stream(
    tail: Tail, review_id: UUID, scope: dict[str, Any], receive: Receive, send: Send
) -> None:
    """Answer one stream until the reader leaves, their seat ends or the server stops."""
    if len(_open) >= MOST_STREAMS:
        await _refuse(send, 503)
        return
    request = _request(scope)
    follower = await tail.at_the_door(_let_in, request, review_id) if request else None
    if request is None or follower is None:
        await _refuse(send, 404)
        return
    if sum(one.seat == follower.seat for one in _open) >= MOST_OF_ONE:
        await _refuse(send, 503)
        return
    _open.add(follower)
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        follower.push(message("hello", {"now": time.time()}))
        await tail.follow(follower, review_id, _after(request))
        await _until_over(follower, receive, send)
    finally:
        _open.discard(follower)
        tail.leave(follower, review_id)


async def _until_over(follower: Follower, receive: Receive, send: Send) -> None:
    leaving = asyncio.ensure_future(_left(receive, follower))
    try:
        await follower.write(send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        leaving.cancel()


async def _left(receive: Receive, follower: Follower) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    follower.end()


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _request(scope: dict[str, Any]) -> ASGIRequest | None:
    """Return the request as Django reads it; None for a host that is not ours."""
    try:
        request = ASGIRequest(scope, io.BytesIO())
        request.get_host()
    except (DisallowedHost, RequestAborted, ValueError):
        return None
    return request


def _let_in(request: ASGIRequest, review_id: UUID) -> Follower | None:
    """Return a follower for a reader with a seat in the review, None for anybody else."""
    session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    request.session = SessionStore(session_key)
    request.user = get_user(request) if session_key else AnonymousUser()
    try:
        seat = access.seat(request, review_id)
    except NotFound:
        return None
    page, follows = (request.GET.get(name, "")[:_LONGEST_PAGE] for name in ("page", "follow"))
    view = View(page, follows, seat.role)
    seat_key = str(seat.me.pk if seat.me else request.user.pk)
    return Follower(view, seat_key, partial(_holds, request, review_id, seat.role))


def _holds(request: ASGIRequest, review_id: UUID, role: Role) -> bool:
    """Tell whether the seat is still there; with another role its page must be another one."""
    try:
        return access.seat(request, review_id).role is role
    except (NotFound, NotAllowed):
        return False


def _after(request: ASGIRequest) -> int:
    """Return the last line of the activity that the page knows: what it saw, or heard since."""
    last = request.headers.get("Last-Event-ID", "") or request.GET.get("after", "")
    return int(last) if re.fullmatch(r"[0-9]{1,9}", last) else -1
