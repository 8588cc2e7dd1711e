"""The rows of one piece of evidence: read, settled by what was said about its clock, explored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.record import Role
from mortem.web import access
from mortem.web.forms.clock import ClockForm
from mortem.web.forms.looking_for import looking_for
from mortem.web.operations.evidence import settle_clock
from mortem.web.queries.rows import state_of
from mortem.web.rows import works
from mortem.web.rows.piece import piece_of
from mortem.web.rows.store import opened
from mortem.web.views.back.files import listed
from mortem.web.views.back.frame import show_back
from mortem.web.views.back.landed import landed_in, mark_starred
from mortem.web.views.back.seen_piece import SeenPiece
from mortem.web.views.companions import evidence_page
from mortem.web.views.parts import part_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.models import Evidence

_ZONES = sorted(available_timezones())


@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: HttpRequest, review_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Show the rows of a piece; a post begins to read them."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    evidence = part_of(seat.review.evidence, evidence_id)
    if request.method == "POST":
        works.begin(piece_of(evidence))
        return _back(evidence)
    return _page(request, seat, evidence, ClockForm(evidence))


@require_POST
def stop(request: HttpRequest, review_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Stop reading a piece; nothing of it stays."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    evidence = part_of(seat.review.evidence, evidence_id)
    works.stop(piece_of(evidence))
    return _back(evidence)


@require_POST
def settle(request: HttpRequest, review_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Keep what somebody says about the clock of a piece, and read it by that."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    evidence = part_of(seat.review.evidence, evidence_id)
    form = ClockForm(evidence, _said(evidence, request))
    if not form.is_valid():
        return _page(request, seat, evidence, form)
    settled = settle_clock(evidence, **form.said(), by=seat.participant, at=timezone.now())
    works.begin(piece_of(settled))
    return _back(evidence)


def _said(evidence: Evidence, request: HttpRequest) -> dict[str, Any]:
    """Return what was filled in; pressing an offer changes that one answer and keeps the others."""
    kept = {"zone": evidence.zone, "year": evidence.year, "ahead": evidence.ahead_ms / 1000}
    name, _, value = request.POST.get("take", "").partition(":")
    return {**kept, name: value} if name in kept else request.POST.dict()


def _back(evidence: Evidence) -> HttpResponse:
    return redirect(reverse("rows", args=[evidence.review_id, evidence.pk]))


def _page(request: HttpRequest, seat: Seat, evidence: Evidence, clock: ClockForm) -> HttpResponse:
    asked = looking_for(request.GET)
    state = state_of(
        evidence
    )  # first: rows may come while this page is made, and go with it or not at all
    with opened(piece_of(evidence)) as store:
        seen = SeenPiece(store, asked, seat).shown() if store and store.about.rows else {}
    mark_starred(seen.get("rows", []), evidence)
    return show_back(
        request,
        seat,
        "back/rows.html",
        phase=evidence_page(seat.review),
        status=422 if clock.errors else 200,
        evidence=evidence,
        state=state,
        clock=clock,
        zones=_ZONES,
        star_icon=render_to_string("parts/icon.html", {"name": "star"}),
        asked=asked,
        # Asked for by a page that waits: what it cuts out leads here.
        at_rows=bool(seen) and not request.headers.get("HX-Request"),
        landed=landed_in(request, evidence),
        **(listed(evidence, asked) if state.about else {}),
        **seen,
    )
