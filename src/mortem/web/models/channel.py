"""Where else than by mail somebody is told."""

from __future__ import annotations

from enum import StrEnum
from typing import cast

from django.db import models

from .part import Noun, one_of
from .user import Team, User


class ChannelForm(StrEnum):
    """How a message is written for whoever takes it."""

    CHAT = "chat"
    DISCORD = "discord"
    NTFY = "ntfy"
    JSON = "json"
    SERVICE = "service"


class Channel(Noun):
    """An address of one person's own, or of a team's, that takes messages.

    Whoever knows such an address can write there, so it is `sealed`, and of it only the `host`
    is shown: the name of a computer, or of a service. It hears when signals speak, what becomes of
    actions, or both.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="channels")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="channels")
    form = models.CharField(max_length=10, choices=one_of(ChannelForm))
    host = models.CharField(max_length=253)
    sealed = models.TextField()
    hears_signals = models.BooleanField(default=True)
    hears_actions = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user=None) ^ models.Q(team=None),
                name="a_channel_is_one_persons_or_one_teams",
            )
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def keeper(self) -> User | Team:
        """Whose it is."""
        return cast("User | Team", self.user or self.team)
