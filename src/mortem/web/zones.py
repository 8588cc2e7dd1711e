"""Time zones by their IANA names."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

if TYPE_CHECKING:
    from mortem.web.models import Review, User


def known_zone(name: str) -> ZoneInfo:
    """Return the zone of that name, or UTC."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def zone_of_person(user: User | None, review: Review) -> ZoneInfo:
    """Return the zone by whose clock somebody lives; without one of their own, the review's."""
    return known_zone((user.zone if user else "") or review.zone)


def zone_shown() -> ZoneInfo:
    """Return the zone in which this page shows times, by a name that can be kept."""
    return known_zone(getattr(timezone.get_current_timezone(), "key", ""))
