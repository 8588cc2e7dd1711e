"""A look at a signal, given by the link of a letter that asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mortem.core.errors import NotFound
from mortem.core.playbooks import playbook
from mortem.core.record import ReadingState
from mortem.web import access
from mortem.web.forms.signals import CheckInForm
from mortem.web.operations.looks_asked import find_look, give_look
from mortem.web.views.review_page import today_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mortem.web.models import LookAsked


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; it shows the question, and a press answers it."""
    now = timezone.now()
    asked = find_look(token, at=now)
    if not access.is_for_owner(asked.signal):
        raise NotFound("This link leads nowhere, or not any more.")
    if request.method != "POST":
        return _page(request, asked)
    form = CheckInForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, form, status=422)
    give_look(
        asked,
        state=ReadingState(form.cleaned_data["state"]),
        note=form.cleaned_data["note"],
        today=today_of(asked.signal.review),
        at=now,
    )
    return redirect("give_look", token)


def _page(
    request: HttpRequest, asked: LookAsked, form: CheckInForm | None = None, *, status: int = 200
) -> HttpResponse:
    signal = asked.signal
    given = signal.readings.filter(at__gte=asked.at).order_by("-at").first()
    context = {
        "signal": signal,
        "playbook": playbook(signal.review.context),
        "before": signal.readings.filter(at__lt=asked.at).order_by("-at").first(),
        "given": given,
        "is_open": signal.next_date == asked.day,
        "form": form or CheckInForm(),
    }
    return render(request, "look.html", context, status=status)
