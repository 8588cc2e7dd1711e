"""Sealed reviews as far as anybody knows them: that they are there, and when a look is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.web.models import SealedReview

if TYPE_CHECKING:
    from django.db.models import QuerySet


def locks() -> QuerySet[SealedReview]:
    """Return the rows without what is sealed in them, which may be megabytes."""
    return SealedReview.objects.defer("ciphertext")
