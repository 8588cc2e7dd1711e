"""Which rows of a piece are on the timeline, and which of them came there just now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mortem.web.models import Citation
from mortem.web.views.parts import id_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.models import Evidence


def mark_starred(listed: Sequence[dict[str, Any]], evidence: Evidence | None = None) -> None:
    """Give rows the moment that rests on their line, if one does: rows of one piece, or each of its own."""
    if not listed:
        return
    pieces = [evidence or row["evidence"] for row in listed]
    found = Citation.objects.filter(
        evidence__in={one.pk for one in pieces},
        first_line__in={int(row["line"]) for row in listed},
        entry__isnull=False,
        entry__deleted_at=None,
    ).values_list("evidence_id", "inside", "first_line", "entry_id")
    moments = {(piece, inside, line): entry for piece, inside, line, entry in found}
    for row, piece in zip(listed, pieces, strict=True):
        row["moment"] = moments.get((piece.pk, row["inside"], int(row["line"])))


def landed_in(request: HttpRequest, evidence: Evidence) -> list[UUID]:
    """Return the moments that an address says were put on the timeline just now, if they still are."""
    return landed_among(request.GET.get("landed", "").split("."), evidence)


def landed_among(named: Iterable[str], evidence: Evidence) -> list[UUID]:
    """Return those of the named moments that are on the timeline and rest on a piece."""
    ids = {id_in(part) for part in named} - {None}
    found = Citation.objects.filter(evidence=evidence, entry__in=ids, entry__deleted_at=None)
    return sorted(set(found.values_list("entry_id", flat=True))) if ids else []
