"""Where reminders of actions go, and what was said of which action."""

from __future__ import annotations

from django.db import models

from mortem.core.reminding import Stage

from .action_item import ActionItem
from .part import Noun, one_of


class Letterbox(Noun):
    """An address that gets at most one letter a day, and none while its holder wants none.

    `told_date` is the day of the last letter, by the calendar of whoever reads it; it is compared
    and set, so that of any number of workers one writes.
    """

    address = models.EmailField(unique=True)
    told_date = models.DateField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class Told(Noun):
    """That one address was told one thing of one action, about one of its days."""

    letterbox = models.ForeignKey(Letterbox, models.CASCADE, related_name="told")
    action = models.ForeignKey(ActionItem, models.CASCADE, related_name="told")
    stage = models.CharField(max_length=10, choices=one_of(Stage))
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["letterbox", "action", "stage", "day"], name="each_is_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.day}"
