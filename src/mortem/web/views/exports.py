"""A review handed out as a file, in any form."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mortem.web import access
from mortem.web.documents import ascii_name, document
from mortem.web.views.reports import reader_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.documents import Document


@require_safe
def export(request: HttpRequest, review_id: UUID, form: str) -> HttpResponse:
    """Hand the review out in one form; what this reader may not see is not in it."""
    seat = access.seat(request, review_id)
    made = document(seat.review, form, reader=reader_of(request, seat), at=timezone.now())
    return as_download(made)


def as_download(made: Document) -> HttpResponse:
    """Answer with a file that is kept, never shown in our name."""
    response = HttpResponse(made.content, content_type=made.media_type)
    plain, full = ascii_name(made.name).replace('"', ""), quote(made.name, safe="")
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
