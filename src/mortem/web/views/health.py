"""The health panel: for those in the room, of this moment, kept nowhere (METHOD C5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mortem.core.errors import NotFound
from mortem.core.health import FEWEST_VOICES, look
from mortem.core.playbooks import playbook
from mortem.core.record import Role
from mortem.web import access
from mortem.web.queries.health import facts_of
from mortem.web.views.review_page import show

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.core.health import Evidence, Found
    from mortem.web.models import Review

_PLACES = {
    "review": ("event", ""),
    "timeline_entry": ("evidence", "#moment-{}"),
    "cause": ("causes", "#cause-{}"),
    "lesson": ("lessons", "#lesson-{}"),
    "action_item": ("actions", "#{}"),
}


@never_cache
@require_safe
def health(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show which signs there are that this look back is turned against somebody."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    review = seat.review
    if review.looks_ahead or playbook(review.context).personal:
        raise NotFound("This review has no such page.")
    facts = facts_of(review, at=timezone.now())
    return show(
        request,
        seat,
        "health.html",
        phase=review.phase,
        found=[_worded(review, one) for one in look(facts)],
        few=facts.voices < FEWEST_VOICES,
        fewest=FEWEST_VOICES,
    )


def _worded(review: Review, found: Found) -> dict[str, Any]:
    sign = found.sign
    return {
        "name": sign.name,
        "title": gettext(sign.title),
        "why": gettext(sign.why),
        "suggestion": gettext(sign.suggestion),
        "evidence": [_shown(review, one) for one in found.evidence],
    }


def _shown(review: Review, one: Evidence) -> dict[str, str]:
    """Return the words with the way to their place; a text may stand on a page not reached yet."""
    if one.template:
        return {"text": gettext(one.template).format(**one.data)}
    url = ""
    if one.noun in _PLACES:
        phase, anchor = _PLACES[one.noun]
        url = reverse("phase_page", args=[review.pk, phase]) + anchor.format(one.subject)
    return {"quote": one.text, "url": url}
