"""Where alerts come in, and which look back each trouble has."""

from __future__ import annotations

from django.db import models

from .kept import Kept
from .part import Noun
from .review import Review
from .user import User


class AlertDoor(Kept):
    """An address that takes alerts for one person, or for a team. Only the hash of what it ends in is kept.

    `made_by` facilitates what a team's door begins, for as long as they are in the team.
    """

    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=80)
    hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.name


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
