"""Which steps helped, as people in a team say once a quarter."""

from __future__ import annotations

from django.db import models

from mortem.core.learning import Worth

from .part import Noun, one_of
from .user import Team, User


class StepOpinion(Noun):
    """What one person says of one step in one quarter; the team sees counts only.

    Without a `user` it was said by somebody who has erased themselves: were it gone, the counts
    before and after would tell what it was.

    `quarter` is such as 2026-2, `step` a kind of review and a phase, such as premortem.write.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="opinions")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="opinions")
    quarter = models.CharField(max_length=8)
    step = models.CharField(max_length=30)
    worth = models.CharField(max_length=10, choices=one_of(Worth))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "quarter", "step", "user"], name="one_opinion_of_a_step_a_quarter"
            )
        ]
