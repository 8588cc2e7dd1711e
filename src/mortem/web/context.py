"""What every template may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from mortem.web import links

if TYPE_CHECKING:
    from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the scheme, the zone, whether links reach others, and where the start is."""
    scheme = request.COOKIES.get("scheme", "")
    return {
        "scheme": scheme if scheme in {"light", "dark"} else "",
        "works_for_others": links.works_for_others(request.path),
        "join_address": links.absolute(reverse("join")),
        "start": reverse("join") if links.is_outside(request) else "/",
        "zone_name": timezone.get_current_timezone_name(),
    }
