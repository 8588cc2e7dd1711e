"""Where alerts come in, and which look back each trouble has."""

from __future__ import annotations

from typing import cast

from django.db import models

from .part import Noun
from .review import Review
from .user import Team, User


class AlertDoor(Noun):
    """An address that takes alerts for one person, or for a team. Only the hash of what it ends in is kept.

    `made_by` facilitates what a team's door begins, for as long as they are in the team.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="doors")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="doors")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=80)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user=None) ^ models.Q(team=None),
                name="a_door_is_one_persons_or_one_teams",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def keeper(self) -> User | Team:
        """Whose it is."""
        return cast("User | Team", self.user or self.team)


class Trouble(Noun):
    """Which review the alerts of one trouble go to, and when the last one came.

    `key` is the hash of what the alerts call their trouble.
    """

    door = models.ForeignKey(AlertDoor, models.CASCADE, related_name="troubles")
    key = models.CharField(max_length=64)
    review = models.ForeignKey(Review, models.CASCADE, related_name="troubles")
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["door", "key"], name="a_trouble_has_one_review")
        ]

    def __str__(self) -> str:
        return str(self.pk)
