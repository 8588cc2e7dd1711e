"""Who takes part in a review."""

from __future__ import annotations

from django.db import models

from mortem.core.record import Role

from .part import Noun, one_of
from .review import Review
from .user import User


class Participant(Noun):
    """A person in one review, with an account or as a guest who keeps a key in the browser.

    `share` is what their seat hangs on; without one it lasts until they are asked to leave.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="participants")
    user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    share = models.ForeignKey(
        "web.Share", models.SET_NULL, null=True, blank=True, related_name="seats"
    )
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=one_of(Role))
    key_hash = models.CharField(max_length=64, blank=True, db_index=True)
    done_phase = models.CharField(max_length=20, blank=True)
    involved = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("joined_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["review", "user"],
                condition=models.Q(user__isnull=False),
                name="a_user_takes_part_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
