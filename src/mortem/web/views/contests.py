"""Contesting what a review says, and answering it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook
from mortem.core.record import ContestState, Mode, Role
from mortem.web import access
from mortem.web.forms.contests import AnswerForm, ContestForm
from mortem.web.models import Contest
from mortem.web.operations import contests as do
from mortem.web.queries.records import contest_of
from mortem.web.queries.wordings import standing
from mortem.web.views.back.unsigned import author
from mortem.web.views.parts import part_of
from mortem.web.views.review_page import back_to, show
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.access import Seat


@require_safe
def contests(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show everything that somebody sees differently, with the answers."""
    return _page(request, access.seat(request, review_id))


def _page(
    request: HttpRequest,
    seat: Seat,
    *,
    answering: UUID | None = None,
    form: AnswerForm | None = None,
) -> HttpResponse:
    there = standing(seat.review)
    rows = [
        {
            "it": row,
            "said": row.said if str(row.subject) in there else "",
            "is_open": contest_of(row).is_open,
            "form": form if row.pk == answering and form else AnswerForm(auto_id=f"{row.pk}-%s"),
            "is_mine": seat.me is not None and row.participant_id == seat.me.pk,
        }
        for row in Contest.objects.filter(review=seat.review).select_related("participant")
    ]
    return show(
        request,
        seat,
        "contests/page.html",
        phase=seat.review.phase,
        status=422 if form else 200,
        rows=sorted(rows, key=lambda row: not row["is_open"]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, review_id: UUID, subject: UUID) -> HttpResponse:
    """Ask what somebody sees differently from one text, and keep it beside that text."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    noun, said = do.contested_text(seat.review, subject)
    form = ContestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = do.contest(
            seat.review,
            subject=subject,
            text=form.cleaned_data["text"],
            by=author(request, seat),
            at=timezone.now(),
        )
        return _back(review_id, made.pk)
    together = seat.review.participants.filter(removed_at=None).count() > 1
    return show(
        request,
        seat,
        "contests/new.html",
        phase=seat.review.phase,
        status=422 if form.errors else 200,
        form=form,
        noun=noun,
        said=said,
        subject=subject,
        together=together,
        personal=playbook(seat.review.context).personal,
        anonymous=seat.review.mode == Mode.ANONYMOUS,
    )


def _back(review_id: UUID, contest_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("contests", args=[review_id]) + f"#contest-{contest_id}")


@require_POST
def answer(request: HttpRequest, review_id: UUID, contest_id: UUID) -> HttpResponse:
    """Answer a contest."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    found = part_of(Contest.objects.filter(review=seat.review), contest_id)
    form = AnswerForm(request.POST, auto_id=f"{contest_id}-%s")
    if not form.is_valid():
        return _page(request, seat, answering=contest_id, form=form)
    try:
        do.answer_contest(
            found,
            state=ContestState(form.cleaned_data["state"]),
            answer=form.cleaned_data["answer"],
            by=seat.participant,
            at=timezone.now(),
        )
    except BadInput as error:
        put_beside(form, error)
        return _page(request, seat, answering=contest_id, form=form)
    return _back(review_id, contest_id)


@require_POST
def settle(request: HttpRequest, review_id: UUID, contest_id: UUID) -> HttpResponse:
    """Say whether the answer settles what one raised."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    found = part_of(Contest.objects.filter(review=seat.review), contest_id)
    settles = request.POST.get("settles") == "yes"
    do.settle_contest(found, settles=settles, by=seat.participant, at=timezone.now())
    return _back(review_id, contest_id)


@require_POST
def involve(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Say that one was part of the event, or take that back."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    involved = request.POST.get("involved") == "yes"
    do.mark_involved(seat.participant, involved=involved, at=timezone.now())
    return back_to(review_id, request.POST.get("phase", ""), "independence")
