"""Moments of the timeline: added, changed, taken off, put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.views.decorators.http import require_POST

from mortem.core.errors import BadInput
from mortem.core.record import Role
from mortem.web import access
from mortem.web.forms.entries import EntryForm
from mortem.web.models import Card, TimelineEntry
from mortem.web.operations import entries as operations
from mortem.web.views.back import evidence
from mortem.web.views.back.frame import back_for_more, tell
from mortem.web.views.parts import after_deletion, id_in, part_of
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat


@require_POST
def add(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Put a moment on the timeline."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    beside = id_in(request.POST.get("beside"))
    name = evidence.then_name(beside) if beside else "entry"
    form = EntryForm(seat.review, request.POST, name=name)
    if form.is_valid():
        try:
            operations.add_entry(
                seat.review,
                form.told(),
                cites=form.cite(),
                account=_account(seat, form),
                by=seat.participant,
                at=timezone.now(),
            )
            if beside:
                return back_to(seat.review.pk, "evidence", f"moment-{beside}")
            return back_for_more(seat.review, "evidence", "entry")
        except BadInput as refused:
            tell(form, refused)
    if beside:
        return evidence.page(request, seat, answer=form, beside=beside)
    return evidence.page(request, seat, entry=form)


def _account(seat: Seat, form: EntryForm) -> Card | None:
    """Return the turned account that the moment tells, if it tells one."""
    named = form.cleaned_data["account"]
    turned = Card.objects.filter(review=seat.review, revealed=True).select_related("entry")
    return part_of(turned, named) if named else None


@require_POST
def change(request: HttpRequest, review_id: UUID, entry_id: UUID) -> HttpResponse:
    """Say a moment differently."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    entry = part_of(seat.review.entries, entry_id)
    form = EntryForm(seat.review, request.POST, entry=entry)
    if form.is_valid():
        try:
            operations.change_entry(
                entry,
                form.told(),
                cites=form.cite(),
                keep=form.keeps(),
                by=seat.participant,
                at=timezone.now(),
            )
            return back_to(seat.review.pk, "evidence", f"moment-{entry_id}")
        except BadInput as refused:
            tell(form, refused)
    return evidence.page(request, seat, edited=form, editing=entry_id)


@require_POST
def delete(request: HttpRequest, review_id: UUID, entry_id: UUID) -> HttpResponse:
    """Take a moment off the timeline."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    entry = part_of(seat.review.entries, entry_id)
    operations.delete_entry(entry, by=seat.participant, at=timezone.now())
    return after_deletion(seat.review, "evidence", "entry", entry_id, "timeline")


@require_POST
def restore(request: HttpRequest, review_id: UUID, entry_id: UUID) -> HttpResponse:
    """Put a moment back."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    entry = part_of(TimelineEntry.everything.filter(review=seat.review), entry_id)
    operations.restore_entry(entry, by=seat.participant, at=timezone.now())
    return back_to(seat.review.pk, "evidence", f"moment-{entry_id}")
