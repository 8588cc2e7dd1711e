"""What was brought, kept as it came."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db import models

from .cause import Cause
from .part import Noun, Part
from .participant import Participant
from .timeline_entry import TimelineEntry

INSIDE_LENGTH = 300
"""Letters of a path within a package."""


def lines_at(inside: str, line: int | None) -> str:
    """Return what comes behind the address of evidence, to lead to a line of a file in it."""
    said = {name: value for name, value in (("inside", inside), ("line", line)) if value}
    return (f"?{urlencode(said)}" if said else "") + (f"#L{line}" if line else "")


class Evidence(Part):
    """A file or a pasted text. The bytes lie in the data folder under their SHA-256 (METHOD E2).

    `zone`, `year` and `ahead_ms` are what somebody said about its clock: the zone of times that name
    none, the year of the first line, by how many milliseconds the clock was ahead (METHOD E3).
    """

    review = models.ForeignKey("web.Review", models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    ahead_ms = models.BigIntegerField(default=0)


class Citation(Noun):
    """Lines of evidence behind a timeline entry or a cause. Lines count from 1.

    `inside` is the path of a file in a package; empty for what is one file.
    """

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="citations")
    entry = models.ForeignKey(
        TimelineEntry, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    cause = models.ForeignKey(
        Cause, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    first_line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)
    inside = models.CharField(max_length=INSIDE_LENGTH, blank=True)

    class Meta:
        ordering = ("first_line", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entry__isnull=False, cause__isnull=True)
                | models.Q(entry__isnull=True, cause__isnull=False),
                name="citation_backs_one_thing",
            )
        ]

    @property
    def lines(self) -> str:
        """What comes behind the address of its evidence, to lead to its lines."""
        return lines_at(self.inside, self.first_line)

    def __str__(self) -> str:
        """Return the name of the file it is about, with that of its package before it."""
        return f"{self.evidence.name}/{self.inside}" if self.inside else self.evidence.name
