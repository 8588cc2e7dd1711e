"""Absolute links, all built from the one public address."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """Return `path` under the public address."""
    return f"{settings.PUBLIC_URL}{path}"


def works_for_others() -> bool:
    """Tell whether a link would open on another computer."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    return bool(host) and not is_loopback(host or "")


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address means this very computer."""
    if host in {"localhost", ""}:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
