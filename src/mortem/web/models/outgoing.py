"""What every message has that is tried until it arrives."""

from __future__ import annotations

from typing import Self

from django.db import models

from .part import Noun


class Outgoing(Noun):
    """A message on its way, sent, or given up for now.

    `next_at` is when it is tried next, and the lease of whoever is trying; `trouble` is why it was
    not taken last time.
    """

    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def rows(cls) -> models.Manager[Self]:
        """Return all messages of this kind."""
        return cls._default_manager
