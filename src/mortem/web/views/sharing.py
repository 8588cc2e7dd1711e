"""Letting others in and coming in: by link, by six letters, without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mortem.core.errors import BadInput, NotAllowed, NotFound, TooMany
from mortem.core.record import Role
from mortem.web import access
from mortem.web.forms.sharing import CodeForm, JoinForm
from mortem.web.operations import participants as do_seat
from mortem.web.operations import shares as do
from mortem.web.tries import code_tries
from mortem.web.views.doors import room_door
from mortem.web.views.lacking import worded
from mortem.web.views.review_page import show
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.access import Seat
    from mortem.web.models import Participant, Share


@require_http_methods(["GET", "HEAD", "POST"])
def join_by_code(request: HttpRequest) -> HttpResponse:
    """Ask for the six letters; the right ones lead to the link's own page."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            share = _room_of(form.cleaned_data["code"], request.META.get("REMOTE_ADDR", ""))
        except (BadInput, TooMany) as error:
            status = error.status
            form.add_error("code", worded(error))
        else:
            return redirect("join_by_link", do.token_of(share))
    return render(request, "sharing/code.html", {"form": form}, status=status)


def _room_of(code: str, address: str) -> Share:
    """Return the share of six letters. Raises BadInput for wrong ones, TooMany after too many."""
    code_tries.check(address)
    try:
        share = do.find_code(code, at=timezone.now())
    except NotFound as error:
        code_tries.count(address)
        raise BadInput("code", do.NO_SUCH_CODE) from error
    code_tries.welcome(address)
    return share


@require_http_methods(["GET", "HEAD", "POST"])
def join_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows what it is and changes nothing; its button takes the seat."""
    now = timezone.now()
    share = do.find_share(token, at=now)
    user = access.user_of(request)
    if request.method != "POST" and access.has_seat(request, share.review):
        return redirect("review", share.review_id)
    initial = {"name": user.name} if user else None
    posted = request.POST if request.method == "POST" else None
    form = JoinForm(share.review.mode, posted, initial=initial)
    if form.is_valid():
        try:
            do.join_by_share(
                share,
                name=form.cleaned_data.get("name", ""),
                user=user,
                browser_key=access.browser_key(request),
                at=now,
            )
        except BadInput as error:
            put_beside(form, error)
        else:
            return redirect("review", share.review_id)
    context = {"share": share, "review": share.review, "form": form}
    context["direction"] = "ahead" if share.review.looks_ahead else "back"
    return render(request, "sharing/join.html", context, status=422 if form.errors else 200)


@require_safe
def invite(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show who takes part, and the door of the room."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    people = list(seat.review.participants.filter(share=None))
    return show(
        request,
        seat,
        "sharing/invite.html",
        phase=seat.review.phase,
        door=room_door(seat.review),
        people=[one for one in people if one.removed_at is None],
        gone=[one for one in people if one.removed_at is not None],
    )


def _back(request: HttpRequest, review_id: UUID) -> HttpResponseRedirect:
    """Return to the page the button stood on: the plan, or the people."""
    if request.POST.get("from") == "plan":
        return HttpResponseRedirect(reverse("phase_page", args=[review_id, "plan"]) + "#room")
    return HttpResponseRedirect(reverse("invite", args=[review_id]))


@require_POST
def open_room(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Open the room: a link and six letters."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    do.open_room(seat.review, by=seat.participant, at=timezone.now())
    return _back(request, review_id)


@require_POST
def close_room(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Close the door: nobody new comes in."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    do.close_room(seat.review, by=seat.participant, at=timezone.now())
    return _back(request, review_id)


@require_POST
def remove(request: HttpRequest, review_id: UUID, participant_id: UUID) -> HttpResponse:
    """Ask somebody to leave; what they wrote stays."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    who = _somebody_else(seat, participant_id)
    if who.user_id is not None and who.user_id == seat.review.keeper_id:
        raise NotAllowed("This review is theirs to keep, so they stay.")
    do_seat.remove_participant(who, by=seat.participant, at=timezone.now())
    return _back(request, review_id)


@require_POST
def let_back_in(request: HttpRequest, review_id: UUID, participant_id: UUID) -> HttpResponse:
    """Undo a removal."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    who = _somebody_else(seat, participant_id)
    do.let_back_in(who, by=seat.participant, at=timezone.now())
    return _back(request, review_id)


@require_POST
def hand_over(request: HttpRequest, review_id: UUID, participant_id: UUID) -> HttpResponse:
    """Let somebody else facilitate; the keeper of the review may take it back."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    if not seat.facilitates and not (seat.keeps and participant_id == seat.participant.pk):
        raise NotAllowed("Only whoever facilitates can hand this over.")
    to = seat.review.participants.filter(pk=participant_id).first()
    if to is None:
        raise NotFound("Nobody of that description takes part here.")
    do_seat.hand_over(to, by=seat.participant, at=timezone.now())
    return redirect("review", review_id)


def _somebody_else(seat: Seat, participant_id: UUID) -> Participant:
    found = seat.review.participants.exclude(pk=seat.participant.pk).filter(pk=participant_id)
    who = found.first()
    if who is None:
        raise NotFound("Nobody of that description takes part here.")
    return who


@require_POST
def name_me(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Choose the name or alias by which the others see one."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    try:
        do.name_seat(seat.participant, name=request.POST.get("name", ""), at=timezone.now())
    except BadInput as error:
        messages.error(request, worded(error))
    return _back(request, review_id)
