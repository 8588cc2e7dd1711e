"""Putting a review away, and bringing it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mortem.core.errors import NotFound
from mortem.web import access
from mortem.web.models import Participant
from mortem.web.operations.reviews import UNDO_DAYS, delete_review, restore_review
from mortem.web.queries.reviews import put_away

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


@require_safe
@login_required
def trash(request: HttpRequest) -> HttpResponse:
    """List what was put away, and until when it can come back."""
    rows = [
        {"review": review, "until": review.deleted_at + timedelta(days=UNDO_DAYS)}
        for review in put_away(access.signed_in(request))[:100]
        if review.deleted_at
    ]
    return render(request, "trash.html", {"here": "reviews", "rows": rows, "days": UNDO_DAYS})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Ask, then put the review away."""
    seat = access.kept_seat(request, review_id)
    if request.method != "POST":
        return render(request, "delete.html", {"review": seat.review, "days": UNDO_DAYS})
    delete_review(seat.review, by=seat.participant, at=timezone.now())
    messages.success(
        request,
        _("“%(title)s” is put away; it can come back for %(days)d days.")
        % {"title": seat.review.title, "days": UNDO_DAYS},
    )
    return redirect("trash")


@require_POST
@login_required
def restore(request: HttpRequest, review_id: UUID) -> HttpResponseRedirect:
    """Bring a review back; only whoever ran it sees that it was there."""
    user = access.signed_in(request)
    review = put_away(user).filter(pk=review_id).first()
    if review is None:
        raise NotFound(
            "There is no such review to bring back.",
            hint="After thirty days a deleted review is gone for good.",
        )
    me = Participant.objects.get(review=review, user=user)
    restore_review(review, by=me, at=timezone.now())
    return redirect("review", review_id)
