"""Actions: ideas are parked, commitments chosen, few and with a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook
from mortem.core.record import ActionState, Role
from mortem.web import access
from mortem.web.forms.actions import ActionForm, PublishForm
from mortem.web.forms.owned import owner_initial
from mortem.web.models import ActionItem
from mortem.web.operations.reviews import describe_review, move_phase
from mortem.web.queries.people import unreachable_owners
from mortem.web.views.lacking import lacking, worded
from mortem.web.views.parts import number_in, undo_of
from mortem.web.views.people import people_for
from mortem.web.views.review_page import back_to, show, today_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat
    from mortem.web.forms.owned import People

CAUSES_OFFERED = 200
_AGREED = {ActionState.COMMITTED, ActionState.DONE}
_OPEN = {"actions", "published", "closed"}  # before that, the drawer of ideas stays shut


def page(
    request: HttpRequest,
    seat: Seat,
    *,
    form: ActionForm | None = None,
    error: BadInput | None = None,
) -> HttpResponse:
    """Show the drawer of ideas, what is agreed, and what is still missing before publishing."""
    review, people = seat.review, people_for(request, seat)
    items = list(ActionItem.objects.filter(review=review).select_related("owner", "issue", "cause"))
    agreed = [item for item in items if item.state in _AGREED]
    lines = lacking(review)
    return show(
        request,
        seat,
        "back/actions.html",
        phase="actions",
        status=422 if form or error else 200,
        form=form or _idea_form(request, seat, people),
        cause=request.POST.get("cause", ""),
        error=worded(error) if error else "",
        reason=request.POST.get("override_reason", review.override_reason),
        ideas=[item for item in items if item.state == ActionState.IDEA]
        if review.phase in _OPEN
        else [],
        agreed=agreed,
        declined=[item for item in items if item.state == ActionState.DECLINED],
        causes=review.causes.all()[:CAUSES_OFFERED],
        people=people,
        unreachable=[] if people.alone else unreachable_owners(review),
        required=[line for line in lines if line["required"]],
        advice=[line for line in lines if not line["required"]],
        undo=undo_of(request, review),
    )


def _idea_form(request: HttpRequest, seat: Seat, people: People) -> ActionForm:
    """Return the form of an idea, filled from a template when one was picked."""
    initial: dict[str, Any] = owner_initial(None, people) if people.alone else {}
    templates = playbook(seat.review.context).action_templates
    number = number_in(request.GET.get("template"), len(templates))
    if number < len(templates):
        picked = templates[number]
        initial |= {"text": gettext(picked.text), "measure": gettext(picked.measure)}
        initial |= {"kind": picked.kind, "strength": picked.strength}
    return ActionForm(initial=initial, people=people, today=today_of(seat.review))


@require_POST
def publish(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Publish; with something required still missing, a reason is recorded (never a wall)."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    review, now = seat.review, timezone.now()
    form = PublishForm(request.POST)
    reason = form.cleaned_data["override_reason"] if form.is_valid() else ""
    needs_reason = any(line["required"] for line in lacking(review))
    if form.errors or (needs_reason and not (reason or review.override_reason)):
        error = BadInput(
            "override_reason", "Something is still open. Say in a few words why that is fine."
        )
        return page(request, seat, error=error)
    if reason and reason != review.override_reason:
        describe_review(review, by=seat.participant, at=now, override_reason=reason)
    if review.phase in {"published", "closed"}:
        return back_to(review.pk, review.phase)
    moved = move_phase(review, to="published", by=seat.participant, at=now)
    return back_to(moved.pk, moved.phase)
