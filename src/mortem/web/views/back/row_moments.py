"""From rows to moments of the timeline, each with the line it rests on, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from mortem.core.errors import BadInput
from mortem.core.evidence.files import shown
from mortem.core.evidence.row import HOUR, Zone
from mortem.core.record import Precision, Role
from mortem.web import access
from mortem.web.forms.looking_for import looking_for
from mortem.web.models import TimelineEntry
from mortem.web.operations.citations import Cite
from mortem.web.operations.entries import Told, When, add_entries, delete_entries
from mortem.web.rows.clocks import as_instant
from mortem.web.rows.piece import piece_of
from mortem.web.rows.store import opened
from mortem.web.views.back.landed import landed_among
from mortem.web.views.parts import part_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.models import Evidence
    from mortem.web.rows.store import Kept

MOST_AT_ONCE: Final = 50


@require_POST
def promote(request: HttpRequest, review_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Put chosen rows on the timeline, all or none."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    evidence = part_of(seat.review.evidence, evidence_id)
    entries = add_entries(
        seat.review,
        [
            (_told(row), Cite(evidence, row.line, inside=row.inside))
            for row in _chosen(request, evidence)
        ],
        by=seat.participant,
        at=timezone.now(),
    )
    return _back(request, evidence, [entry.pk for entry in entries])


@require_POST
def take_off(request: HttpRequest, review_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Take moments off the timeline that rest on this piece, all or none."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    evidence = part_of(seat.review.evidence, evidence_id)
    ids = landed_among(request.POST.getlist("entry"), evidence)
    delete_entries(
        TimelineEntry.objects.filter(review=seat.review, pk__in=ids),
        by=seat.participant,
        at=timezone.now(),
    )
    return _back(request, evidence, [])


def _chosen(request: HttpRequest, evidence: Evidence) -> list[Kept]:
    """Return the rows that were ticked, or the one whose own button was pressed."""
    named = request.POST.getlist("only") or request.POST.getlist("row")
    numbers = [int(one) for one in named if one.isascii() and one.isdigit() and len(one) < 16]  # noqa: PLR2004
    if len(numbers) > MOST_AT_ONCE:
        raise BadInput(
            "row",
            "These are {number} rows; {most} at once is the most.",
            number=len(numbers),
            most=MOST_AT_ONCE,
            hint="A timeline tells a story: choose the moments that matter.",
        )
    with opened(piece_of(evidence)) as store:
        rows = store.rows(numbers) if store else []
    if not rows:
        raise BadInput("row", "No row was chosen.", hint="Go back and tick one, or press its star.")
    if any(row.zone == Zone.UNKNOWN for row in rows):
        raise BadInput(
            "row",
            "It is not known yet when this was: its clock names no time zone.",
            hint="Say under “Its clock” which zone it showed; then its rows can go on the timeline.",
        )
    return rows


def _told(row: Kept) -> Told:
    at, precision = as_instant(row.moment), Precision(row.precision)
    # An hour that the clocks went through twice: it was in one of the two.
    until_at = as_instant(row.moment + HOUR) if precision is Precision.BETWEEN else None
    text = shown(row.text).strip() or row.who or gettext("A line without words")
    return Told(When(at, until_at, precision), text)


def _back(request: HttpRequest, evidence: Evidence, landed: list[UUID]) -> HttpResponse:
    """Answer with the page as it was, and what landed on the timeline."""
    query = looking_for(QueryDict(request.POST.get("asked", "")).dict()).query
    said = [query] if query else []
    said += [f"landed={'.'.join(map(str, landed))}"] if landed else []
    url = reverse("rows", args=[evidence.review_id, evidence.pk])
    if "together" in request.POST:
        url = reverse("all_rows", args=[evidence.review_id])
    return redirect(f"{url}?{'&'.join(said)}#landed" if said else url)
