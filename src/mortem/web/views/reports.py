"""A review as a document to read, print and hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from mortem.core.formats import html
from mortem.core.playbooks import playbook
from mortem.core.report import Picture
from mortem.web import access
from mortem.web.documents import Reader, note_of, report_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.core.report import Report


@require_safe
def report(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show the whole review as one long read, for everybody who may read it."""
    seat = access.seat(request, review_id)
    reader, now = reader_of(request, seat), timezone.now()
    made = report_of(seat.review, reader, now)
    context = {
        "review": seat.review,
        "seat": seat,
        "playbook": playbook(seat.review.context),
        "report": made,
        "body": mark_safe(  # noqa: S308 - every text in it was escaped by the form itself
            html.body(made, url_of=_url_of, contents=gettext("Contents"))
        ),
        "note": note_of(seat.review, reader, now),
        "pictures": _pictures(made),
    }
    return render(request, "report.html", context)


def reader_of(request: HttpRequest, seat: access.Seat) -> Reader:
    """Return who asks, as documents want to know it."""
    user = access.user_of(request)
    return Reader(role=seat.role, readable=access.readable_reviews(user), me=seat.me, user=user)


def _url_of(review: str) -> str:
    return reverse("report", args=[review])


def _pictures(made: Report) -> list[tuple[str, str]]:
    return [
        (block.name, block.title)
        for section in made.sections
        for block in section.blocks
        if isinstance(block, Picture)
    ]
