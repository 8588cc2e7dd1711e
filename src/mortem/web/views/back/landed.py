"""Which rows of a piece are on the timeline, and which of them came there just now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.web.models import Citation
from mortem.web.views.parts import id_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.models import Evidence


def starred(evidence: Evidence, lines: Iterable[int]) -> dict[int, UUID]:
    """Return the moments that rest on these lines of a piece, by line."""
    found = Citation.objects.filter(
        evidence=evidence, entry__isnull=False, entry__deleted_at=None, first_line__in=list(lines)
    )
    return {line: entry for line, entry in found.values_list("first_line", "entry_id") if line}


def landed_in(request: HttpRequest, evidence: Evidence) -> list[UUID]:
    """Return the moments that an address says were put on the timeline just now, if they still are."""
    return landed_among(request.GET.get("landed", "").split("."), evidence)


def landed_among(named: Iterable[str], evidence: Evidence) -> list[UUID]:
    """Return those of the named moments that are on the timeline and rest on a piece."""
    ids = {id_in(part) for part in named} - {None}
    found = Citation.objects.filter(evidence=evidence, entry__in=ids, entry__deleted_at=None)
    return sorted(set(found.values_list("entry_id", flat=True))) if ids else []
