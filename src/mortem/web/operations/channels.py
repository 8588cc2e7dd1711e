"""Where else than by mail a person or a team is told: added after a message has arrived there, ended at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.web.models import Channel, whose
from mortem.web.notify.channels import address_of, host_of, sealed
from mortem.web.operations.keepers import hold
from mortem.web.queries.channels import channels_kept

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from mortem.web.models import ChannelForm, Owner, Team, User

MOST: Final = 5  # of one person, or of one team


def channel_for(
    keeper: User | Team,
    form: ChannelForm,
    address: str,
    *,
    at: datetime,
    hears_signals: bool = True,
    hears_actions: bool = False,
) -> Channel:
    """Return a channel that is not kept yet. Raises MortemError for an address that cannot be one."""
    host, kept = host_of(form, address), sealed(address)
    return Channel(
        **whose(keeper),
        form=form,
        host=host,
        sealed=kept,
        hears_signals=hears_signals,
        hears_actions=hears_actions,
        created_at=at,
    )


def check_room(keeper: User | Team) -> None:
    """Raise BadInput where this person or team has as many channels as there may be."""
    if channels_kept(keeper).count() >= MOST:
        raise BadInput("address", "{most} channels are the most. Take one away first.", most=MOST)


@transaction.atomic
def keep_channel(channel: Channel) -> Channel:
    """Keep a channel; the same address twice is one, and hears what was chosen last.

    Raises BadInput beyond MOST.
    """
    keeper = channel.keeper
    hold(keeper)
    address = address_of(channel)
    for other in channels_kept(keeper).filter(form=channel.form):
        if address_of(other) == address:
            other.hears_signals, other.hears_actions = channel.hears_signals, channel.hears_actions
            other.save(update_fields=["hears_signals", "hears_actions"])
            return other
    check_room(keeper)
    channel.save(force_insert=True)
    return channel


def end_channel(keeper: User | Team, channel: Channel) -> None:
    """Take a channel away; messages on their way there go with it."""
    channels_kept(keeper).filter(pk=channel.pk).delete()


def channels_of(owner: Owner) -> QuerySet[Channel]:
    """Return the channels of whoever an owner is: none, if they have no account."""
    return Channel.objects.none() if owner.user is None else channels_kept(owner.user)
