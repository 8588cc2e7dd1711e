"""People with an account, and teams."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from mortem.core.telling import Wishes

from .part import Noun


class User(Noun, AbstractBaseUser):
    """Somebody with an account. They sign in by one-time links, never by password."""

    name = models.CharField(max_length=120)
    address = models.EmailField(blank=True)
    address_confirmed_at = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    is_local = models.BooleanField(default=False)  # made by `mortem serve` on this computer
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    quiet_from = models.TimeField(null=True, blank=True)  # on their own clock, like `quiet_until`
    quiet_until = models.TimeField(null=True, blank=True)
    is_told_daily = models.BooleanField(default=False)
    may_wake = models.BooleanField(default=False)
    notebook_date = models.DateField(null=True, blank=True)  # the next "anything to note?"

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "id"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=~Q(address=""), name="user_address_is_one_persons"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def wishes(self) -> Wishes:
        """When they want to be told of signals."""
        return Wishes(
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            is_daily=self.is_told_daily,
            may_wake=self.may_wake,
        )

    @property
    def has_address(self) -> bool:
        """Whether mail reaches them: at an address that they have confirmed."""
        return bool(self.address) and self.address_confirmed_at is not None


class Team(Noun):
    """People who share reviews."""

    name = models.CharField(max_length=120)
    members = models.ManyToManyField(User, through="Membership", related_name="teams")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Membership(Noun):
    """One person in one team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="a_member_once_per_team")
        ]


class Token(Noun):
    """A link that acts for one person, once, until it expires. Only its hash is kept."""

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in"
        CONFIRM_OWNER = "confirm_owner"
        CONFIRM_ADDRESS = "confirm_address"
        CONFIRM_REMINDER = "confirm_reminder"

    purpose = models.CharField(max_length=20, choices=Purpose)
    hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True)
    owner = models.ForeignKey("web.Owner", models.CASCADE, null=True, blank=True)
    reminder = models.ForeignKey("web.Reminder", models.CASCADE, null=True, blank=True)
    address = models.EmailField(blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Invitation(Noun):
    """A link into a team, for whoever holds it, until it ends. Only its hash is kept."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="invitations")
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")


def whose(keeper: User | Team) -> dict[str, Any]:
    """Return the fields of what one person or one team keeps: `user` and `team`, of which one is empty."""
    is_team = isinstance(keeper, Team)
    return {"user": None if is_team else keeper, "team": keeper if is_team else None}
