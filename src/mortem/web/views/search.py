"""One box over everything one may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mortem.core.playbooks import playbook
from mortem.web.access import readable_reviews, signed_in
from mortem.web.queries.needs import action_phase
from mortem.web.queries.search import Found, found_in_reviews
from mortem.web.search import pieces_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mortem.web.models import Review
    from mortem.web.search import Hit

_NOUNS = {
    "cause": _("Cause"),
    "lesson": _("Lesson"),
    "action_item": _("Action"),
    "signal": _("Signal"),
    "timeline_entry": _("Moment"),
    "evidence": _("Evidence"),
    "answer": _("Answer"),
}
_PAGES = {"cause": "causes", "lesson": "lessons"}
_ANCHORS = {"action_item": "", "signal": "", "timeline_entry": "moment-"}


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Search by a plain address, `?q=…`; nothing typed yet teaches how."""
    words = request.GET.get("q", "").strip()
    reviews = readable_reviews(signed_in(request))
    found = found_in_reviews(words, reviews=reviews) if words else []
    context = {
        "here": "search",
        "words": words,
        "found": [_group(words, one) for one in found],
        "has_reviews": bool(found) or reviews.exists(),
    }
    return render(request, "search.html", context)


def _group(words: str, found: Found) -> dict[str, Any]:
    review = found.review
    return {
        "review": review,
        "title": pieces_of(review.title, words),
        "kind": gettext(playbook(review.context).name),
        "body": _body(found),
        "hits": [_row(review, hit) for hit in found.hits],
        "more": found.more,
    }


def _body(found: Found) -> list[tuple[str, bool]]:
    """Return the review's own text, unless only its title was found: that stands above already."""
    hit = found.title_hit
    if hit is None or all(end <= len(found.review.title) for _start, end in hit.marks):
        return []
    return hit.pieces


def _row(review: Review, hit: Hit) -> dict[str, Any]:
    return {"noun": _NOUNS[hit.noun], "pieces": hit.pieces, "url": _place(review, hit)}


def _place(review: Review, hit: Hit) -> str:
    """Return the address of the very thing that was found."""
    if hit.noun == "evidence":
        return reverse("evidence", args=[review.pk, hit.id])
    url = reverse("phase_page", args=[review.pk, _page(review, hit.noun)])
    anchor = _ANCHORS.get(hit.noun, f"{hit.noun}-")
    return f"{url}#{anchor}{hit.id}"


def _page(review: Review, noun: str) -> str:
    """Return the phase on whose page such a thing stands."""
    if noun == "action_item":
        return action_phase(review)
    if review.looks_ahead:
        if noun == "signal" and review.phase == "watch":
            return "watch"
        return "protect" if noun == "signal" else "reveal"
    if noun == "answer" and playbook(review.context).personal:
        return "event"
    return _PAGES.get(noun, "evidence")
