"""Protect: choose the top risks, then give each something to do and something to watch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mortem.core import risk as pooling
from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook
from mortem.core.record import Disposition, Role
from mortem.web import access
from mortem.web.operations.causes import change_cause
from mortem.web.operations.ratings import decide_risks
from mortem.web.queries.company import company
from mortem.web.queries.people import unreachable_owners
from mortem.web.queries.protection import risks
from mortem.web.views.ahead import asking, sure
from mortem.web.views.ahead import reverse as reverse_question
from mortem.web.views.ahead.risk_drawing import drawing_of
from mortem.web.views.companions import companions_of
from mortem.web.views.lacking import completion, worded
from mortem.web.views.parts import id_in, part_of, undo_of
from mortem.web.views.people import people_for
from mortem.web.views.review_page import back_to, show, today_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.core.playbooks import Playbook
    from mortem.core.risk import Ranked
    from mortem.web.access import Seat
    from mortem.web.queries.protection import Risk


def page(
    request: HttpRequest,
    seat: Seat,
    *,
    error: BadInput | None = None,
    ask: asking.Ask | None = None,
) -> HttpResponse:
    """Show the picture, what to talk about first, and the protections of every top risk.

    `ask` is a question whose form came back with errors.
    """
    review, book = seat.review, playbook(seat.review.context)
    found = risks(review, today=today_of(review))
    top = [one for one in found if one.is_top]
    choosing = not top or bool(error) or "choose" in request.GET
    people = people_for(request, seat)
    return show(
        request,
        seat,
        "ahead/protect.html",
        phase="protect",
        status=422 if error or ask else 200,
        error=worded(error) if error else "",
        choosing=choosing,
        top=top,
        ask=ask or (asking.question(request, seat, top, book=book, people=people) if top else None),
        people=people,
        company=company(review, seat.me, phase="protect"),
        calm=not (error or ask),
        sure=None if choosing else sure.question(request, seat, "protect"),
        answered=sure.answered(review, "protect"),
        **({} if choosing else reverse_question.question(request, seat)),
        unreachable=[] if choosing or people.alone else unreachable_owners(review),
        undo=undo_of(request, review),
        **companions_of(seat),
        **completion(review),
        **_picture(request, seat, found, book),
    )


def _picture(request: HttpRequest, seat: Seat, found: list[Risk], book: Playbook) -> dict[str, Any]:
    drawing = drawing_of(found, book, seat.review.cost_unit or book.cost_unit)
    ticked, ranked = _ticked(request, found, drawing.first), drawing.ranked
    return {
        "alone": drawing.alone,
        "rows": [
            {"risk": one, "ticked": str(one.cause.pk) in ticked, "may_flag": _may_flag(one, ranked)}
            for one in found
        ],
        "talk": drawing.talk,
        "picture": drawing.picture,
        "picture_narrow": drawing.narrow,
        "picture_text": drawing.text,
        "in_steps": drawing.in_steps,
        "in_ranges": drawing.in_ranges,
        "together": drawing.together,
    }


def _ticked(request: HttpRequest, found: list[Risk], first: Collection[str]) -> Collection[str]:
    """Return what is ticked: what the reader ticked last, what was decided, or the suggestion."""
    if request.method == "POST":
        return request.POST.getlist("top")
    if "ticked" in request.GET:
        return request.GET["ticked"].split(",")
    return {str(one.cause.pk) for one in found if one.is_top} or first


def _may_flag(one: Risk, ranked: Sequence[Ranked]) -> bool:
    """Tell whether severity-first is worth asking: for what is costly and would fall off (P11)."""
    return one.cause.severity_first or bool(one.ranked and pooling.may_be_grave(one.ranked, ranked))


@require_POST
def decide(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Make the ticked causes the top risks; let the others go, or watch them."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    rest = Disposition.WATCH if request.POST.get("rest") == "watch" else Disposition.LET_GO
    try:
        decide_risks(
            seat.review, top=_chosen(request), rest=rest, by=seat.participant, at=timezone.now()
        )
    except BadInput as error:
        return page(request, seat, error=error)
    return back_to(review_id, "protect", "protections")


def _chosen(request: HttpRequest) -> set[UUID]:
    keys = {id_in(text) for text in request.POST.getlist("top")}
    if None in keys:
        raise BadInput(
            "top", "Some of these causes are gone meanwhile.", hint="Look again and choose."
        )
    return {key for key in keys if key}


@require_POST
def flag(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Keep a rare catastrophe on the list, or no longer (P11); what was ticked stays ticked."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    cause = part_of(seat.review.causes, key)
    wanted = request.POST.get("severity_first") == "1"
    if cause.severity_first != wanted:
        change_cause(cause, by=seat.participant, at=timezone.now(), severity_first=wanted)
    ticked = [text for text in request.POST.getlist("top") if id_in(text)]
    url = reverse("phase_page", args=[review_id, "protect"])
    query = urlencode({"choose": "", "ticked": ",".join(ticked)})
    return HttpResponseRedirect(f"{url}?{query}#row-{key}")
