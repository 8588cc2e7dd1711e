"""The append-only record of what people did in a review."""

from __future__ import annotations

from django.db import models

from .participant import Participant
from .review import Review


class Activity(models.Model):
    """One line of history. `number` is the review's own counter: no gaps, in commit order."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="activity")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    actor = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="activity_without_gaps")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"
