"""A calendar's address: made, made anew, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.errors import NotFound
from mortem.web import tokens
from mortem.web.models import CalendarFeed

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import User


@transaction.atomic
def begin_feed(user: User, *, at: datetime) -> str:
    """Return what the address of this person's calendar ends in; an earlier address ends."""
    token = tokens.new_token()
    CalendarFeed.objects.update_or_create(
        user=user, defaults={"hash": tokens.hash_of(token), "created_at": at}
    )
    return token


def end_feed(user: User) -> None:
    """End the address, if there is one: whoever asks for it finds nothing."""
    CalendarFeed.objects.filter(user=user).delete()


def find_feed(token: str) -> CalendarFeed:
    """Return the calendar with this address. Raises NotFound alike for guessed and ended ones."""
    found = (
        CalendarFeed.objects.select_related("user")
        .filter(hash=tokens.hash_of(token), user__is_active=True)
        .first()
    )
    if found is None:
        raise NotFound("There is no calendar here, or its address has ended.")
    return found
