"""Evidence: brought, put away, brought back. Its bytes are sealed in the vault beforehand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from mortem.core.errors import BadInput
from mortem.core.evidence.files import media_type_of
from mortem.web.models import Evidence
from mortem.web.operations.parts import add_part, change_part, delete_part, restore_part
from mortem.web.rows import piece, works

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


@transaction.atomic
def take_apart(
    package: Evidence, *, files: Iterable[tuple[str, Sealed]], by: Participant, at: datetime
) -> list[Evidence]:
    """Put the files of a package in its place, each with a clock of its own; raises like `require_uncited`."""
    require_uncited(package)
    brought = [(path.replace("/", "-"), "", sealed) for path, sealed in files]
    pieces = add_evidence(package.review, brought=brought, by=by, at=at)
    delete_evidence(package, by=by, at=at)
    return pieces


def require_uncited(package: Evidence) -> None:
    """Raise BadInput when something leads into a package: taken apart, it would lead nowhere."""
    if package.citations.exists():
        raise BadInput(
            "package",
            "Moments or causes lead into this package already.",
            hint="Take them off first, or bring by themselves the files whose clocks differ.",
        )


def _name(name: str) -> str:
    """Keep the last part of a path, without characters that a page or a disk would act upon."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(c for c in last if c.isprintable()).strip()
    return clean[:NAME_LENGTH] or "file"


def settle_clock(
    evidence: Evidence, *, zone: str, year: int | None, ahead_ms: int, by: Participant, at: datetime
) -> Evidence:
    """Keep what somebody said about the clock of a piece; saying it anew takes the last answer back."""
    return change_part(evidence, by=by, at=at, zone=zone, year=year, ahead_ms=ahead_ms)


def delete_evidence(evidence: Evidence, *, by: Participant, at: datetime) -> None:
    """Put a piece of evidence away; what cites it keeps its citation for the way back."""
    with transaction.atomic():
        delete_part(evidence, by=by, at=at)
        transaction.on_commit(partial(drop_rows, {evidence.sha256}))


def drop_rows(seals: Iterable[str]) -> None:
    """Remove the rows of bytes that no evidence holds which is not put away; others can be read again."""
    kept = set(Evidence.objects.filter(sha256__in=seals).values_list("sha256", flat=True))
    for sha256 in set(seals) - kept:
        works.stop_all(sha256)
        piece.forget(sha256)


def restore_evidence(evidence: Evidence, *, by: Participant, at: datetime) -> None:
    """Bring a piece of evidence back."""
    restore_part(evidence, by=by, at=at)
