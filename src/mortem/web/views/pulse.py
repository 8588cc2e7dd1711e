"""Has anything changed? A small question that open pages ask every other second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mortem.web import access

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@require_safe
def pulse(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Answer 204 while all is as the page saw it; else tell its regions to look again.

    `seen` is the number of the last line of history that the page knows. `at` is the phase
    of a page that shows the current one: when the review has moved on, so does the page;
    what was being typed waits in the browser and is there again on the next page.
    """
    review = access.seat(request, review_id).review
    at = request.GET.get("at", "")
    if at and at != review.phase:
        moved = HttpResponse(status=204)
        moved["HX-Redirect"] = reverse("phase_page", args=[review.pk, review.phase])
        return moved
    if request.GET.get("seen") == str(review.activity_count):
        return HttpResponse(status=204)
    changed = render(request, "sharing/pulse.html", {"review": review, "phase": at})
    changed["HX-Trigger"] = "changed"
    return changed
