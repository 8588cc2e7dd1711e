"""Notes on the wording of what somebody is writing: asked for on a pause, kept nowhere (METHOD C1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from mortem.core import despair
from mortem.core.blameless.diagnostic import Genre
from mortem.core.blameless.engine import lint
from mortem.core.blameless.kindness import harsh
from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook
from mortem.core.record import Role
from mortem.web import access
from mortem.web.forms.wording import WordingForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.core.blameless.diagnostic import Diagnostic


@require_POST
def wording(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Return what the language helper notices in a text. Nothing of it is stored or logged."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    form = WordingForm(request.POST)
    if not form.is_valid():
        field, problems = next(iter(form.errors.items()))
        raise BadInput(field, "{why}", why=" ".join(map(str, problems)))
    text, genre = form.cleaned_data["text"], Genre(form.cleaned_data["genre"])
    personal, asked = playbook(seat.review.context).personal, "asked" in request.POST
    if (personal or asked) and despair.is_despair(text):
        # Of heavy words nothing is analysed; whoever asked is pointed to people (METHOD C3).
        return render(request, "parts/people.html") if asked else HttpResponse()
    found = harsh(text) if personal else lint(text, genre)
    context = {"notes": [_note(text, one) for one in found], "asked": asked}
    return render(request, "parts/wording.html", context)


def _note(text: str, found: Diagnostic) -> dict[str, Any]:
    """Return a note with its place as browsers count: in UTF-16 units."""
    return {
        "start": _units(text[: found.start]),
        "end": _units(text[: found.end]),
        "words": text[found.start : found.end],
        "rule": found.rule,
        "message": found.message,
        "suggestion": found.suggestion,
        "replacement": found.replacement,
    }


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
