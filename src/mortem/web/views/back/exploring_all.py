"""The rows of all pieces of a review in one picture, as far as their clocks are known."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from mortem.core.record import Role
from mortem.web import access
from mortem.web.forms.looking_for import LookingFor, looking_for
from mortem.web.models import Evidence
from mortem.web.rows.piece import piece_of
from mortem.web.rows.store import Store, opened
from mortem.web.rows.together import Together
from mortem.web.views.back.frame import show_back
from mortem.web.views.back.landed import landed_in, mark_starred
from mortem.web.views.back.seen_rows import Seen
from mortem.web.views.companions import evidence_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat


@require_safe
def all_rows(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show the rows of all pieces in the order of time; others are named, with what they lack."""
    seat = access.seat(request, review_id, need=Role.PARTICIPANT)
    pieces = list(Evidence.objects.filter(review=seat.review))
    asked = _narrowed(looking_for(request.GET))
    with ExitStack() as open_:
        stores = [(one, open_.enter_context(opened(piece_of(one)))) for one in pieces]
        together = [(one, store) for one, store in stores if store and _is_settled(store)]
        seen = _seen(together, asked, seat) if together else {}
        left_out = [one for one, store in stores if store and store.about.unknown]
    landed_of, landed = _landed(request, pieces)
    return show_back(
        request,
        seat,
        "back/all_rows.html",
        phase=evidence_page(seat.review),
        asked=asked,
        pieces=[one for one, _ in together],
        left_out=left_out,
        landed=landed,
        landed_of=landed_of,
        star_icon=render_to_string("parts/icon.html", {"name": "star"}),
        **seen,
    )


def _narrowed(looked: LookingFor) -> LookingFor:
    """Leave out what means something in one piece only: who speaks, kinds of lines, files."""
    return LookingFor(
        replace(looked.asked, who=0, template=0, file=0), after=looked.after, before=looked.before
    )


def _is_settled(store: Store) -> bool:
    return bool(store.about.rows) and store.about.knows_all


def _seen(together: list[tuple[Evidence, Store]], asked: LookingFor, seat: Seat) -> dict[str, Any]:
    rows = Together([store for _, store in together])
    seen = Seen(rows, asked, seat).shown()
    for row in (*seen["rows"], *seen["first_seen"]):
        piece, row["number"] = rows.place_of(int(row["id"]))
        row["evidence"] = together[piece][0]
    mark_starred(seen["rows"])
    return seen


def _landed(request: HttpRequest, pieces: list[Evidence]) -> tuple[Evidence | None, list[UUID]]:
    """Return the piece of which something was put on the timeline just now, and what that is."""
    for one in pieces if "landed" in request.GET else ():
        if landed := landed_in(request, one):
            return one, landed
    return None, []
