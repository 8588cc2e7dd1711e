"""What came back although something had been done about it."""

from __future__ import annotations

from django.db import models

from .action_item import ActionItem
from .part import Part


class Recurrence(Part):
    """It came back: the action of an earlier review did not hold against this one's event (METHOD F6).

    It belongs to the later review and keeps no words. The earlier one shows it only to those who
    may read the later one.
    """

    action = models.ForeignKey(ActionItem, models.CASCADE, related_name="recurrences")

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["review", "action"], name="an_action_comes_back_once_in_a_review"
            )
        ]
