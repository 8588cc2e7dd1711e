"""What stands beside a review of one's own: the notebook, for its owner's eyes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mortem.core.errors import NotFound
from mortem.core.playbooks import Companion, playbook
from mortem.core.record import Role
from mortem.web import access, words
from mortem.web.forms.notebook import JottingForm
from mortem.web.models import Evidence
from mortem.web.operations.notebook import take_notebook_along
from mortem.web.queries.notebook import as_markdown, jottings_of
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseRedirect

    from mortem.web.access import Seat

NEWEST_SHOWN = 3


def notebook_beside(seat: Seat) -> dict[str, Any]:
    """Return the newest lines of whoever keeps this review; nothing for anybody else.

    The keeper is the account that asks, so no reader of a shared review ever gets another's.
    """
    if not is_beside(seat, Companion.NOTEBOOK) or seat.keeper is None:
        return {}
    return {
        "notebook": {
            "newest": jottings_of(seat.keeper)[:NEWEST_SHOWN],
            "form": JottingForm(auto_id="jot-%s"),
            "kinds": words.choices(words.JOTTING),
            "taken": Evidence.objects.filter(review=seat.review) if seat.review.looks_ahead else [],
        }
    }


def is_beside(seat: Seat, companion: Companion) -> bool:
    """Tell whether this stands beside the review, for this reader."""
    return seat.keeper is not None and companion in playbook(seat.review.context).companions


@require_POST
def take(request: HttpRequest, review_id: UUID) -> HttpResponseRedirect:
    """Put a copy of one's notebook into one's own review, as evidence."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    if seat.keeper is None or not is_beside(seat, Companion.NOTEBOOK):
        raise NotFound("A notebook is taken into a review of one's own, by whoever keeps it.")
    now = timezone.now()
    take_notebook_along(
        seat.review,
        name=f"notebook {timezone.localdate(now):%Y-%m-%d}.md",
        text=as_markdown(jottings_of(seat.keeper), helped=_("helped:")),
        by=seat.participant,
        at=now,
    )
    messages.success(request, _("A copy of your notebook is in this review now."))
    page = "" if seat.review.looks_ahead else "evidence"
    return back_to(review_id, page, "notebook")
