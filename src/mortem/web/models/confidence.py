"""How sure people are of a plan."""

from __future__ import annotations

from django.db import models

from mortem.core.record import Asked, Lean

from .part import Noun, one_of
from .participant import Participant
from .review import Review


class Confidence(Noun):
    """One person's confidence in the plan, 0 to 100 %, before or after (METHOD P15); after, also their lean.

    In anonymous reviews it belongs to a key that only that person's browser can produce; one that
    was brought in from a file belongs to nobody any more.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="confidences")
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="confidences"
    )
    key_hash = models.CharField(max_length=64, blank=True)
    moment = models.CharField(max_length=6, choices=one_of(Asked))
    percent = models.PositiveSmallIntegerField()
    lean = models.CharField(max_length=5, choices=one_of(Lean), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__lte=100), name="confidence_in_percent"
            ),
            models.CheckConstraint(
                condition=models.Q(moment__in=[one.value for one in Asked]),
                name="confidence_before_or_after",
            ),
            models.CheckConstraint(
                condition=models.Q(lean="")
                | models.Q(lean__in=[one.value for one in Lean], moment=Asked.AFTER),
                name="lean_is_said_after",
            ),
            models.CheckConstraint(
                condition=models.Q(participant=None) | models.Q(key_hash=""),
                name="confidence_of_a_person_or_a_key",
            ),
            models.UniqueConstraint(
                fields=["review", "moment", "participant"],
                condition=models.Q(participant__isnull=False),
                name="a_participant_is_asked_once_a_moment",
            ),
            models.UniqueConstraint(
                fields=["review", "moment", "key_hash"],
                condition=~models.Q(key_hash=""),
                name="a_key_is_asked_once_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.moment}: {self.percent} %"
