"""Evidence is brought here and put in order: the page of the second phase, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from mortem.core.errors import NotAllowed
from mortem.core.evidence import servable_type, time_on
from mortem.core.formats import svg
from mortem.core.playbooks import playbook
from mortem.core.record import EntryKind, Mode, Role
from mortem.web import access, uploads, vault
from mortem.web.forms.entries import EntryForm
from mortem.web.forms.evidence import FilesForm, PasteForm
from mortem.web.forms.moments import initial_of
from mortem.web.models import Evidence, TimelineEntry
from mortem.web.operations import evidence as operations
from mortem.web.queries import evidence as reading
from mortem.web.queries.accounts import open_accounts
from mortem.web.queries.records import record_of
from mortem.web.queries.then import asked_about
from mortem.web.queries.timeline import days_of, shape_of, zone_for
from mortem.web.views.back import moments
from mortem.web.views.back.frame import ready, show_back
from mortem.web.views.back.unknown import unknowns
from mortem.web.views.companions import companions_of, evidence_page
from mortem.web.views.parts import after_deletion, id_in, number_in, part_of
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.queries.timeline import Shape

_MOST_IN_A_PICTURE = 400


def page(
    request: HttpRequest,
    seat: Seat,
    *,
    files: FilesForm | None = None,
    paste: PasteForm | None = None,
    entry: EntryForm | None = None,
    edited: EntryForm | None = None,
    editing: UUID | None = None,
    answer: EntryForm | None = None,
    beside: UUID | None = None,
) -> HttpResponse:
    """Show what was brought and the story it tells so far."""
    review = seat.review
    record = record_of(review, history=False)
    shape = shape_of(record)
    personal = playbook(review.context).personal
    forms = (files, paste, entry, edited, answer)
    cited, asks_zone = ({}, False) if entry else _cited_line(request, seat)
    cited = cited or _told_account(request, seat)
    entry = entry or EntryForm(review, initial=_next_moment(review, cited))
    if request.GET.get("next") == "entry":
        ready(entry, "time")
    edited = edited or _edited(request, seat)
    editing = editing or id_in(request.GET.get("edit"))
    accounts = [] if personal else open_accounts(review)
    then = None if personal or edited else _then(request, seat, answer, beside)
    return show_back(
        request,
        seat,
        "back/evidence.html",
        phase="evidence",
        record=record,
        status=422 if any(form and form.errors for form in forms) else 200,
        files=files or FilesForm(),
        paste=paste or PasteForm(auto_id="paste-%s"),
        entry=entry,
        asks_zone=asks_zone,
        edited=edited,
        brought=[_listed(one, seat) for one in Evidence.objects.filter(review=review)],
        days=moments.told(
            days_of(review),
            zone_for(review),
            editing=editing if edited else None,
            asked=then["beside"] if then else None,
        ),
        then=then,
        accounts=accounts,
        untold=any(one.entry is None for one in accounts),
        unknown=None if personal else unknowns(review, record),
        lengths=_lengths(shape),
        begins_late=shape.begins_late,
        has_picture=0 < len(record.entries) <= _MOST_IN_A_PICTURE,
        limit=uploads.limit_in_megabytes(),
        **companions_of(seat),
    )


def _listed(one: Evidence, seat: Seat) -> dict[str, Any]:
    mine = seat.brought(one)
    return {"it": one, "mine": mine, "may_delete": mine or seat.facilitates}


def _edited(request: HttpRequest, seat: Seat) -> EntryForm | None:
    found = id_in(request.GET.get("edit"))
    entry = TimelineEntry.objects.filter(review=seat.review, pk=found).first() if found else None
    return EntryForm(seat.review, entry=entry) if entry else None


def _next_moment(review: Any, cited: dict[str, Any]) -> dict[str, Any]:
    """Keep the day of the last moment; its time is never guessed, only shown as a hint."""
    last = TimelineEntry.objects.filter(review=review).last()
    day = {"date": last.at.astimezone(zone_for(review)).date()} if last else {}
    return day | cited


def _told_account(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    """Return what a form takes over from an account; when it was, only its writer can say."""
    found = id_in(request.GET.get("account")) if seat.takes_part else None
    told = next((one for one in open_accounts(seat.review) if one.id == found), None)
    if told is None or told.entry:
        return {}
    return {
        "account": told.id,
        "text": told.text,
        "kind": EntryKind.ACCOUNT,
        "attributed_to": told.whose,
    }


def _then(
    request: HttpRequest, seat: Seat, answer: EntryForm | None, beside: UUID | None
) -> dict[str, Any] | None:
    """Return a moment somebody asks about: a few questions, and a form for the answer beside it."""
    found = (beside or id_in(request.GET.get("then"))) if seat.takes_part else None
    entry = TimelineEntry.objects.filter(review=seat.review, pk=found).first() if found else None
    if entry is None:
        return None
    me = seat.me.name if seat.me and seat.review.mode != Mode.ANONYMOUS else ""
    when = initial_of(entry, zone_for(seat.review))
    initial = {**when, "kind": EntryKind.ACCOUNT, "attributed_to": me}
    return {
        "beside": entry.pk,
        "form": answer or EntryForm(seat.review, initial=initial, name=then_name(entry.pk)),
        **asked_about(seat.review, entry.text, number_in(request.GET.get("turn"), 0)),
    }


def then_name(entry_id: UUID) -> str:
    """Return what the fields of an answer beside a moment are called on the page."""
    return f"then-{entry_id}"


def _cited_line(request: HttpRequest, seat: Seat) -> tuple[dict[str, Any], bool]:
    """Return what a form takes over from a line of evidence, and whether its zone must be asked."""
    found = id_in(request.GET.get("cite"))
    evidence = Evidence.objects.filter(review=seat.review, pk=found).first() if found else None
    if evidence is None or not seat.takes_part:
        return {}, False
    number = number_in(request.GET.get("line"), 0)
    text = reading.line_of(evidence, number)
    taken: dict[str, Any] = {"evidence": evidence.pk, "text": text.strip()}
    if number:
        taken["first_line"] = number
    stamp = time_on(text)
    if stamp is None:
        return taken, False
    at: datetime = stamp.at
    local = at.astimezone(zone_for(seat.review)) if stamp.names_zone else at
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return {**taken, "date": local.date(), "time": clock}, not stamp.names_zone


def _lengths(shape: Shape) -> list[tuple[str, str]]:
    found = shape.durations
    named = (
        (gettext("until somebody noticed"), found.to_detect),
        (gettext("until somebody took it on"), found.to_acknowledge),
        (gettext("until the harm stopped"), found.to_mitigate),
        (gettext("until it was over"), found.to_end),
    )
    return [(name, svg.duration_words(length)) for name, length in named if length is not None]


@require_safe
def picture(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show the timeline as a picture; the page of the evidence asks for it once it is unfolded."""
    seat = access.seat(request, review_id)
    record = record_of(seat.review, history=False)
    drawn = {
        "svg": svg.timeline(record.entries, record.event_times, record.zone),
        "items": svg.timeline_text(record.entries, record.event_times, record.zone),
    }
    return show_back(
        request, seat, "back/timeline_picture.html", phase="evidence", record=record, picture=drawn
    )


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
    operations.add_evidence(
        seat.review,
        brought=[
            (one.name or "", one.content_type or "", one.arriving.seal())
            for one in form.cleaned_data["chosen"]
        ],
        by=seat.participant,
        at=timezone.now(),
    )
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
    operations.add_evidence(
        seat.review,
        brought=[(name, "text/plain", sealed)],
        by=seat.participant,
        at=timezone.now(),
    )
    return back_to(seat.review.pk, "evidence", "brought")


@require_safe
def lines(request: HttpRequest, review_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Show a text line by line, or say that this file is kept but not shown."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    evidence = part_of(seat.review.evidence, evidence_id)
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
        text=reading.page_of(evidence, number),
        line=line,
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
    return back_to(seat.review.pk, evidence_page(seat.review), "brought")


def _require_own(seat: Seat, evidence: Evidence) -> None:
    if not seat.facilitates and not seat.brought(evidence):
        raise NotAllowed(
            "Evidence is put away by whoever brought it, or by the facilitator.",
            hint="Ask one of them.",
        )
