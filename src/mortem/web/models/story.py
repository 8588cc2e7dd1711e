"""A story for an interview, and each time it was told. They belong to an account alone."""

from __future__ import annotations

from django.db import models

from mortem.core import stories

from .part import Noun, PresentManager, one_of
from .review import Review
from .user import User


class Story(Noun):
    """Situation, behaviour, impact. Nobody but its owner ever reads it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="stories")
    title = models.CharField(max_length=200)
    situation = models.TextField(blank=True)
    behaviour = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    answers = models.JSONField(default=list)
    next_date = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = PresentManager()
    everything = models.Manager()

    class Meta:
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return self.title

    def told(self) -> stories.Story:
        """Return what the row says, as a value."""
        return stories.Story(
            title=self.title,
            situation=self.situation,
            behaviour=self.behaviour,
            impact=self.impact,
            answers=tuple(self.answers),
            next_date=self.next_date,
        )


class Telling(Noun):
    """One time a story was told: in practice, or in the interview that a look back is about."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="tellings")
    date = models.DateField()
    went = models.CharField(max_length=8, choices=one_of(stories.Went))
    note = models.TextField(blank=True)
    review = models.ForeignKey(Review, models.SET_NULL, null=True, blank=True, related_name="+")
    in_interview = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-date", "-created_at", "id")
