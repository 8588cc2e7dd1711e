"""A personal review that only its owner can read."""

from __future__ import annotations

from django.db import models

from .part import Noun
from .user import User


class SealedReview(Noun):
    """A whole review, encrypted with a passphrase that is kept nowhere (METHOD C3).

    Locked, no more is known of it than stands here. `nonce` is drawn anew at every write, so
    it tells one version from another without counting them. There is no moment of anything.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="sealed_reviews")
    salt = models.BinaryField()
    iterations = models.PositiveIntegerField()
    lanes = models.PositiveIntegerField()
    memory_kib = models.PositiveIntegerField()
    nonce = models.BinaryField()
    ciphertext = models.BinaryField()
    remind_date = models.DateField(null=True, blank=True)
    every_days = models.PositiveSmallIntegerField(default=0)
    is_reminded = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
