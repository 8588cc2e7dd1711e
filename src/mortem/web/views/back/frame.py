"""What every page of a look back shares: what is still open, and errors beside their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from mortem.core.playbooks import playbook
from mortem.core.record import Mode, Visibility
from mortem.core.review import missing
from mortem.web import words
from mortem.web.queries.records import record_of
from mortem.web.queries.shares import is_held, open_shares
from mortem.web.queries.timeline import zone_for
from mortem.web.views.back.meeting import around
from mortem.web.views.parts import undo_of
from mortem.web.views.review_page import show

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

    from mortem.core.errors import BadInput
    from mortem.core.missing import Missing
    from mortem.core.record import Record
    from mortem.web.access import Seat
    from mortem.web.models import Review

_MOST_SHOWN = 6
# Pages that go along when the review moves on. The others stay, so that nobody is cut off.
_FOLLOWED = frozenset({"event", "accounts"})


def show_back(
    request: HttpRequest,
    seat: Seat,
    template: str,
    *,
    phase: str,
    record: Record | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render a page of a look back with what it still lacks, as help."""
    review = seat.review
    return show(
        request,
        seat,
        template,
        phase=phase,
        status=status,
        personal=playbook(review.context).personal,
        review_zone=zone_for(review),
        anonymous=review.mode == Mode.ANONYMOUS,
        follows=phase if phase == review.phase and phase in _FOLLOWED else "",
        **_company(review),
        **around(seat, phase),
        undo=undo_of(request, review),
        missing=still_open(record or record_of(review, history=False), phase),
        **more,
    )


def _company(review: Review) -> dict[str, bool]:
    """Tell whether others take part, and whether anybody else could open this review at all."""
    now = timezone.now()
    together = review.participants.filter(is_held(now)).count() > 1
    has_door = open_shares(review, at=now).exists()
    is_private = review.visibility == Visibility.PRIVATE
    alone = is_private and not together and not has_door
    return {"together": together, "alone": alone, "listens": together or has_door}


def still_open(record: Record, phase: str) -> list[dict[str, str]]:
    """Return what a page still lacks, in words. Nobody is nagged about something of their own."""
    if playbook(record.context).personal:
        return []
    lacking = missing(record, today=timezone.localdate())
    here = [{"text": _worded(lack)} for lack in lacking if lack.where == phase and _adds(lack)]
    return here[:_MOST_SHOWN]


def _adds(lack: Missing) -> bool:
    """Leave out what the page itself asks already, such as each of the six kinds of lesson."""
    return lack.required or lack.where != "lessons"


def _worded(lack: Missing) -> str:
    data = dict(lack.data)
    if moment := data.get("moment"):
        return gettext("“%(moment)s”: when? “About” and “between” are good answers.") % {
            "moment": next(str(word) for state, word in words.MOMENT.items() if state == moment)
        }
    return gettext(lack.template).format(**data)


def back_for_more(review: Review, phase: str, following: str) -> HttpResponseRedirect:
    """Answer an addition: the page again, ready for the next one (`?next=` names its form).

    Without an anchor: browsers put no cursor into a field when the address has one.
    """
    url = reverse("phase_page", args=[review.pk, phase])
    return redirect(f"{url}?next={following}")


def ready(form: forms.Form, field: str) -> None:
    """Let the browser put its cursor into a field."""
    form.fields[field].widget.attrs["autofocus"] = True


def tell(form: forms.Form, error: BadInput) -> None:
    """Put what an operation refused beside its field, or above the form."""
    field = error.field if error.field in form.fields else None
    form.add_error(field, gettext(error.template).format(**error.data))
