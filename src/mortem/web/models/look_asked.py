"""That somebody was asked by mail for a look at a signal."""

from __future__ import annotations

from django.db import models

from .owner import Owner
from .part import Noun
from .signal import Signal


class LookAsked(Noun):
    """One look that was asked for, of one person: the one that was due on `day`.

    `hash` is that of the link in the letter, which acts for this signal, this person and this look
    alone, until it expires.
    """

    signal = models.ForeignKey(Signal, models.CASCADE, related_name="looks_asked")
    owner = models.ForeignKey(Owner, models.CASCADE, related_name="looks_asked")
    day = models.DateField()
    at = models.DateTimeField()
    hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signal", "owner", "day"], name="each_is_asked_once_for_a_look"
            )
        ]

    def __str__(self) -> str:
        return str(self.day)
