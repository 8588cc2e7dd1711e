"""Several moments of the timeline at once: moved in time, taken off, and the way back from either."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.errors import BadInput, NotFound
from mortem.core.record import Role
from mortem.core.shift import shift_of
from mortem.web import access
from mortem.web.models import TimelineEntry
from mortem.web.operations.entries import delete_entries, move_entries, restore_entries
from mortem.web.queries.timeline import days_of
from mortem.web.views.back.frame import show_back
from mortem.web.views.parts import id_in, number_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat

MOST: Final = 100
"""Moments that are changed at once; the way back names each in an address."""


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show all moments to choose from; a post moves those that were chosen, or takes them off."""
    seat = _seat(request, review_id)
    if request.method != "POST":
        return _show(request, seat)
    chosen = _named(request.POST.getlist("entry"), TimelineEntry.objects, seat)
    try:
        _check_count(chosen)
        if "off" in request.POST:
            delete_entries(chosen, by=seat.participant, at=timezone.now())
            return _done(seat, chosen, off=1)
        is_earlier = request.POST.get("way") != "later"
        shift = shift_of(request.POST.get("shift", ""), is_earlier=is_earlier)
        move_entries(chosen, shift, by=seat.participant, at=timezone.now())
        return _done(seat, chosen, seconds=int(shift.total_seconds()))
    except BadInput as refused:
        return _show(request, seat, refused=refused, chosen={one.pk for one in chosen})


@require_POST
def undo(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Put moments back where they were, or on the timeline again."""
    seat = _seat(request, review_id)
    named = request.POST.getlist("entry")[:MOST]
    if "off" in request.POST:
        gone = _named(named, TimelineEntry.everything.exclude(deleted_at=None), seat)
        restore_entries(gone, by=seat.participant, at=timezone.now())
    else:
        moved = _named(named, TimelineEntry.objects, seat)
        back = timedelta(seconds=-_seconds_in(request.POST.get("seconds", "")))
        move_entries(moved, back, by=seat.participant, at=timezone.now())
    return HttpResponseRedirect(_place(seat))


def _seat(request: HttpRequest, review_id: UUID) -> Seat:
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    if seat.review.looks_ahead:
        raise NotFound("A look ahead has no such page.")
    return seat


def _named(names: Iterable[str], entries: Any, seat: Seat) -> list[TimelineEntry]:
    """Return those of the named moments that are this review's."""
    keys = [key for name in names if (key := id_in(name))]
    found = list(entries.filter(review=seat.review, pk__in=keys[: MOST + 1]))
    for entry in found:
        entry.review = seat.review
    return found


def _check_count(chosen: list[TimelineEntry]) -> None:
    if not 0 < len(chosen) <= MOST:
        raise BadInput("entry", "Choose one moment or more, {most} at most.", most=MOST)


def _seconds_in(text: str) -> int:
    """Return a whole number of seconds, which may be below zero; 0 for anything else."""
    size = number_in(text.removeprefix("-"), 0)
    return -size if text.startswith("-") else size


def _place(seat: Seat) -> str:
    return reverse("several_entries", args=[seat.review.pk])


def _done(seat: Seat, chosen: list[TimelineEntry], **said: int) -> HttpResponse:
    names = ".".join(str(one.pk) for one in chosen)
    return HttpResponseRedirect(f"{_place(seat)}?{urlencode({'done': names, **said})}")


def _show(
    request: HttpRequest,
    seat: Seat,
    *,
    refused: BadInput | None = None,
    chosen: Iterable[UUID] = (),
) -> HttpResponse:
    is_off = "off" in request.GET
    known = TimelineEntry.everything.exclude(deleted_at=None) if is_off else TimelineEntry.objects
    done = _named(request.GET.get("done", "").split("."), known, seat)
    return show_back(
        request,
        seat,
        "back/several.html",
        phase="evidence",
        status=422 if refused else 200,
        days=days_of(seat.review),
        chosen=chosen,
        done=done,
        is_off=is_off,
        seconds=_seconds_in(request.GET.get("seconds", "")),
        shift=request.POST.get("shift", ""),
        is_later=request.POST.get("way") == "later",
        refused=refused and gettext(refused.template).format(**refused.data),
    )
