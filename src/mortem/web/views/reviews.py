"""Beginning a review, opening it, moving it on, putting it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mortem.core import phases
from mortem.core.errors import SomebodyWasFirst
from mortem.core.playbooks import playbook, playbooks
from mortem.core.record import Kind, Role
from mortem.web import access
from mortem.web.forms.reviews import BeginForm
from mortem.web.models import Review
from mortem.web.operations.reviews import begin_review, move_phase
from mortem.web.queries.lessons import related_contexts
from mortem.web.views import phase_pages
from mortem.web.views.parts import id_in
from mortem.web.views.review_page import back_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseRedirect

    from mortem.web.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def begin(request: HttpRequest, kind: str) -> HttpResponse:
    """Pick a playbook, write one line, begin."""
    user = access.signed_in(request)
    before = _followed(request, user) if kind == Kind.POSTMORTEM else None
    form = BeginForm(Kind(kind), request.POST or None, initial=_like(before))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        review = begin_review(
            context=values["context"],
            title=values["title"],
            zone=request.COOKIES.get("zone", "UTC"),
            by=user,
            at=timezone.now(),
            follows=before,
        )
        return back_to(review.pk, review.phase)
    context = {
        "form": form,
        "kind": kind,
        "before": before,
        "choices": [
            {
                "value": book.slug,
                "name": gettext(book.name),
                "line": gettext(book.summary),
                "example": gettext(book.title_example),
            }
            for book in playbooks(Kind(kind))
        ],
        "direction": "ahead" if kind == Kind.PREMORTEM else "back",
    }
    return render(request, "begin.html", context, status=422 if form.errors else 200)


def _followed(request: HttpRequest, user: User) -> Review | None:
    """Return the look ahead that this look back follows, if the reader may see it."""
    key = id_in(request.POST.get("follows") or request.GET.get("follows"))
    ahead = access.readable_reviews(user).filter(kind=Kind.PREMORTEM)
    return ahead.filter(pk=key).first() if key else None


def _like(before: Review | None) -> dict[str, str]:
    """Return the kind of look back that fits what it follows; of several, an incident."""
    related = related_contexts(before.context) if before else ()
    fitting = [book.slug for book in playbooks(Kind.POSTMORTEM) if book.slug in related]
    return {"context": max(fitting, key=lambda slug: slug == "incident", default="")}


@require_safe
def review(request: HttpRequest, review_id: UUID) -> HttpResponseRedirect:
    """Open a review where it stands now."""
    seat = access.seat(request, review_id)
    return redirect("phase_page", seat.review.pk, seat.review.phase)


@require_safe
def phase_page(request: HttpRequest, review_id: UUID, phase: str) -> HttpResponse:
    """Show one phase; a phase still ahead leads to where the review stands, an open page as well."""
    seat = access.seat(request, review_id)
    personal = playbook(seat.review.context).personal
    order = phases.phase_names(Kind(seat.review.kind), personal=personal)
    if phase not in order or order.index(phase) > order.index(seat.review.phase):
        return _where_it_stands(request, seat.review)
    return phase_pages.PAGES[seat.review.kind, phase](request, seat)


def _where_it_stands(request: HttpRequest, review: Review) -> HttpResponse:
    """Lead there the whole page, also when only a part of it was asked for."""
    url = reverse("phase_page", args=[review.pk, review.phase])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


@require_POST
def move(request: HttpRequest, review_id: UUID) -> HttpResponseRedirect:
    """Move the review on, or one step back; only from the phase that the sender saw.

    When somebody else has just taken the same step, the sender lands where they wanted to go.
    """
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    to = request.POST.get("to", "")
    if seat.review.phase != to:
        seat.review.phase = request.POST.get("seen", seat.review.phase)
        try:
            move_phase(seat.review, to=to, by=seat.participant, at=timezone.now())
        except SomebodyWasFirst:
            if not Review.objects.filter(pk=review_id, phase=to).exists():
                raise
    return back_to(review_id, to)
