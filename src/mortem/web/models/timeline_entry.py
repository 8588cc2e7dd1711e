"""Moments of an event."""

from __future__ import annotations

from django.db import models

from mortem.core.record import EntryKind, Precision

from .part import Part, one_of


class TimelineEntry(Part):
    """A fact, or an attributed account of what somebody believed then (METHOD E4)."""

    review = models.ForeignKey("web.Review", models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    precision = models.CharField(max_length=10, choices=one_of(Precision), default=Precision.MINUTE)
    text = models.TextField()
    kind = models.CharField(max_length=10, choices=one_of(EntryKind), default=EntryKind.FACT)
    attributed_to = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("at", "position", "id")
        verbose_name_plural = "timeline entries"
