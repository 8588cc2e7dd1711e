"""Messages about flips, handed over one by one; what is refused is tried again for a day."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from mortem.web import links
from mortem.web.notify.flips import letter
from mortem.web.notify.mail import hand_over
from mortem.web.operations.deliveries import (
    address_of,
    link_token,
    note_refused,
    note_sent,
    take_message,
)

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Delivery

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
    link = links.absolute(reverse("answer_flip", args=[link_token(message)]))
    said = letter(message.flip, link)
    to = address_of(message.owner)
    why = (
        hand_over(to=to, subject=said.subject, body=said.body, known_as=message.pk.hex)
        if to
        else "there is no address any more"
    )
    if why:
        note_refused(message, why=why, at=at)
    else:
        note_sent(message, at=at)
