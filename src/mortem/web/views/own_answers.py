"""Questions to oneself, on the pages of a review of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mortem.core.errors import NotFound
from mortem.core.record import Role
from mortem.web import access
from mortem.web.operations.answers import answer_own
from mortem.web.queries.own import own_questions
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseRedirect


@require_POST
def answer(request: HttpRequest, review_id: UUID, phase: str) -> HttpResponseRedirect:
    """Keep what was answered on one page; a field that did not come is left as it is."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    asked = own_questions(seat.review, phase)
    if not asked:
        raise NotFound("Nothing is asked on this page.")
    given = {one.question.text: request.POST[one.name] for one in asked if one.name in request.POST}
    answer_own(seat.review, given, by=seat.participant, at=timezone.now())
    messages.success(request, _("Kept, for you."))
    return back_to(review_id, phase, "for-myself")
