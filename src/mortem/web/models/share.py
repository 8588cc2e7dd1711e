"""Links by which others may open a review."""

from __future__ import annotations

from django.db import models

from mortem.core.record import Role

from .part import Noun, one_of
from .review import Review


class Share(Noun):
    """A link to one review for whoever holds it. The link itself is shown once; its hash is kept."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="shares")
    role = models.CharField(max_length=12, choices=one_of(Role))
    label = models.CharField(max_length=200, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
