"""The version of a look back for people outside: drafted, compared with the inside, kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mortem.core.differences import as_pairs, differences
from mortem.core.errors import NotFound
from mortem.core.playbooks import playbook
from mortem.core.private_words import Private, private_in
from mortem.core.record import Role
from mortem.core.report.outside import TITLES, Outside, draft, inside, kept, markdown
from mortem.web import access
from mortem.web.forms.outside import OutsideForm
from mortem.web.operations.reviews import describe_review
from mortem.web.permissions import require
from mortem.web.queries.names import names_to_cover, public_title
from mortem.web.queries.records import record_of
from mortem.web.views.review_page import show

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.core.record import Record
    from mortem.web.access import Seat

_WORRIES = {
    Private.SECRET: _("Looks like a secret"),
    Private.ADDRESS: _("An e-mail address"),
    Private.MACHINE: _("A machine or page inside"),
    Private.NUMBER: _("A phone number"),
    Private.PERSON: _("A name"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def outside(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show what was kept; let whoever facilitates write it, beside what stands inside."""
    seat = access.seat(request, review_id)
    if seat.review.looks_ahead or playbook(seat.review.context).personal:
        raise NotFound("Only a team's look back has a version for outside.")
    record = record_of(seat.review, history=False)
    if request.method == "POST":
        require(seat.role, Role.FACILITATOR)
        return _post(request, seat, record)
    if not seat.facilitates:
        return _page(request, seat, record, texts=_titled(kept(record)))
    said = kept(record)
    is_draft = not said or "again" in request.GET
    if is_draft:
        said = draft(record, names_to_cover(seat.review), say=gettext)
    form = OutsideForm(initial=said.parts)
    return _page(request, seat, record, form=form, is_draft=is_draft, **_looked(seat, record, said))


def _post(request: HttpRequest, seat: Seat, record: Record) -> HttpResponse:
    form = OutsideForm(request.POST)
    if not form.is_valid():
        return _page(request, seat, record, form=form, status=422)
    said = form.outside()
    if "keep" not in request.POST:
        return _page(request, seat, record, form=form, **_looked(seat, record, said))
    told: dict[str, Any] = {f"outside_{name}": text for name, text in said.parts.items()}
    describe_review(seat.review, by=seat.participant, at=timezone.now(), **told)
    messages.success(request, gettext("It is kept."))
    return redirect("outside", seat.review.pk)


def _page(
    request: HttpRequest, seat: Seat, record: Record, *, status: int = 200, **more: Any
) -> HttpResponse:
    said = kept(record)
    document = markdown(public_title(seat.review), said, say=gettext) if said else ""
    return show(
        request,
        seat,
        "back/outside.html",
        phase=seat.review.phase,
        status=status,
        document=document,
        **more,
    )


def _titled(said: Outside) -> list[tuple[str, str]]:
    return [(gettext(TITLES[name]), text) for name, text in said.parts.items() if text.strip()]


def _looked(seat: Seat, record: Record, said: Outside) -> dict[str, Any]:
    """Return what is still private in it, and how it differs from what stands inside."""
    ground, people = inside(record, say=gettext).parts, names_to_cover(seat.review)
    return {
        "worries": [
            {"title": _WORRIES[one.kind], "words": text[one.start : one.end]}
            for text in said.parts.values()
            for one in private_in(text, people)
        ],
        "beside": [
            (gettext(TITLES[name]), as_pairs(differences(ground[name], text)))
            for name, text in said.parts.items()
        ],
    }
