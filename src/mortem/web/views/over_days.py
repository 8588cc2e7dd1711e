"""What a page says of a review that is held over days: until when, and whether mail may come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timeuntil

from mortem.core.record import Pace
from mortem.web import links
from mortem.web.notify import over_days as letters
from mortem.web.notify.mail import mail_works
from mortem.web.queries.pace import harmless_next, is_over, reminder_of, reminders_to_send
from mortem.web.views.doors import room_door

if TYPE_CHECKING:
    from mortem.web.access import Seat
    from mortem.web.models import Reminder, Review


@dataclass(frozen=True, slots=True)
class OverDays:
    """What everybody may know, `until` to `waits`, and what is one reader's own."""

    until: str
    left: str
    over: bool
    waits: bool
    mail_works: bool
    ask: bool
    declined: bool
    reminder: Reminder | None
    told: int
    to_copy: str


def over_days(seat: Seat) -> OverDays | None:
    """Return where a review held over days stands for this reader; None for all others."""
    review, now = seat.review, timezone.now()
    if review.pace != Pace.DAYS:
        return None
    ends_at, works = review.phase_ends_at, mail_works()
    over = is_over(review, at=now)
    reminder = reminder_of(seat.me)
    return OverDays(
        until=letters.until_words(review, ends_at) if ends_at else "",
        left=timeuntil(ends_at, now, depth=1) if ends_at and not over else "",
        over=over,
        waits=over and harmless_next(review) is None,
        mail_works=works,
        ask=works and seat.me is not None and reminder is None,
        declined=works and reminder is not None and not reminder.address,
        reminder=reminder if reminder and reminder.address else None,
        told=reminders_to_send(review).count() if seat.facilitates else 0,
        to_copy=_to_copy(review) if seat.facilitates and not works else "",
    )


def room_link(review: Review) -> str:
    """Return the one link that opens the room: to whoever is in, and while the door is open to all."""
    door = room_door(review)
    return door.link if door else links.absolute(reverse("review", args=[review.pk]))


def _to_copy(review: Review) -> str:
    """Return what the facilitator can send by hand where Mortem sends no mail."""
    if review.phase_ends_at is None:
        return ""
    return letters.opened(review, review.phase_ends_at, room_link(review)).body
