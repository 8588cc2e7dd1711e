"""The append-only record of what people did in a review."""

from __future__ import annotations

from django.db import models

from .part import Noun
from .participant import Participant
from .review import Review


class Activity(models.Model):
    """One line of history. `number` is the review's own counter: no gaps, in commit order.

    `digest` covers the line and the digest of the one before (`mortem.core.chain`).
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="activity")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    actor = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True)
    data = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="activity_without_gaps")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class Wording(Noun):
    """What one field of a part, or of the review itself, was set to by one line of history.

    Erasing empties `text` and `salt`; the digest stays, so that the chain can still be followed.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="wordings")
    subject = models.UUIDField(db_index=True)
    noun = models.CharField(max_length=20)
    field = models.CharField(max_length=30)
    text = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "subject", "field"], name="a_line_words_a_field_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.noun}.{self.field}"
