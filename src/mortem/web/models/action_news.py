"""What became of an action, told where somebody wants to hear of it."""

from __future__ import annotations

from django.db import models

from mortem.core.action_news import ActionEvent

from .action_item import ActionItem
from .channel import Channel
from .outgoing import Outgoing
from .part import one_of


class ActionNews(Outgoing):
    """One message about one action in one channel; it tells how the action stands when it goes.

    While one of an `event` waits, another of the same waits with it.
    """

    action = models.ForeignKey(ActionItem, models.CASCADE, related_name="news")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="news")
    event = models.CharField(max_length=10, choices=one_of(ActionEvent))
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "channel", "event"],
                condition=models.Q(sent_at=None, dead_at=None),
                name="news_of_an_action_waits_once",
            )
        ]

    def __str__(self) -> str:
        return self.event
