"""Messages about flips, handed over one by one; what is refused is tried again for a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from mortem.web import links, tokens
from mortem.web.jobs.in_turn import one_by_one
from mortem.web.notify.channels import post
from mortem.web.notify.flips import Told, gathered, in_short, letter
from mortem.web.notify.mail import hand_over
from mortem.web.operations.deliveries import (
    LINK_DAYS,
    address_of,
    is_still_meant,
    link_token,
    note_not_taken,
    take_beside,
    take_message,
    withdraw,
)
from mortem.web.operations.sending import note_sent

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import Channel, Delivery

MESSAGES_IN_ONE_ROUND: Final = 20


def send_messages(*, at: datetime) -> int:
    """Send what is to be sent now; return how many messages were taken."""
    return one_by_one(take_message, _send, at=at, most=MESSAGES_IN_ONE_ROUND)


def _send(first: Delivery, at: datetime) -> None:
    """Send one message, with those that were put off until now for the same person and door."""
    together = sorted([first, *take_beside(first, at=at)], key=_as_it_came)
    messages = [one for one in together if is_still_meant(one)]
    for one in together:
        if one not in messages:
            withdraw(one)
    if not messages:
        return
    why = _by_mail(messages) if first.channel is None else _by_channel(messages, first.channel)
    if not why:
        note_sent(messages, at=at)
    for message in messages if why else ():
        note_not_taken(message, why=why, at=at)


def _as_it_came(message: Delivery) -> tuple[datetime, str]:
    return message.flip.at, message.flip.watch.signal.question


def _by_mail(messages: list[Delivery]) -> str:
    to = address_of(messages[0].owner)
    if not to:
        return "there is no address any more"
    told = [_told(one, reverse("answer_flip", args=[link_token(one)])) for one in messages]
    said = gathered(told) if messages[0].is_gathered else letter(*told[0])
    return hand_over(to=to, subject=said.subject, body=said.body, known_as=_known_as(messages))


def _by_channel(messages: list[Delivery], channel: Channel) -> str:
    """Post where others may read along: the link leads to the page, and acts for nobody."""
    told = [_told(one, _page_of(one)) for one in messages]
    said = in_short(told, link=links.absolute("/"), known_as=_known_as(messages))
    return post(channel, said)


def _page_of(message: Delivery) -> str:
    signal = message.flip.watch.signal
    return reverse("signal", args=[signal.review_id, signal.pk])


def _told(message: Delivery, path: str) -> Told:
    return Told(message.flip, links.absolute(path), _is_escalated(message))


def _known_as(messages: list[Delivery]) -> str:
    """Return by what a message is known when it comes twice: another one that tells more is not the same."""
    names = sorted(one.pk.hex for one in messages)
    return names[0] if len(names) == 1 else tokens.hash_of("".join(names))


def _is_escalated(message: Delivery) -> bool:
    """Tell whether a message goes beyond the owner: it was made when the flip went on, not with it."""
    made_at = message.expires_at - timedelta(days=LINK_DAYS)
    is_owner = message.owner_id == message.flip.watch.signal.owner_id
    gone_on_at = message.flip.escalated_at
    return not is_owner and gone_on_at is not None and made_at >= gone_on_at
