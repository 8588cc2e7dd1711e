"""Pieces of evidence: brought as files or as text, read line by line, handed back, put away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from mortem.core.errors import NotAllowed
from mortem.core.evidence.files import servable_type
from mortem.core.record import Role
from mortem.web import access, uploads, vault
from mortem.web.forms.evidence import FilesForm, PasteForm
from mortem.web.forms.looking_for import LookingFor
from mortem.web.insides import may_have_rows, sealed_apart
from mortem.web.models import Evidence
from mortem.web.models.evidence import INSIDE_LENGTH
from mortem.web.operations import evidence as operations
from mortem.web.queries import evidence as reading
from mortem.web.queries.evidence import begin_to_read
from mortem.web.rows import works
from mortem.web.rows.piece import piece_of
from mortem.web.views.back.evidence import page
from mortem.web.views.back.files import listed
from mortem.web.views.back.frame import show_back
from mortem.web.views.companions import evidence_page
from mortem.web.views.parts import after_deletion, number_in, part_of
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat


@csrf_exempt  # the upload is received first, then checked by _bring_files
@require_POST
def bring_files(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Take files in. Who may not bring any is turned away before a byte is read."""
    access.seat(request, review_id, need=Role.PARTICIPANT)
    uploads.receive(request)
    return _bring_files(request, review_id)


@csrf_protect
def _bring_files(request: HttpRequest, review_id: UUID) -> HttpResponse:
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    form = FilesForm(request.FILES)
    if not form.is_valid():
        return page(request, seat, files=form)
    pieces = operations.add_evidence(
        seat.review,
        brought=[
            (one.name or "", one.content_type or "", one.arriving.seal())
            for one in form.cleaned_data["chosen"]
        ],
        by=seat.participant,
        at=timezone.now(),
    )
    begin_to_read(pieces)
    return back_to(seat.review.pk, "evidence", "brought")


@csrf_exempt  # a text larger than Django takes is worded by uploads.receive, then checked
@require_POST
def bring_text(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Take a pasted text in, as evidence like any other."""
    access.seat(request, review_id, need=Role.PARTICIPANT)
    uploads.receive(request)
    return _bring_text(request, review_id)


@csrf_protect
def _bring_text(request: HttpRequest, review_id: UUID) -> HttpResponse:
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    form = PasteForm(request.POST, auto_id="paste-%s")
    if not form.is_valid():
        return page(request, seat, paste=form)
    name = form.cleaned_data["name"] or gettext("Pasted text, %(day)s") % {
        "day": timezone.localtime().strftime("%Y-%m-%d %H.%M")
    }
    sealed = vault.seal([form.content()], limit=uploads.limit())
    pieces = operations.add_evidence(
        seat.review,
        brought=[(name, "text/plain", sealed)],
        by=seat.participant,
        at=timezone.now(),
    )
    begin_to_read(pieces)
    return back_to(seat.review.pk, "evidence", "brought")


@require_safe
def lines(request: HttpRequest, review_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Show a text line by line, a package as what is in it, or say that this file is kept but not shown."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    evidence = part_of(seat.review.evidence, evidence_id)
    inside = request.GET.get("inside", "")[:INSIDE_LENGTH]
    number = number_in(request.GET.get("page"))
    if line := number_in(request.GET.get("line"), 0):
        number = -(-line // reading.LINES_A_PAGE)
    return show_back(
        request,
        seat,
        "back/lines.html",
        phase=evidence_page(seat.review),
        evidence=evidence,
        mine=seat.brought(evidence),
        text=reading.page_of(evidence, number, inside),
        inside=inside,
        line=line,
        may_have_rows=may_have_rows(evidence.sha256),
        **({} if inside else listed(evidence, LookingFor())),
    )


@require_safe
def original(request: HttpRequest, review_id: UUID, evidence_id: UUID) -> FileResponse:
    """Hand the bytes back to whoever brought them, to be kept, never to be shown (METHOD E2)."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    evidence = part_of(seat.review.evidence, evidence_id)
    if not seat.brought(evidence):
        raise NotAllowed(
            "The original opens only for whoever brought it.",
            hint="Read it line by line here, or ask them for it.",
        )
    response = FileResponse(
        vault.open_sealed(evidence.sha256),
        as_attachment=True,
        filename=evidence.name,
        content_type=servable_type(evidence.media_type),
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def take_apart(request: HttpRequest, review_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Make a piece of its own of each file of a package. Its bytes are whoever's who brought it, so only they may (E2)."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    evidence = part_of(seat.review.evidence, evidence_id)
    if not seat.brought(evidence):
        raise NotAllowed("A package is taken apart by whoever brought it.", hint="Ask them.")
    operations.require_uncited(evidence)  # before anything is sealed that would be nobody's
    pieces = operations.take_apart(
        evidence,
        files=sealed_apart(evidence.sha256, limit=uploads.limit()),
        by=seat.participant,
        at=timezone.now(),
    )
    begin_to_read(pieces)
    return after_deletion(
        seat.review, evidence_page(seat.review), "package", evidence_id, "brought"
    )


@require_POST
def delete(request: HttpRequest, review_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Put a piece of evidence away."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    evidence = part_of(seat.review.evidence, evidence_id)
    _require_own(seat, evidence)
    operations.delete_evidence(evidence, by=seat.participant, at=timezone.now())
    return after_deletion(
        seat.review, evidence_page(seat.review), "evidence", evidence_id, "brought"
    )


@require_POST
def restore(request: HttpRequest, review_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Bring a piece of evidence back."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    evidence = part_of(Evidence.everything.filter(review=seat.review), evidence_id)
    _require_own(seat, evidence)
    operations.restore_evidence(evidence, by=seat.participant, at=timezone.now())
    works.begin(piece_of(evidence))
    return back_to(seat.review.pk, evidence_page(seat.review), "brought")


def _require_own(seat: Seat, evidence: Evidence) -> None:
    if not seat.facilitates and not seat.brought(evidence):
        raise NotAllowed(
            "Evidence is put away by whoever brought it, or by the facilitator.",
            hint="Ask one of them.",
        )
