"""What one person keeps for themselves, or one team: places that are told, that take issues, that bring alerts."""

from __future__ import annotations

from typing import cast

from django.db import models

from .part import Noun
from .user import Team, User


class Kept(Noun):
    """Something of one person's own, or of one team's; it goes with them."""

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    created_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user=None) ^ models.Q(team=None),
                name="a_%(class)s_is_one_persons_or_one_teams",
            )
        ]

    @property
    def keeper(self) -> User | Team:
        """Whose it is."""
        return cast("User | Team", self.user or self.team)
