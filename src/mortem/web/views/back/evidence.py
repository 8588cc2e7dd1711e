"""The page of the second phase: what was brought, and the story it tells so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from mortem.core.evidence.clock import Clock
from mortem.core.evidence.grammar import stamp_on
from mortem.core.evidence.row import Zone
from mortem.core.formats import svg
from mortem.core.playbooks import playbook
from mortem.core.record import EntryKind, Mode
from mortem.core.two_accounts import tellers
from mortem.web import access, uploads
from mortem.web.forms.entries import EntryForm
from mortem.web.forms.evidence import FilesForm, PasteForm
from mortem.web.forms.moments import initial_of
from mortem.web.models import Evidence, TimelineEntry
from mortem.web.models.evidence import INSIDE_LENGTH
from mortem.web.queries import evidence as reading
from mortem.web.queries.accounts import open_accounts
from mortem.web.queries.records import record_of
from mortem.web.queries.rows import states_of
from mortem.web.queries.then import asked_about
from mortem.web.queries.timeline import days_of, shape_of, zone_for
from mortem.web.rows.clocks import as_instant
from mortem.web.rows.piece import piece_of
from mortem.web.views.back import moments
from mortem.web.views.back.frame import ready, show_back
from mortem.web.views.back.unknown import unknowns
from mortem.web.views.companions import companions_of
from mortem.web.views.parts import id_in, number_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.core.record import Record
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
    forms = (files, paste, entry, edited, answer)
    edited = edited or _edited(request, seat)
    editing = editing or id_in(request.GET.get("edit"))
    then = None if edited else _then(request, seat, answer, beside)
    return show_back(
        request,
        seat,
        "back/evidence.html",
        phase="evidence",
        record=record,
        status=422 if any(form and form.errors for form in forms) else 200,
        files=files or FilesForm(),
        paste=paste or PasteForm(auto_id="paste-%s"),
        brought=_brought(seat),
        two_tell=len(tellers(record.entries)) > 1,
        has_picture=0 < len(record.entries) <= _MOST_IN_A_PICTURE,
        limit=uploads.limit_in_megabytes(),
        **_new_entry(request, seat, entry),
        **_told_so_far(seat, edited, editing, then),
        **_shape(seat, record),
        **companions_of(seat),
    )


def _new_entry(request: HttpRequest, seat: Seat, entry: EntryForm | None) -> dict[str, Any]:
    """Return the form of the next moment, with what a line or an account brings along."""
    cited, asks_zone = ({}, False) if entry else _cited_line(request, seat)
    cited = cited or _told_account(request, seat)
    entry = entry or EntryForm(seat.review, initial=_next_moment(seat.review, cited))
    if request.GET.get("next") == "entry":
        ready(entry, "time")
    return {"entry": entry, "asks_zone": asks_zone}


def _told_so_far(
    seat: Seat, edited: EntryForm | None, editing: UUID | None, then: dict[str, Any] | None
) -> dict[str, Any]:
    """Return the moments by day, the one that is changed and the one somebody asks about."""
    days = moments.told(
        days_of(seat.review),
        zone_for(seat.review),
        editing=editing if edited else None,
        asked=then["beside"] if then else None,
    )
    return {"edited": edited, "then": then, "days": days}


def _shape(seat: Seat, record: Record) -> dict[str, Any]:
    """Return what the story still lacks, and how long its parts took."""
    review, shape = seat.review, shape_of(record)
    personal = playbook(review.context).personal
    accounts = [] if personal else open_accounts(review)
    return {
        "accounts": accounts,
        "untold": any(one.entry is None for one in accounts),
        "unknown": None if personal else unknowns(review, record),
        "lengths": _lengths(shape),
        "begins_late": shape.begins_late,
    }


def _brought(seat: Seat) -> list[dict[str, Any]]:
    pieces = list(Evidence.objects.filter(review=seat.review))
    states = states_of(seat.review, pieces)
    return [_listed(one, seat) | {"state": states[str(one.pk)]} for one in pieces]


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
    if playbook(seat.review.context).personal:
        return None
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
    inside = request.GET.get("inside", "")[:INSIDE_LENGTH]
    text = reading.line_of(evidence, number, inside)
    taken: dict[str, Any] = {"evidence": evidence.pk, "inside": inside, "text": text.strip()}
    if number:
        taken["first_line"] = number
    stamp = stamp_on(text)
    settled = Clock(piece_of(evidence).answers).settle(stamp) if stamp else None
    if settled is None:
        return taken, False
    knows_zone = settled.zone is not Zone.UNKNOWN
    at = as_instant(settled.moment)
    local = at.astimezone(zone_for(seat.review)) if knows_zone else at
    taken["time"] = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    if settled.has_year:
        taken["date"] = local.date()
    return taken, not knows_zone


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
