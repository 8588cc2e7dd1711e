"""What somebody sees differently from what a review says."""

from __future__ import annotations

from django.db import models

from mortem.core.record import ContestState

from .part import Part, one_of
from .participant import Participant


class Contest(Part):
    """Somebody's different view of one text, beside it until it is answered (METHOD C5, E4).

    `said` is the text as it stood when it was contested. Without a `participant` nobody can
    tell whose view it is (METHOD P5). `settles` is what whoever raised it says to the answer.
    """

    subject = models.UUIDField(db_index=True)
    noun = models.CharField(max_length=20)
    said = models.TextField(blank=True)
    text = models.TextField()
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="contests"
    )
    state = models.CharField(max_length=10, choices=one_of(ContestState), default=ContestState.OPEN)
    answer = models.TextField(blank=True)
    settles = models.BooleanField(null=True, blank=True)

    def __str__(self) -> str:
        return self.text
