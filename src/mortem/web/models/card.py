"""Raw, silent contributions."""

from __future__ import annotations

from django.db import models

from .cause import Cause
from .part import Part
from .participant import Participant
from .timeline_entry import TimelineEntry


class Card(Part):
    """What one person wrote in silence: a cause of what may come, an account of what was.

    Until `revealed` it is for its writer alone. In anonymous reviews the writer is never
    stored: `key_hash` is the hash of a key only their browser keeps, and goes at the reveal.
    """

    text = models.TextField()
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="cards"
    )
    key_hash = models.CharField(max_length=64, blank=True, db_index=True)
    revealed = models.BooleanField(default=False)
    cause = models.ForeignKey(Cause, models.SET_NULL, null=True, blank=True, related_name="cards")
    entry = models.ForeignKey(
        TimelineEntry, models.SET_NULL, null=True, blank=True, related_name="cards"
    )
