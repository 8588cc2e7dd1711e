"""What is watched, and what was seen."""

from __future__ import annotations

from django.db import models

from mortem.core.record import ReadingState, SignalSource

from .cause import Cause
from .owner import Owner
from .part import Noun, Part, one_of
from .participant import Participant


class Signal(Part):
    """A question with a threshold, a rhythm, an owner and a pre-decided response (METHOD S1)."""

    cause = models.ForeignKey(Cause, models.SET_NULL, null=True, blank=True, related_name="signals")
    question = models.TextField()
    source = models.CharField(
        max_length=12, choices=one_of(SignalSource), default=SignalSource.CHECK_IN
    )
    threshold = models.TextField(blank=True)
    response = models.TextField(blank=True)
    owner = models.ForeignKey(Owner, models.SET_NULL, null=True, blank=True, related_name="signals")
    cadence_days = models.PositiveSmallIntegerField(default=7)
    next_date = models.DateField(null=True, blank=True, db_index=True)
    snoozed_until_date = models.DateField(null=True, blank=True)
    snooze_reason = models.TextField(blank=True)


class Reading(Noun):
    """One look at a signal."""

    signal = models.ForeignKey(Signal, models.CASCADE, related_name="readings")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=one_of(ReadingState))
    note = models.TextField(blank=True)
    by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True)

    class Meta:
        ordering = ("at", "id")
