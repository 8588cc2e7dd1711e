"""What every row has, and what every part of a review has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import models

if TYPE_CHECKING:
    from enum import StrEnum


def one_of(states: type[StrEnum]) -> list[tuple[str, str]]:
    """Return a core enum as Django choices; the words for people are in `mortem.web.words`."""
    return [(state.value, state.value) for state in states]


class Noun(models.Model):
    """A row with an identifier that tells neither order nor time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class PresentManager(models.Manager[Any]):
    """Leaves out what was deleted and can still be taken back."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(deleted_at=None)


class Part(Noun):
    """A piece of a review. Deleting sets `deleted_at`; purging removes the row."""

    review = models.ForeignKey("web.Review", models.CASCADE, related_name="%(class)ss")
    position = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = PresentManager()
    everything = models.Manager()  # noqa: DJ012 - a manager, taken for a field

    class Meta:
        abstract = True
        ordering = ("position", "id")
