"""Evidence: brought, put away, brought back. Its bytes are sealed in the vault beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.evidence.files import media_type_of
from mortem.web.models import Evidence
from mortem.web.operations.parts import add_part, delete_part, restore_part

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mortem.web.models import Participant, Review
    from mortem.web.vault import Sealed

NAME_LENGTH = 255


@transaction.atomic
def add_evidence(
    review: Review,
    *,
    brought: Iterable[tuple[str, str, Sealed]],
    by: Participant,
    at: datetime,
) -> list[Evidence]:
    """Attach sealed bytes to a review: (name, claimed media type, seal) for each, all or none."""
    return [
        add_part(
            Evidence,
            review,
            by=by,
            at=at,
            name=_name(name),
            media_type=media_type_of(sealed.head, claimed),
            size=sealed.size,
            sha256=sealed.sha256,
            added_at=at,
            added_by=by,
        )
        for name, claimed, sealed in brought
    ]


def _name(name: str) -> str:
    """Keep the last part of a path, without characters that a page or a disk would act upon."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(c for c in last if c.isprintable()).strip()
    return clean[:NAME_LENGTH] or "file"


def delete_evidence(evidence: Evidence, *, by: Participant, at: datetime) -> None:
    """Put a piece of evidence away; what cites it keeps its citation for the way back."""
    delete_part(evidence, by=by, at=at)


def restore_evidence(evidence: Evidence, *, by: Participant, at: datetime) -> None:
    """Bring a piece of evidence back."""
    restore_part(evidence, by=by, at=at)
