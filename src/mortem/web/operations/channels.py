"""Where else than by mail somebody wants to be told: added after a message has arrived there, ended at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.core.outgoing import place
from mortem.web.models import Channel, User
from mortem.web.notify.channels import address_of, sealed

if TYPE_CHECKING:
    from datetime import datetime

    from mortem.web.models import ChannelForm, Owner

MOST: Final = 5  # of one person


def channel_for(user: User, form: ChannelForm, address: str, *, at: datetime) -> Channel:
    """Return a channel that is not kept yet. Raises NotOutside for an address that cannot be one."""
    host = place(address).host
    return Channel(user=user, form=form, host=host, sealed=sealed(address), created_at=at)


def check_room(user: User) -> None:
    """Raise BadInput where this person has as many channels as there may be."""
    if Channel.objects.filter(user=user).count() >= MOST:
        raise BadInput("address", "{most} channels are the most. Take one away first.", most=MOST)


@transaction.atomic
def keep_channel(channel: Channel) -> Channel:
    """Keep a channel; the same address twice is one. Raises BadInput beyond MOST."""
    user = User.objects.select_for_update().get(pk=channel.user_id)
    address = address_of(channel)
    for other in Channel.objects.filter(user=user, form=channel.form):
        if address_of(other) == address:
            return other
    check_room(user)
    channel.save(force_insert=True)
    return channel


def end_channel(user: User, channel: Channel) -> None:
    """Take a channel away; messages on their way there go with it."""
    Channel.objects.filter(user=user, pk=channel.pk).delete()


def channels_of(owner: Owner) -> list[Channel]:
    """Return the channels of whoever an owner is, if they have an account."""
    return list(Channel.objects.filter(user=owner.user)) if owner.user_id else []
