"""Has anything changed? Asked now and then by pages whose stream is blocked or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mortem.web import access

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@require_safe
def pulse(request: HttpRequest, review_id: UUID) -> JsonResponse:
    """Answer with the number of the last line of history, and where a page that follows should go.

    `at` is the phase of a page that shows the current one: when the review has moved on, so
    does the page; what was being typed waits in the browser and is there again on the next.
    """
    review = access.seat(request, review_id).review
    at = request.GET.get("at", "")
    moved = bool(at) and at != review.phase
    go = reverse("phase_page", args=[review.pk, review.phase]) if moved else ""
    response = JsonResponse({"number": review.activity_count, "go": go})
    response["Cache-Control"] = "no-store"
    return response
