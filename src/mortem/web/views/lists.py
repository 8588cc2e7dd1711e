"""Lists: all reviews one may open, and what they teach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mortem.core import phases
from mortem.core.playbooks import playbook, playbooks
from mortem.core.record import Kind
from mortem.web.access import readable_reviews, signed_in
from mortem.web.queries.lessons import Taught, library
from mortem.web.queries.reviews import Filter, list_reviews
from mortem.web.words import LESSON

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mortem.web.models import Review

_MOST_CAUSES = 8
_LONGEST = 7  # digits of a page's number
_WAYS = [("", _("Both ways")), ("ahead", _("Looking ahead")), ("back", _("Looking back"))]
_STATES = [("", _("Open and closed")), ("open", _("Open")), ("closed", _("Closed"))]
_WHOSE = [
    ("", _("All I may open")),
    ("mine", _("Those I take part in")),
    ("team", _("Open to my teams")),
]


@require_safe
@login_required
def reviews(request: HttpRequest) -> HttpResponse:
    """List reviews, newest first, fifty a page, narrowed by plain addresses."""
    user = signed_in(request)
    asked = {name: request.GET.get(name, "") for name in ("way", "context", "state", "whose")}
    page = list_reviews(
        readable_reviews(user), chosen=Filter(**asked), user=user, number=number_of(request)
    )
    query = urlencode({name: value for name, value in asked.items() if value})
    context = {
        "here": "reviews",
        "rows": [_row(review) for review in page.rows],
        "page_obj": page,
        "query": f"{query}&" if query else "",
        "is_narrowed": bool(query),
        "asked": asked,
        "ways": _WAYS,
        "states": _STATES,
        "whose": _WHOSE if user.memberships.exists() else [],
        "contexts": _contexts(),
    }
    return render(request, "reviews.html", context)


def number_of(request: HttpRequest) -> int:
    """Return which page of a list is asked for, counted from 1."""
    asked = request.GET.get("page", "1")
    return min(int(asked), 10_000) if asked.isdecimal() and len(asked) < _LONGEST else 1


def _row(review: Review) -> dict[str, Any]:
    book = playbook(review.context)
    step = phases.phase(Kind(review.kind), review.phase, personal=book.personal)
    return {
        "review": review,
        "context": gettext(book.name),
        "phase": gettext(step.label),
        "team": review.team if review.visibility == "team" else None,
    }


def _contexts() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (name, [(book.slug, gettext(book.name)) for book in playbooks(kind)])
        for kind, name in (
            (Kind.PREMORTEM, gettext("Looking ahead")),
            (Kind.POSTMORTEM, gettext("Looking back")),
        )
    ]


@require_safe
@login_required
def lessons(request: HttpRequest) -> HttpResponse:
    """Show what earlier reviews teach: their lessons and their causes."""
    chosen = request.GET.get("context", "")
    found = library(readable_reviews(signed_in(request)), context=chosen)
    context = {
        "here": "lessons",
        "taught": [_taught(one) for one in found],
        "contexts": _contexts(),
        "chosen": chosen,
    }
    return render(request, "lessons.html", context)


def _taught(one: Taught) -> dict[str, Any]:
    return {
        "review": one.review,
        "context": gettext(playbook(one.review.context).name),
        "kinds": [
            (word, texts)
            for kind, word in LESSON.items()
            if (texts := [lesson.text for lesson in one.lessons if lesson.kind == kind])
        ],
        "causes": [cause.text for cause in one.causes[:_MOST_CAUSES]],
        "more": max(0, len(one.causes) - _MOST_CAUSES),
    }
