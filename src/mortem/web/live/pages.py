"""What each page shows to all alike: its shared regions, made without any one reader.

A page that is not listed has regions of one's own only; its readers are told that something
has changed, and fetch what is theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from mortem.core import phases
from mortem.core.record import Kind
from mortem.web.live.difference import HERE
from mortem.web.views.ahead import board_pieces, imagine, rate, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from mortem.web.live.difference import Picture
    from mortem.web.live.followers import View
    from mortem.web.live.sight import Sight
    from mortem.web.models import Review

    Needs = Callable[[Review], dict[str, Any]]

# Page → what its pieces need, and the template of each piece by the id of its element.
_FIXED: dict[str, tuple[Needs, dict[str, str]]] = {
    "imagine": (
        imagine.shared,
        {"sentence": "ahead/imagine_sentence.html", "sure-count": "ahead/sure_count.html"},
    ),
    "write": (
        write.shared,
        {
            "card-count": "ahead/write_count.html",
            "kept": "ahead/write_kept.html",
            "clock": "parts/clock.html",
            "dots": "parts/dots_done.html",
        },
    ),
    "rate": (rate.shared, {"dots": "ahead/rate_dots.html"}),
}
_BOARD = "reveal"

# Pages that show a reader who takes no part nothing that changes.
_FOR_TAKING_PART = {"rate"}

# What may change a region of one's own that stands beside the shared ones: how the room
# stands, on every page, and on the board one's own cards that wait.
_ROOM = frozenset({"phase.extended", "facilitation.handed_over", "participant.named"})
_CONCERNS_EACH = {
    _BOARD: _ROOM | {"cards.turned", "card.added", "card.hidden", "card.shown"},
}


def announces(page: str) -> bool:
    """Tell whether a page has no shared region, so that each change is only announced."""
    return page not in _FIXED and page != _BOARD


def concerns_each(page: str, verbs: frozenset[str]) -> bool:
    """Tell whether any of what has happened may show in a region of one's own of this page."""
    return not announces(page) and bool(_CONCERNS_EACH.get(page, _ROOM) & verbs)


def picture(sight: Sight, view: View) -> Picture:
    """Return what the page shows to all with this view; nothing where the review has moved on."""
    review = sight.review
    if view.page == _BOARD and phases.is_revealed(Kind(review.kind), review.phase):
        return board_pieces.pushed(review, view.role, sight.board, sight.company)
    if view.page not in _FIXED or view.page != review.phase:
        return {}
    if view.page in _FOR_TAKING_PART and not view.takes_part:
        return {}
    needs, templates = _FIXED[view.page]
    context = {"review": review, "phase": view.page, "pushed": True, **needs(review)}
    made = {key: render_to_string(name, context).strip() for key, name in templates.items()}
    return {HERE: {key: html for key, html in made.items() if html}}
