"""Causes, and what people think of them."""

from __future__ import annotations

from django.db import models

from mortem.core.record import CauseKind, Disposition, Foresight, OutcomeKind

from .part import Noun, Part, one_of
from .participant import Participant
from .theme import Theme


class Cause(Part):
    """One reason. Its parent is the cause it explains; its theme is the bone it hangs on."""

    text = models.TextField()
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="causes")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="whys")
    kind = models.CharField(max_length=10, choices=one_of(CauseKind), default=CauseKind.FACTOR)
    elephant = models.BooleanField(default=False)
    paper_tiger = models.BooleanField(default=False)
    severity_first = models.BooleanField(default=False)
    disposition = models.CharField(
        max_length=10, choices=one_of(Disposition), default=Disposition.OPEN
    )
    foresight = models.CharField(
        max_length=12, choices=one_of(Foresight), default=Foresight.UNKNOWN
    )
    foreseen_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="came_true_as"
    )

    def __str__(self) -> str:
        return self.text


class Rating(Noun):
    """One person's plausibility (0 to 100 %) and cost of one cause (METHOD P10).

    The cost is a step (1 to 5), or an 80 % interval in the review's unit of cost.
    In anonymous reviews it belongs to a key that only the rater's browser can produce.
    """

    cause = models.ForeignKey(Cause, models.CASCADE, related_name="ratings")
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="ratings"
    )
    key_hash = models.CharField(max_length=64, blank=True)
    plausibility = models.PositiveSmallIntegerField()
    cost = models.PositiveSmallIntegerField(null=True, blank=True)
    cost_low = models.FloatField(null=True, blank=True)
    cost_high = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(plausibility__lte=100), name="plausibility_in_percent"
            ),
            models.CheckConstraint(
                condition=models.Q(cost__gte=1, cost__lte=5), name="cost_is_one_of_five_steps"
            ),
            models.CheckConstraint(
                condition=models.Q(cost__isnull=False, cost_low=None, cost_high=None)
                | models.Q(
                    # A comparison with nothing is not false, so that it would pass.
                    cost=None,
                    cost_low__isnull=False,
                    cost_high__isnull=False,
                    cost_low__gte=0,
                    cost_high__gte=models.F("cost_low"),
                ),
                name="cost_is_a_step_or_a_range",
            ),
            models.UniqueConstraint(
                fields=["cause", "participant"],
                condition=models.Q(participant__isnull=False),
                name="a_participant_rates_a_cause_once",
            ),
            models.UniqueConstraint(
                fields=["cause", "key_hash"],
                condition=~models.Q(key_hash=""),
                name="a_key_rates_a_cause_once",
            ),
        ]


class Outcome(Noun):
    """What became of a risk (METHOD S6)."""

    cause = models.OneToOneField(Cause, models.CASCADE, related_name="outcome")
    kind = models.CharField(max_length=16, choices=one_of(OutcomeKind))
    note = models.TextField(blank=True)
    at = models.DateTimeField()
