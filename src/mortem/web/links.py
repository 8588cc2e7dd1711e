"""Absolute links, all built from the one public address.

While rooms are shared with the local network, account pages stay on this computer, and so
do their links.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

# What `mortem serve --share` shows to the local network: rooms and what programs report to,
# never account pages.
_ROOMS = (
    *("/r/", "/join/", "/confirm/", "/static/", "/alive/", "/answer/", "/check-in/", "/ping/"),
    "/api/alerts/",
)


def in_review(review_id: UUID, phase: str, anchor: object = "") -> str:
    """Return the path of a review's page, at a part of it where there is an `anchor`."""
    path = reverse("phase_page", args=[review_id, phase])
    return f"{path}#{anchor}" if anchor else path


def absolute(path: str) -> str:
    """Return `path` under the address that opens it."""
    return f"{_base(path)}{path}"


def _base(path: str) -> str:
    kept_here = settings.SHARE and not is_for_rooms(path)
    return str(settings.ACCOUNT_URL if kept_here else settings.PUBLIC_URL)


def is_for_rooms(path: str) -> bool:
    """Tell whether the local network may open `path` while rooms are shared with it."""
    return path.startswith(_ROOMS)


def works_for_others(path: str = "/r/") -> bool:
    """Tell whether a link to `path`, a review's unless told, would open on another computer."""
    host = urlsplit(_base(path)).hostname
    return bool(host) and not is_loopback(host or "")


def is_outside(request: HttpRequest) -> bool:
    """Tell whether a request came from the local network that rooms are shared with.

    The address of the socket that took it says so, not a header.
    """
    return settings.SHARE and not is_loopback(request.META.get("SERVER_NAME", ""))


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address means this very computer."""
    if host in {"localhost", ""}:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
