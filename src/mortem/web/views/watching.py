"""Letting Mortem read a signal: choose a source, try it, keep it, give it back to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.errors import NotAllowed
from mortem.core.record import Role
from mortem.web import access, links, source_secrets
from mortem.web.forms.watching import SourceForm
from mortem.web.operations.watches import address_token, set_watch, stop_watch
from mortem.web.source import read_now, sources
from mortem.web.tries import Tries
from mortem.web.views.parts import part_of
from mortem.web.views.review_page import show, today_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.models import Review, Signal, Watch
    from mortem.web.source import Read, Source


tries = Tries(
    "Sources were tried out too often in the last minutes.",
    "Wait a few minutes; what you typed can stay as it is.",
)


@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Offer the sources, then ask what the chosen one needs; try it before it is kept."""
    seat, signal, watch = _found(request, review_id, key)
    chosen = _chosen(request, watch)
    if chosen is None:
        return _page(request, seat, signal)
    if request.method != "POST":
        return _page(request, seat, signal, form=SourceForm(source=chosen, watch=watch))
    form = SourceForm(request.POST, source=chosen, watch=watch)
    if not form.is_valid():
        return _page(request, seat, signal, form=form, status=422)
    tried = _try(request, form, watch)
    if "keep" in request.POST and ("anyway" in request.POST or not tried.trouble):
        return _keep(request, seat, signal, form)
    return _page(
        request, seat, signal, form=form, tried=tried, status=422 if tried.trouble else 200
    )


def _found(request: HttpRequest, review_id: UUID, key: UUID) -> tuple[Seat, Signal, Watch | None]:
    """Return the signal for somebody with an account: what Mortem asks is asked in their name."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    signal = part_of(seat.review.signals.select_related("watch"), key)
    if access.user_of(request) is None:
        raise NotAllowed(
            "Only somebody with an account lets Mortem look by itself.",
            hint="Ask whoever keeps this review.",
        )
    return seat, signal, getattr(signal, "watch", None)


def _chosen(request: HttpRequest, watch: Watch | None) -> Source | None:
    name = request.POST.get("source") or request.GET.get("source", "")
    if not name and watch is not None and "other" not in request.GET:
        name = watch.source
    return sources().get(name)


def _try(request: HttpRequest, form: SourceForm, watch: Watch | None) -> Read:
    """Read once with what was typed, and with the secrets that stay.

    What gives a number is no guess: whoever sets many signals up in one sitting is not held up.
    """
    here = request.META.get("REMOTE_ADDR", "")
    tries.check(here)
    tries.count(here)
    kept = source_secrets.unseal(watch.sealed) if watch and form.kept else {}
    given = form.setting().values
    read = read_now(form.source.name, {**kept, **given}, at=timezone.now())
    if not read.trouble:
        tries.welcome(here)
    return read


def _keep(request: HttpRequest, seat: Seat, signal: Signal, form: SourceForm) -> HttpResponse:
    set_watch(signal, form.setting(), by=seat.participant, at=timezone.now())
    messages.success(request, _("Mortem looks at it from now on."))
    return redirect("signal", seat.review.pk, signal.pk)


def _page(request: HttpRequest, seat: Seat, signal: Signal, **more: Any) -> HttpResponse:
    form: SourceForm | None = more.get("form")
    offered = [one for one in sources().values() if one.name != "sql" or settings.SQL_CONNECTIONS]
    return show(
        request,
        seat,
        "signal_source.html",
        phase=phase_of(seat.review),
        signal=signal,
        watch=getattr(signal, "watch", None),
        sources=offered,
        chosen=form.source if form else None,
        **more,
    )


def phase_of(review: Review) -> str:
    """Return the page on which a review's signals stand now."""
    return "watch" if review.phase in {"watch", "closed"} else "protect"


def ping_address(watch: Watch) -> str:
    """Return the whole address that something posts to."""
    return links.absolute(f"/ping/{address_token(watch)}")


@require_POST
def end(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Let people look at it themselves again."""
    seat, signal, _watch = _found(request, review_id, key)
    stop_watch(signal, by=seat.participant, at=timezone.now(), today=today_of(seat.review))
    return redirect("signal", review_id, key)
