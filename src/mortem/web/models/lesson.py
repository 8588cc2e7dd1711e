"""What is carried into the next plan."""

from __future__ import annotations

from django.db import models

from mortem.core.record import LessonKind

from .part import Part, one_of


class Lesson(Part):
    """What one review teaches, in one of six kinds (METHOD E8)."""

    kind = models.CharField(max_length=12, choices=one_of(LessonKind))
    text = models.TextField()
