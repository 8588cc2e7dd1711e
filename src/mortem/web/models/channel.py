"""Where else than by mail somebody is told."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from .part import Noun, one_of
from .user import User


class ChannelForm(StrEnum):
    """How a message is written for whoever takes it."""

    CHAT = "chat"
    DISCORD = "discord"
    NTFY = "ntfy"
    JSON = "json"


class Channel(Noun):
    """An address of somebody's own that takes messages by HTTP.

    Whoever knows such an address can write there, so it is `sealed`, and of it only the `host`
    is shown.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="channels")
    form = models.CharField(max_length=10, choices=one_of(ChannelForm))
    host = models.CharField(max_length=253)
    sealed = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return self.host
