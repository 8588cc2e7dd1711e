"""Reveal: every card is read once, what says the same is joined, what belongs together grouped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext

from mortem.core.playbooks import playbook
from mortem.core.record import Mode
from mortem.web import access
from mortem.web.forms.grouping import CauseForm, ThemeForm
from mortem.web.queries.board import board
from mortem.web.queries.cards import earlier_of_context
from mortem.web.queries.company import company
from mortem.web.queries.turning import Waiting, is_alone, waiting
from mortem.web.views.ahead.imagine import sentence_of
from mortem.web.views.review_page import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mortem.core.errors import MortemError
    from mortem.web.access import Seat
    from mortem.web.models import Review
    from mortem.web.queries.board import Board

LOOSE_AT_ONCE = 40
ON_A_SHELF = 30


def page(
    request: HttpRequest,
    seat: Seat,
    *,
    added: CauseForm | None = None,
    theme: ThemeForm | None = None,
    wrong: tuple[UUID, CauseForm] | None = None,
    told: MortemError | None = None,
) -> HttpResponse:
    """Render the board; a form that was not accepted stands where it was, with its words.

    `told` is what came of a step that somebody else had taken first.
    """
    review, all_of_it = seat.review, board(seat.review)
    failed = wrong or (added and added.errors) or (theme and theme.errors)
    return show(
        request,
        seat,
        "ahead/reveal.html",
        phase="reveal",
        status=told.status if told else 422 if failed else 200,
        sentence=sentence_of(review)[0],
        board=all_of_it,
        loose=Paginator(all_of_it.loose, LOOSE_AT_ONCE).get_page(request.GET.get("page")),
        open_shelf=request.GET.get("shelf", ""),
        on_a_shelf=ON_A_SHELF,
        added=added or CauseForm(auto_id="added-%s"),
        theme_form=theme or ThemeForm(auto_id="theme-%s"),
        wrong_id=wrong[0] if wrong else None,
        wrong=wrong[1] if wrong else None,
        undo=_undo(request, review.pk),
        offered=_offered(request, review, all_of_it),
        opened_offer="offered" in request.GET,
        by_name=review.mode != Mode.ANONYMOUS,
        company=company(review, seat.me, phase="reveal"),
        waiting=waiting(review, seat.me) if all_of_it.down else Waiting(),
        came_late="late" in request.GET and all_of_it.down > 0,
        add_waits=add_waits(review, down=all_of_it.down),
        may_drag=seat.takes_part,
        told=told
        and {
            "text": gettext(told.template).format(**told.data),
            "hint": told.hint and gettext(told.hint),
        },
        board_url=_board_url(request, review),
    )


def _board_url(request: HttpRequest, review: Review) -> str:
    """Return where the board looks again; an address that only takes posts is none."""
    if request.method == "POST":
        return reverse("phase_page", args=[review.pk, "reveal"])
    return request.get_full_path()


def add_waits(review: Review, *, down: int) -> bool:
    """Tell whether what is added now is a card that comes with the next ones (METHOD P5).

    It is while others lie face down, and in anonymous reviews as long as the reveal lasts.
    """
    might = review.phase == "reveal" and (down > 0 or review.mode == Mode.ANONYMOUS)
    return might and not is_alone(review)


def _undo(request: HttpRequest, review_id: UUID) -> dict[str, str] | None:
    """Return the bar that takes the last step back: its words and where it posts to."""
    kind, _, key = request.GET.get("undo", "").partition(":")
    ways = {
        "put-away": (gettext("Put away."), "group_restore"),
        "joined": (gettext("Joined."), "group_restore"),
        "hidden": (gettext("Out of sight. Nobody was asked whose it is."), "group_show"),
        "theme": (
            gettext("The theme is put away; its causes are still here."),
            "group_restore_theme",
        ),
    }
    if kind not in ways or not _is_uuid(key):
        return None
    text, way_back = ways[kind]
    return {"text": text, "url": reverse(way_back, args=[review_id, key])}


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text).int)
    except ValueError:
        return False


def _offered(request: HttpRequest, review: Review, all_of_it: Board) -> dict[str, Any]:
    """Return what the playbook and earlier reviews offer, without what is on the board already."""
    there = {
        pile.cause.text
        for piles in [all_of_it.loose, *(shelf.piles for shelf in all_of_it.shelves)]
        for pile in piles
    }
    often = (gettext(text) for text in playbook(review.context).often_reveals)
    readable = access.readable_reviews(access.user_of(request))
    earlier = earlier_of_context(review, readable)
    return {
        "often": [text for text in often if text not in there],
        "earlier": [line for line in earlier if line.text not in there],
    }
