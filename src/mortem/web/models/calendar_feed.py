"""A calendar that a program reads without signing in."""

from __future__ import annotations

from django.db import models

from .part import Noun
from .user import User


class CalendarFeed(Noun):
    """The address of one person's own days. Only the hash of what it ends in is kept."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
