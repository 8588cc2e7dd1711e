"""What nobody answers goes on to those who facilitate, once (METHOD S3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from mortem.core.record import Role
from mortem.core.signal import SignalState
from mortem.web.models import Delivery, Flip
from mortem.web.operations.activity import append_activity
from mortem.web.operations.deliveries import LINK_DAYS, is_reached, tell
from mortem.web.operations.owners import owner_named
from mortem.web.queries.watching import WATCHED_IN

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import User

WAIT: Final = timedelta(hours=24)
"""How long an owner has to answer before others are told, from when they wanted to hear of it."""

_LINKS: Final = timedelta(days=LINK_DAYS)
_SOON: Final = timedelta(hours=1)
_OLDEST: Final = timedelta(days=14)  # older ones are history, not news
_TO_SOMEBODY: Final = Delivery.objects.filter(flip=OuterRef("pk"), owner__isnull=False)
_GRAVE: Final = (SignalState.TRIPPED, SignalState.STALE)


def escalate(*, at: datetime) -> int:
    """Tell those who facilitate what is tripped or silent still and has no answer; return how many.

    After a day, or at once where the owner could not be told at all. A leaning speaks to its owner alone.
    """
    still = Flip.objects.filter(
        answer="",
        escalated_at=None,
        state__in=_GRAVE,
        number=F("watch__flip_count"),
        at__gte=at - _OLDEST,
        watch__signal__review__phase__in=WATCHED_IN,
        watch__signal__deleted_at=None,
        watch__signal__review__deleted_at=None,
    )
    put_off = _TO_SOMEBODY.filter(is_gathered=True, expires_at__gt=at - WAIT + _LINKS)
    due = still.filter(
        Q(~Exists(put_off), at__lte=at - WAIT) | Q(~Exists(_TO_SOMEBODY), at__gte=at - _SOON)
    )
    rows = due.select_related("watch__signal__review", "watch__signal__owner__user")
    return sum(_escalate(flip, at) for flip in rows)


@transaction.atomic
def _escalate(flip: Flip, at: datetime) -> bool:
    """Do it, unless another worker has, an answer came meanwhile, or nobody can be told.

    What nobody could be told is tried again with the next round: mail may be set up by then.
    """
    mine = Flip.objects.filter(pk=flip.pk, escalated_at=None, answer="")
    if not mine.update(escalated_at=at):
        return False
    signal = flip.watch.signal
    told = [
        message
        for user in _facilitators(flip)
        if is_reached(user)
        for message in tell(flip, owner_named(signal.review, user, at=at), at=at)
    ]
    if told:
        append_activity(signal.review, "signal.escalated", by=None, at=at, id=signal.pk)
    else:
        Flip.objects.filter(pk=flip.pk).update(escalated_at=None)
    return bool(told)


def _facilitators(flip: Flip) -> list[User]:
    """Return those who facilitate and were not told of this flip yet, as its owner of now or of then."""
    signal = flip.watch.signal
    seats = signal.review.participants.filter(role=Role.FACILITATOR, removed_at=None)
    known = seats.exclude(user=None).select_related("user")
    told = flip.deliveries.exclude(owner__user=None)
    knowing = set(told.values_list("owner__user", flat=True))
    if signal.owner is not None and signal.owner.user_id:
        knowing.add(signal.owner.user_id)
    return [seat.user for seat in known if seat.user is not None and seat.user_id not in knowing]
