"""What happens around every page."""

from __future__ import annotations

import errno
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.utils import OperationalError
from django.utils import timezone

from mortem.core.errors import Busy, MortemError, NoRoom, NotFound
from mortem.web import links
from mortem.web.access import BROWSER_KEY_COOKIE
from mortem.web.views.errors import worded
from mortem.web.zones import known_zone

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]

_SIXTY_DAYS = 60 * 60 * 24 * 60


def shared_address(get_response: Handler) -> Handler:
    """Keep account pages on this computer while a room is shared with the local network."""

    def handle(request: HttpRequest) -> HttpResponse:
        if links.is_outside(request) and not links.is_for_rooms(request.path):
            return worded(
                request,
                NotFound(
                    "This page opens only on the computer that runs Mortem.",
                    hint="Rooms open here by their link or at /join/ by their code.",
                ),
            )
        return get_response(request)

    return handle


def plain_address(get_response: Handler) -> Handler:
    """Leave NUL characters out of what an address asks: no text has them, no database takes them."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        return get_response(request)

    return handle


def viewer_zone(get_response: Handler) -> Handler:
    """Show times in the viewer's zone: the one chosen under You, or what their browser told."""

    def handle(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "zone", "") or request.COOKIES.get("zone", "")
        with timezone.override(known_zone(chosen)):
            return get_response(request)

    return handle


def own_key(get_response: Handler) -> Handler:
    """Give every browser a key of its own: it tells guests apart and lets writers edit their cards."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.COOKIES.get(BROWSER_KEY_COOKIE):
            return get_response(request)
        key = secrets.token_urlsafe(24)
        request.COOKIES[BROWSER_KEY_COOKIE] = key
        response = get_response(request)
        response.set_cookie(
            BROWSER_KEY_COOKIE,
            key,
            max_age=_SIXTY_DAYS,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    return handle


class WordedErrors:
    """Turn the product's own errors into pages, once and at the edge."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        told = error if isinstance(error, MortemError) else _of_the_disk(error)
        return worded(request, told) if told else None


def _of_the_disk(error: Exception) -> MortemError | None:
    """Return what a full disk or a busy database means to a person; None for anything else."""
    words = str(error).lower()
    full = getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in words
    if full and isinstance(error, OSError | OperationalError):
        return NoRoom(
            "The disk that Mortem writes to is full, so this was not kept.",
            hint="What you typed is still in your browser. Free some space, then send it again.",
        )
    if isinstance(error, OperationalError) and "database is locked" in words:
        return Busy(
            "Many are writing at this moment.",
            hint="What you typed is still in your browser: send it once more.",
        )
    return None
