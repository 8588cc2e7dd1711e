"""The one record that looks ahead or back."""

from __future__ import annotations

from django.db import models

from mortem.core.record import Kind, Mode, Moment, Pace, Precision, Visibility

from .part import Noun, Part, one_of
from .user import Team, User


class Review(Noun):
    """A pre-mortem or a post-mortem. Its page is the room; its parts hang off it."""

    kind = models.CharField(max_length=12, choices=one_of(Kind))
    context = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    phase = models.CharField(max_length=20)
    phase_ends_at = models.DateTimeField(null=True, blank=True)
    mode = models.CharField(max_length=12, choices=one_of(Mode), default=Mode.NAMED)
    visibility = models.CharField(
        max_length=12, choices=one_of(Visibility), default=Visibility.PRIVATE
    )
    minutes = models.PositiveSmallIntegerField(default=15)
    pace = models.CharField(max_length=8, choices=one_of(Pace), default=Pace.LIVE)
    zone = models.CharField(max_length=64, default="UTC")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="reviews")
    keeper = models.ForeignKey(User, models.SET_NULL, null=True, related_name="reviews_kept")
    is_example = models.BooleanField(default=False)

    success = models.TextField(blank=True)
    hurt = models.TextField(blank=True)
    plan_date = models.DateField(null=True, blank=True)
    horizon_date = models.DateField(null=True, blank=True)
    failure_sentence = models.TextField(blank=True)
    cost_unit = models.CharField(max_length=60, blank=True)

    summary = models.TextField(blank=True)
    where = models.TextField(blank=True)
    scope = models.TextField(blank=True)
    severity = models.PositiveSmallIntegerField(null=True, blank=True)
    near_miss = models.BooleanField(default=False)
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followed_by"
    )
    outside_summary = models.TextField(blank=True)
    outside_story = models.TextField(blank=True)
    outside_doing = models.TextField(blank=True)
    single_cause_reason = models.TextField(blank=True)

    override_reason = models.TextField(blank=True)
    activity_count = models.PositiveIntegerField(default=0)
    activity_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_index=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in Kind]), name="review_has_a_kind"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def looks_ahead(self) -> bool:
        return self.kind == Kind.PREMORTEM


class EventTime(Noun):
    """One of the five times of an event, as exactly as it is known (METHOD E1, E3)."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="event_times")
    moment = models.CharField(max_length=14, choices=one_of(Moment))
    at = models.DateTimeField(null=True, blank=True)
    until_at = models.DateTimeField(null=True, blank=True)
    precision = models.CharField(max_length=10, choices=one_of(Precision), default=Precision.MINUTE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "moment"], name="each_moment_once")
        ]


class Answer(Part):
    """An answer to one of a playbook's own questions."""

    question = models.CharField(max_length=300)
    text = models.TextField(blank=True)
