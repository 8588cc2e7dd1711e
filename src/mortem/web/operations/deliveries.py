"""Messages about flips: made with the flip, sent until they arrive (`sending.py`), given up visibly.

One that is sent again goes under the same Message-ID, by which mail programs know it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from mortem.core.errors import NotFound
from mortem.core.signal import SignalState
from mortem.core.telling import after_quiet, told_at
from mortem.web import tokens
from mortem.web.models import Channel, Delivery
from mortem.web.notify.mail import mail_works
from mortem.web.operations.activity import append_activity
from mortem.web.operations.channels import channels_of
from mortem.web.operations.sending import CHOICE, note_refused, still_waiting, take
from mortem.web.queries.channels import channels_kept, team_told_of
from mortem.web.zones import zone_of_person

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from mortem.web.models import Flip, Owner, Participant, Review, User

LINK_DAYS: Final = 14
MOST_GATHERED: Final = 50
"""How many flips one letter tells at most; what is more goes in the next."""


def address_of(owner: Owner | None) -> str:
    """Return where messages to an owner go: what they confirmed, or nothing."""
    if owner is None:
        return ""
    user = owner.user
    if user is not None and user.has_address:
        return str(user.address)
    return owner.address if owner.is_reachable and user is None else ""


def is_reached(user: User) -> bool:
    """Tell whether an account can be told of anything now, by mail or in a channel."""
    return (mail_works() and user.has_address) or channels_kept(user).filter(
        hears_signals=True
    ).exists()


def tell(flip: Flip, owner: Owner | None, *, at: datetime) -> list[Delivery]:
    """Have an owner told about a flip, by mail and in each of their own channels, when they want it.

    Part of the transaction that records the flip.
    """
    if owner is None:
        return []
    channels: list[Channel | None] = list(channels_of(owner).filter(hears_signals=True))
    if address_of(owner) and mail_works():
        channels.insert(0, None)
    goes_at = _wished(flip, owner.user, at)
    late = goes_at > at
    return [_message(flip, owner, channel, goes_at, is_gathered=late) for channel in channels]


def _wished(flip: Flip, user: User | None, at: datetime, *, again: bool = False) -> datetime:
    """Return when a person wants to hear of a flip, for the first time or `again` after a refusal.

    Who has no account has said nothing of that.
    """
    if user is None:
        return at
    zone = zone_of_person(user, flip.watch.signal.review)
    when = after_quiet if again else told_at
    return when(at, user.wishes, zone, is_tripped=flip.state == SignalState.TRIPPED)


def tell_team(flip: Flip, *, at: datetime) -> None:
    """Have the team that may read a flip's review told of it, in each of its channels.

    Part of the transaction that records the flip.
    """
    team = team_told_of(flip.watch.signal.review)
    for channel in channels_kept(team).filter(hears_signals=True) if team else ():
        _message(flip, None, channel, at)


def is_still_meant(message: Delivery) -> bool:
    """Tell whether a message may go: what was closed to a team since it was written does not."""
    if message.channel is None or message.channel.team_id is None:
        return True
    team = team_told_of(message.flip.watch.signal.review)
    return team is not None and team.pk == message.channel.team_id


def withdraw(message: Delivery) -> None:
    """Take back a message that was not sent."""
    Delivery.objects.filter(pk=message.pk, sent_at=None).delete()


def _message(
    flip: Flip,
    owner: Owner | None,
    channel: Channel | None,
    at: datetime,
    *,
    is_gathered: bool = False,
) -> Delivery:
    """Keep a message that goes at a moment, from which on its link and its tries are counted."""
    message = Delivery(flip=flip, owner=owner, channel=channel, next_at=at, is_gathered=is_gathered)
    message.expires_at = at + timedelta(days=LINK_DAYS)
    message.hash = tokens.hash_of(link_token(message))
    message.save(force_insert=True)
    return message


def link_token(message: Delivery) -> str:
    """Return what a message's link ends in; each try sends the same, and no table holds it."""
    return tokens.own_token("mortem.flip.link", message.pk)


def find_by_link(token: str, *, at: datetime) -> Delivery:
    """Return the message whose link this is. Raises NotFound alike for guessed and ended ones."""
    found = Delivery.objects.filter(
        hash=tokens.hash_of(token),
        owner__isnull=False,
        expires_at__gt=at,
        flip__watch__signal__deleted_at=None,
        flip__watch__signal__review__deleted_at=None,
    )
    message = found.select_related("flip__watch__signal__review", "owner__user").first()
    if message is None:
        raise NotFound(
            "This link leads nowhere, or not any more.",
            hint="The signal stands on the page of its review.",
        )
    return message


def take_message(*, at: datetime) -> Delivery | None:
    """Take the message whose turn it is, for this worker alone until its lease ends."""
    return next((message for message in _waiting(at)[:CHOICE] if take(message, at=at)), None)


def take_beside(message: Delivery, *, at: datetime) -> list[Delivery]:
    """Take what was put off and waits for the same person at the same door, as `take_message` does."""
    if not message.is_gathered or message.user is None:
        return []
    beside = _waiting(at).filter(
        is_gathered=True, owner__user=message.user, channel=message.channel
    )
    return [one for one in beside[:MOST_GATHERED] if take(one, at=at)]


def _waiting(at: datetime) -> QuerySet[Delivery]:
    """Return what is to be sent now; of what was put away nothing, unless it is brought back."""
    there = Delivery.objects.filter(
        flip__watch__signal__deleted_at=None,
        flip__watch__signal__review__deleted_at=None,
    )
    waiting = still_waiting(there, at=at)
    beside = ("flip__watch__signal__review__team", "owner__user", "channel")
    return waiting.order_by("next_at", "flip__at").select_related(*beside)


def note_not_taken(message: Delivery, *, why: str, at: datetime) -> None:
    """Keep why a message was not taken; it is tried again when its reader may be told."""
    since = message.expires_at - timedelta(days=LINK_DAYS)  # when it was made, or revived

    def when(moment: datetime) -> datetime:
        return _wished(message.flip, message.user, moment, again=True)

    note_refused(message, why=why, at=at, since=since, when=when)


@transaction.atomic
def try_again(review: Review, key: UUID, *, by: Participant, at: datetime) -> None:
    """Send a message that was given up once more, its link opening as long as a new one's.

    Raises NotFound for any other.
    """
    dead = Delivery.objects.filter(pk=key, flip__watch__signal__review=review)
    if not dead.exclude(dead_at=None).update(
        dead_at=None, next_at=at, expires_at=at + timedelta(days=LINK_DAYS)
    ):
        raise NotFound("This message is on its way already, or it is gone.")
    append_activity(review, "delivery.revived", by=by, at=at, id=key)
