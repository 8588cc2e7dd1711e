"""What can be found."""

from __future__ import annotations

from django.db import models

from .review import Review


class SearchEntry(models.Model):
    """The readable text of one thing, beside the index that the database keeps of it.

    `number` ties it to that index: SQLite's full-text rows are numbered, not named. It is
    never used twice.
    """

    number = models.BigAutoField(primary_key=True)
    thing = models.UUIDField(unique=True)
    review = models.ForeignKey(Review, models.CASCADE, related_name="search_entries")
    noun = models.CharField(max_length=20)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text
