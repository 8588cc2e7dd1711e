"""Reveal: every card is read once, what says the same is joined, what belongs together grouped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.middleware.csrf import get_token
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
from mortem.web.views.ahead import board_pieces
from mortem.web.views.ahead.imagine import sentence_of
from mortem.web.views.review_page import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    from mortem.core.errors import MortemError
    from mortem.web.access import Seat
    from mortem.web.models import Review
    from mortem.web.queries.board import Board
    from mortem.web.queries.company import Company


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
    around = company(review, seat.me, phase="reveal")
    shown = board_pieces.Shown(request.GET.get("page"), request.GET.get("shelf", ""))
    failed = wrong or (added and added.errors) or (theme and theme.errors)
    return show(
        request,
        seat,
        "ahead/reveal.html",
        phase="reveal",
        status=told.status if told else 422 if failed else 200,
        sentence=sentence_of(review)[0],
        board=all_of_it,
        on_board=_on_board(request, seat, all_of_it, around, shown, wrong=wrong),
        live_page="reveal" if shown == board_pieces.Shown() else "page",
        added=added or CauseForm(auto_id="added-%s"),
        theme_form=theme or ThemeForm(auto_id="theme-%s"),
        undo=undo_of(review.pk, request.GET.get("undo", "")),
        offered=_offered(request, review, all_of_it),
        opened_offer="offered" in request.GET,
        company=around,
        waiting=waiting(review, seat.me) if all_of_it.down else Waiting(),
        came_late="late" in request.GET and all_of_it.down > 0,
        add_waits=add_waits(review, down=all_of_it.down),
        told=told
        and {
            "text": gettext(told.template).format(**told.data),
            "hint": told.hint and gettext(told.hint),
        },
        board_url=_board_url(request, review),
    )


def _on_board(
    request: HttpRequest,
    seat: Seat,
    all_of_it: Board,
    around: Company,
    shown: board_pieces.Shown,
    *,
    wrong: tuple[UUID, CauseForm] | None,
) -> dict[str, SafeString]:
    made = board_pieces.pieces(seat.review, seat.role, all_of_it, around, shown)
    if wrong:
        scene = board_pieces.scene_of(seat.review, all_of_it, seat.role, alone=around.alone)
        made = board_pieces.with_wrong(made, all_of_it.pile(wrong[0]), scene, wrong[1])
    return board_pieces.on_page(made, get_token(request))


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


def undo_of(review_id: UUID, step: str) -> dict[str, str] | None:
    """Return the bar that takes a step back, named as `kind:key`: its words and where it posts to."""
    kind, _, key = step.partition(":")
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
