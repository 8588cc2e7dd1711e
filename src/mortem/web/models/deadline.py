"""A review that is held over days: until when each phase lasts, and who is told by mail."""

from __future__ import annotations

from django.db import models

from .part import Noun
from .participant import Participant
from .review import Review


class Deadline(Noun):
    """The end of one phase. Each moment at which people were told is kept, so that nobody is told twice."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="deadlines")
    phase = models.CharField(max_length=20)
    at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_told_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    over_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "phase")
        constraints = [
            models.UniqueConstraint(fields=["review", "phase"], name="a_phase_ends_once")
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.at}"


class Reminder(Noun):
    """An address that somebody left for the steps of one review; without one they said no.

    It hangs on the seat and on nothing else: no card, rating or answer leads to it.
    """

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="reminder")
    address = models.EmailField(blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)
