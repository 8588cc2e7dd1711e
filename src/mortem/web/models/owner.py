"""Whoever answers for an action or a signal."""

from __future__ import annotations

from django.db import models

from .part import Noun
from .user import Team, User


class Owner(Noun):
    """A name in somebody's or some team's address book; reachable once confirmed (METHOD P16)."""

    keeper = models.ForeignKey(User, models.CASCADE, null=True, related_name="owners_kept")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="owners")
    name = models.CharField(max_length=120)
    address = models.EmailField(blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="owned_as")

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["keeper", "name"], name="owner_name_once_per_keeper"),
            models.UniqueConstraint(fields=["team", "name"], name="owner_name_once_per_team"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_reachable(self) -> bool:
        """Whether a message to this owner would arrive."""
        return self.confirmed_at is not None
