"""A line in somebody's private notebook. It belongs to an account, never to a review or a team."""

from __future__ import annotations

from django.db import models

from mortem.core import notebook

from .part import Noun, PresentManager, one_of
from .user import User


class Jotting(Noun):
    """What somebody did, decided, taught or heard. Nobody else ever reads it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="jottings")
    kind = models.CharField(max_length=12, choices=one_of(notebook.JottingKind))
    date = models.DateField()
    text = models.TextField()
    helped = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = PresentManager()
    everything = models.Manager()

    class Meta:
        ordering = ("-date", "-created_at", "id")

    def __str__(self) -> str:
        return self.text

    def told(self) -> notebook.Jotting:
        """Return what the row says, as a value."""
        return notebook.Jotting(
            kind=notebook.JottingKind(self.kind),
            date=self.date,
            text=self.text,
            helped=self.helped,
            link=self.link,
        )
