"""Messages about flips, handed over one by one; what is refused is tried again for a day."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from mortem.web import links
from mortem.web.notify.channels import post
from mortem.web.notify.flips import in_short, letter
from mortem.web.notify.mail import hand_over
from mortem.web.operations.deliveries import (
    LINK_DAYS,
    address_of,
    is_still_meant,
    link_token,
    note_refused,
    note_sent,
    take_message,
    withdraw,
)

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Channel, Delivery

MESSAGES_IN_ONE_ROUND: Final = 20


def send_messages(*, at: datetime) -> int:
    """Send what is to be sent now; return how many messages were taken.

    One is taken when the last one is done: a slow post office lets no lease end in a queue.
    """
    began = time.monotonic()
    for count in range(MESSAGES_IN_ONE_ROUND):
        moment = at + timedelta(seconds=time.monotonic() - began)
        message = take_message(at=moment)
        if message is None:
            return count
        _send(message, moment)
    return MESSAGES_IN_ONE_ROUND


def _send(message: Delivery, at: datetime) -> None:
    if not is_still_meant(message):
        withdraw(message)
        return
    why = _by_mail(message) if message.channel is None else _by_channel(message, message.channel)
    if why:
        note_refused(message, why=why, at=at)
    else:
        note_sent(message, at=at)


def _by_mail(message: Delivery) -> str:
    link = links.absolute(reverse("answer_flip", args=[link_token(message)]))
    said = letter(message.flip, link, is_escalated=_is_escalated(message))
    to = address_of(message.owner)
    if not to:
        return "there is no address any more"
    return hand_over(to=to, subject=said.subject, body=said.body, known_as=message.pk.hex)


def _by_channel(message: Delivery, channel: Channel) -> str:
    """Post where others may read along: the link leads to the page, and acts for nobody."""
    signal = message.flip.watch.signal
    link = links.absolute(reverse("signal", args=[signal.review_id, signal.pk]))
    said = in_short(
        message.flip, link, known_as=message.pk.hex, is_escalated=_is_escalated(message)
    )
    return post(channel, said)


def _is_escalated(message: Delivery) -> bool:
    """Tell whether a message goes beyond the owner: it was made when the flip went on, not with it."""
    made_at = message.expires_at - timedelta(days=LINK_DAYS)
    is_owner = message.owner_id == message.flip.watch.signal.owner_id
    gone_on_at = message.flip.escalated_at
    return not is_owner and gone_on_at is not None and made_at >= gone_on_at
