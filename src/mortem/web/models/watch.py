"""What Mortem reads by itself: where, what came of it, each change of state, and who was told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models

from mortem.core.signal import SignalState
from mortem.core.watching import Direction, FlipAnswer, Line

from .channel import Channel
from .outgoing import Outgoing
from .owner import Owner
from .part import Noun, one_of
from .participant import Participant
from .review import Review
from .signal import Signal

if TYPE_CHECKING:
    from .user import User


class Watch(Noun):
    """How one signal is read, and where it stands.

    `taken_by` and `due_at` are compared when a reading is settled, so that of any number of
    workers one keeps it; `values` is what the source needs, `sealed` its secrets; `coarse` is the long row that
    slow drifts show in.
    """

    signal = models.OneToOneField(Signal, models.CASCADE, related_name="watch")
    source = models.CharField(max_length=20)
    values = models.JSONField(default=dict)
    sealed = models.TextField(blank=True)
    address_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)

    threshold = models.FloatField()
    direction = models.CharField(
        max_length=5, choices=one_of(Direction), default=Direction.ABOVE.value
    )
    hold_minutes = models.PositiveIntegerField(default=0)
    every_minutes = models.PositiveIntegerField(default=5)
    grace_minutes = models.PositiveIntegerField(default=10)
    leans = models.BooleanField(default=True)
    silence_trips = models.BooleanField(default=False)

    state = models.CharField(
        max_length=10, choices=one_of(SignalState), default=SignalState.WAITING.value
    )
    state_at = models.DateTimeField()
    flip_count = models.PositiveIntegerField(default=0)
    reaches_at = models.DateTimeField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)
    words = models.CharField(max_length=200, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    coarse = models.JSONField(default=list)

    started_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(db_index=True)
    taken_by = models.UUIDField(null=True, blank=True)
    taken_until = models.DateTimeField(null=True, blank=True)

    @property
    def line(self) -> Line:
        """The line as a value of the core."""
        return Line(
            threshold=self.threshold,
            direction=Direction(self.direction),
            hold=timedelta(minutes=self.hold_minutes),
            every=timedelta(minutes=self.every_minutes),
            grace=timedelta(minutes=self.grace_minutes),
            leans=self.leans,
            silence_trips=self.silence_trips,
        )


class Sample(models.Model):
    """One number that was read, or sent. Older ones are thinned to one an hour, then one a day."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="samples")
    at = models.DateTimeField()
    value = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["watch", "at"], name="samples_of_a_watch")]

    def __str__(self) -> str:
        return f"{self.at} {self.value}"


class Flip(Noun):
    """One change of state, recorded once; `number` counts them for one signal from 1."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="flips")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    was = models.CharField(max_length=10, choices=one_of(SignalState))
    state = models.CharField(max_length=10, choices=one_of(SignalState))
    words = models.CharField(max_length=300, blank=True)
    reaches_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=12, choices=one_of(FlipAnswer), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    look_back = models.ForeignKey(
        Review, models.SET_NULL, null=True, blank=True, related_name="begun_by"
    )

    class Meta:
        ordering = ("-at", "-number")
        constraints = [
            models.UniqueConstraint(fields=["watch", "number"], name="a_flip_is_recorded_once")
        ]


class Delivery(Outgoing):
    """One message about one flip to one person, or to a team: on its way, sent, or given up for now.

    Without a `channel` it goes by mail; without an `owner` the channel is a team's. What is `is_gathered`
    was put off, and goes together with whatever else waits for the same person at the same door.
    `hash` is that of the link in it, which acts for this flip and this person until it expires.
    """

    flip = models.ForeignKey(Flip, models.CASCADE, related_name="deliveries")
    owner = models.ForeignKey(Owner, models.CASCADE, null=True, related_name="deliveries")
    channel = models.ForeignKey(
        Channel, models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    is_gathered = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["flip", "owner"],
                condition=models.Q(channel=None),
                name="a_flip_is_told_once_to_each",
            ),
            models.UniqueConstraint(
                fields=["flip", "channel"], name="a_flip_is_told_once_in_a_channel"
            ),
        ]

    @property
    def user(self) -> User | None:
        """The account that it is for, where it is for somebody who has one."""
        return self.owner.user if self.owner else None


class Watcher(models.Model):
    """When somebody watched last; there is one row (METHOD S7)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.at)
