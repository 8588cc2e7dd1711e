"""Deliberate sharing: to whom a review is shown, what for, until when, and who has opened it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from mortem.core.record import Role

from .part import Noun, one_of
from .review import Review
from .user import Team, User

if TYPE_CHECKING:
    from datetime import datetime


class Share(Noun):
    """One act of sharing. Except with a team it has a link, of which only the hash is kept.

    `label` says whom it is for, `purpose` whom or what it can help (METHOD C4).
    """

    class Audience(models.TextChoices):
        ROOM = "room"
        PERSON = "person"
        TEAM = "team"
        LINK = "link"

    review = models.ForeignKey(Review, models.CASCADE, related_name="shares")
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.ROOM)
    role = models.CharField(max_length=12, choices=one_of(Role))
    label = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    address = models.EmailField(blank=True)
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="shown")
    hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")

    def opens(self, at: datetime) -> bool:
        """Tell whether it is neither taken back nor over."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


class Opening(Noun):
    """That somebody has opened what is shared with them, and when last. Never kept in an anonymous review."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="openings")
    participant = models.ForeignKey(
        "web.Participant", models.CASCADE, null=True, blank=True, related_name="openings"
    )
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="openings")
    last_at = models.DateTimeField()

    class Meta:
        ordering = ("-last_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["share", "participant"], name="a_seat_opens_once"),
            models.UniqueConstraint(fields=["share", "user"], name="an_account_opens_once"),
        ]
