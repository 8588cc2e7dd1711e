"""Where else than by mail somebody is told."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from .kept import Kept
from .part import one_of


class ChannelForm(StrEnum):
    """How a message is written for whoever takes it."""

    CHAT = "chat"
    DISCORD = "discord"
    NTFY = "ntfy"
    JSON = "json"
    SERVICE = "service"


class Channel(Kept):
    """An address of one person's own, or of a team's, that takes messages.

    Whoever knows such an address can write there, so it is `sealed`, and of it only the `host`
    is shown: the name of a computer, or of a service. It hears when signals speak, what becomes of
    actions, or both.
    """

    form = models.CharField(max_length=10, choices=one_of(ChannelForm))
    host = models.CharField(max_length=253)
    sealed = models.TextField()
    hears_signals = models.BooleanField(default=True)
    hears_actions = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.host
