"""What stands beside a review of one's own: notebook and stories, for their owner's eyes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mortem.core.errors import BadInput, NotFound
from mortem.core.playbooks import Companion, playbook
from mortem.core.record import Role
from mortem.core.stories import Went
from mortem.web import access, words
from mortem.web.forms.notebook import JottingForm
from mortem.web.forms.stories import AskedForm
from mortem.web.models import Evidence, Story
from mortem.web.operations.notebook import take_notebook_along
from mortem.web.operations.stories import tell_story
from mortem.web.queries.notebook import as_markdown, jottings_of
from mortem.web.queries.stories import practised, stories_of, told_in
from mortem.web.views.parts import part_of
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseRedirect, QueryDict

    from mortem.web.access import Seat
    from mortem.web.models import Review

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


def stories_beside(seat: Seat) -> dict[str, Any]:
    """Return the stories of whoever keeps this review; nothing for anybody else.

    After an interview they are asked about: beside a look back whose look ahead was one, or
    wherever there are stories.
    """
    if not is_beside(seat, Companion.STORIES) or seat.keeper is None:
        return {}
    review = seat.review
    found = practised(seat.keeper, today=timezone.localdate())
    follows = review.follows
    is_interview = follows is not None and Companion.STORIES in playbook(follows.context).companions
    if not (review.looks_ahead or found or is_interview):
        return {}
    return {
        "beside": {
            "stories": found,
            "is_interview": is_interview,
            "form": _asked([one.story for one in found]),
            "went": words.choices(words.WENT),
            "told": [] if review.looks_ahead else told_in(review, seat.keeper),
        }
    }


def _asked(stories: list[Story], data: QueryDict | None = None) -> AskedForm:
    return AskedForm(stories, data, auto_id="asked-%s")


def companions_of(seat: Seat) -> dict[str, Any]:
    """Return all that stands beside a review, for its keeper."""
    return {**notebook_beside(seat), **stories_beside(seat)}


def evidence_page(review: Review) -> str:
    """Return the page on which a review's evidence lies; a look ahead has none of its own."""
    if not review.looks_ahead:
        return "evidence"
    return "watch" if review.phase == "watch" else "protect"


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
    return back_to(review_id, evidence_page(seat.review), "notebook")


@require_POST
def tell(request: HttpRequest, review_id: UUID) -> HttpResponseRedirect:
    """Keep which story the interview asked for, and what was missing in it."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    looks_back = not seat.review.looks_ahead
    if seat.keeper is None or not looks_back or not is_beside(seat, Companion.STORIES):
        raise NotFound("Stories are told about after an interview of one's own.")
    form = _asked(stories_of(seat.keeper), request.POST)
    if not form.is_valid():
        raise BadInput(
            "story", "Choose the story, and how it went.", hint="Go back: it is all there."
        )
    said = form.cleaned_data
    tell_story(
        part_of(Story.objects.filter(user=seat.keeper), said["story"]),
        day=said["date"] or timezone.localdate(),
        went=Went(said["went"]),
        note=said["note"],
        next_date=said["next_date"],
        at=timezone.now(),
        review=seat.review,
    )
    return back_to(review_id, "evidence", "stories")
