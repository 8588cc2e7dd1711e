"""What the small things of a review share: found through their review, put away with a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from mortem.core.errors import NotFound

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseRedirect

    from mortem.web.models import Review

# What can be taken away, and the words of the line that offers it back.
_TAKEN_AWAY = {
    "entry": ("restore_entry", "This moment is off the timeline."),
    "evidence": ("restore_evidence", "This evidence is put away."),
    "package": ("restore_evidence", "Its files stand by themselves; the package is put away."),
    "cause": ("restore_back_cause", "This cause, and what hung under it, is put away."),
    "lesson": ("restore_lesson", "This lesson is put away."),
    "action": ("restore_action", "This action is put away."),
    "unknown": ("restore_unknown", "This question is put away."),
    "recurrence": ("restore_recurrence", "The old fix is not marked any more."),
    "signal": ("restore_signal", "This signal is put away; nobody watches it now."),
}


def part_of(parts: Any, part_id: UUID | str | None) -> Any:
    """Return one of a review's own `parts`. Raises NotFound for any other."""
    key = id_in(part_id) if isinstance(part_id, str) else part_id
    found = parts.filter(pk=key).first() if key else None
    if found is None:
        raise NotFound(
            "This is no longer here.", hint="Somebody may have put it away. Reload the page."
        )
    return found


def id_in(text: str | None) -> UUID | None:
    """Return the identifier in an address, or None when it is not one."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def number_in(text: str | None, default: int = 1) -> int:
    """Return the number in an address; the default when it is not a small whole number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default  # noqa: PLR2004


def after_deletion(
    review: Review, phase: str, noun: str, part_id: UUID, anchor: str = ""
) -> HttpResponseRedirect:
    """Answer a deletion: the page again, with the way back on it."""
    url = reverse("phase_page", args=[review.pk, phase])
    return redirect(f"{url}?undo={noun}:{part_id}{'#' * bool(anchor)}{anchor}")


def undo_of(request: HttpRequest, review: Review) -> dict[str, str] | None:
    """Return the line that offers back what was just taken away (`?undo=lesson:<id>`)."""
    noun, _, name = request.GET.get("undo", "").partition(":")
    try:
        route, text = _TAKEN_AWAY[noun]
        url = reverse(route, args=[review.pk, UUID(name)])
    except (KeyError, ValueError):
        return None
    return {"text": gettext(text), "url": url}
