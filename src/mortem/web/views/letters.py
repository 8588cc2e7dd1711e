"""Reminders of actions: stopped and wanted again, by oneself or by the link at their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.web.access import signed_in
from mortem.web.operations.letterboxes import letterbox_by_proof, letterbox_of, want_reminders

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


@require_POST
@login_required
def settle(request: HttpRequest) -> HttpResponseRedirect:
    """Stop the reminders to one's own address, or want them again."""
    box = letterbox_of(signed_in(request))
    if box is not None:
        wanted = request.POST.get("wanted") == "yes"
        want_reminders(box.address, wanted=wanted, at=timezone.now())
        messages.success(request, _said(wanted=wanted))
    return redirect("calendar")


@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, letterbox_id: UUID, proof: str) -> HttpResponse:
    """Ask whether they shall stop: a button does it, never the opening of the link."""
    box = letterbox_by_proof(letterbox_id, proof)
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        want_reminders(box.address, wanted=wanted, at=timezone.now())
        messages.success(request, _said(wanted=wanted))
        return redirect("reminders_by_link", letterbox_id, proof)
    return render(request, "letters.html", {"box": box})


def _said(*, wanted: bool) -> str:
    return _("Reminders come again.") if wanted else _("No more reminders come.")
