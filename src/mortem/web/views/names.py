"""Roles in place of names: chosen, looked at as they would read, put in, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core.differences import as_pairs, differences
from mortem.core.record import Role
from mortem.web import access
from mortem.web.forms.names import RolesForm
from mortem.web.operations.names import put_names_back, replace_names
from mortem.web.queries.names import names_in, rewordings
from mortem.web.views.review_page import show

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.queries.names import Rewording


@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Ask for the roles, show every text as it would read, and replace once that was seen."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    review, found = seat.review, names_in(seat.review)
    asked = request.POST.getlist("name") or list(found)
    form = RolesForm(asked, request.POST if request.method == "POST" else None)
    there: list[Rewording] = []
    if form.is_valid():
        there = rewordings(review, form.roles())
        if there and "replace" in request.POST:
            line = replace_names(review, form.roles(), by=seat.participant, at=timezone.now())
            return _to_names(review_id, f"?put-in={line.number}")
    return show(
        request,
        seat,
        "names.html",
        phase=review.phase,
        status=422 if form.errors else 200,
        form=form,
        rows=[(form[f"role_{n}"], found.get(name, 0)) for n, name in enumerate(asked)],
        would_read=[as_pairs(differences(one.old, one.new)) for one in there],
        looked=form.is_bound and not form.errors,
        undo=_undo(review_id, request.GET.get("put-in", "")),
    )


def _undo(review_id: UUID, number: str) -> dict[str, str] | None:
    if not number.isdecimal() or not number.isascii():
        return None
    url = reverse("put_names_back", args=[review_id, number])
    return {"text": gettext("Roles stand where the names stood."), "url": url}


@require_POST
def put_back(request: HttpRequest, review_id: UUID, number: int) -> HttpResponse:
    """Undo: the names come back where nobody has changed the text since."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    put_names_back(seat.review, number, by=seat.participant, at=timezone.now())
    return _to_names(review_id)


def _to_names(review_id: UUID, query: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("names", args=[review_id]) + query)
