"""What somebody will do about it, and whether it worked."""

from __future__ import annotations

from django.db import models

from mortem.core.record import ActionKind, ActionState, Strength, Verdict

from .cause import Cause
from .owner import Owner
from .part import Part, one_of


class ActionItem(Part):
    """A mitigation or an action: idea, commitment, done or declined, and a verdict (METHOD F1 to F5)."""

    review = models.ForeignKey("web.Review", models.CASCADE, related_name="actions")
    cause = models.ForeignKey(Cause, models.SET_NULL, null=True, blank=True, related_name="actions")
    text = models.TextField()
    kind = models.CharField(max_length=10, choices=one_of(ActionKind), default=ActionKind.PREVENT)
    strength = models.CharField(max_length=14, choices=one_of(Strength), blank=True)
    state = models.CharField(max_length=10, choices=one_of(ActionState), default=ActionState.IDEA)
    owner = models.ForeignKey(Owner, models.SET_NULL, null=True, blank=True, related_name="actions")
    due_date = models.DateField(null=True, blank=True, db_index=True)
    measure = models.TextField(blank=True)
    signal = models.ForeignKey(
        "web.Signal", models.SET_NULL, null=True, blank=True, related_name="measures"
    )
    check_date = models.DateField(null=True, blank=True, db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)
    declined_reason = models.TextField(blank=True)
    verdict = models.CharField(max_length=14, choices=one_of(Verdict), blank=True)
    verdict_note = models.TextField(blank=True)
    verdict_at = models.DateTimeField(null=True, blank=True)
