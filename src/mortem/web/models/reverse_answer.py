"""Why it was a mistake not to do it."""

from __future__ import annotations

from django.db import models

from .part import Noun
from .participant import Participant
from .review import Review


class ReverseAnswer(Noun):
    """One person's answer to the reverse question (METHOD P14).

    In anonymous reviews it belongs to a key that only that person's browser can produce; one that
    was brought in from a file belongs to nobody any more.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="reverse_answers")
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="reverse_answers"
    )
    key_hash = models.CharField(max_length=64, blank=True)
    text = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(participant=None) | models.Q(key_hash=""),
                name="reverse_answer_of_a_person_or_a_key",
            ),
            models.UniqueConstraint(
                fields=["review", "participant"],
                condition=models.Q(participant__isnull=False),
                name="a_participant_answers_in_reverse_once",
            ),
            models.UniqueConstraint(
                fields=["review", "key_hash"],
                condition=~models.Q(key_hash=""),
                name="a_key_answers_in_reverse_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text
