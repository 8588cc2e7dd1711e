"""The review on the wall of a meeting room: very large, and nothing on it that is not everybody's.

It shows where the review stands, never a page behind or ahead of it, and only what the shared
parts of the pages show: counts while people write and rate, cards once they are turned. It is the
same for whoever looks, but for the door: a reader, who may not take part, gets none to pass on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mortem.core import phases
from mortem.core.formats import svg
from mortem.core.playbooks import playbook
from mortem.core.record import Kind
from mortem.web import access, words
from mortem.web.models import ActionItem, Lesson
from mortem.web.queries.board import board
from mortem.web.queries.cards import card_count
from mortem.web.queries.causes import MOST_IN_A_PICTURE
from mortem.web.queries.company import company
from mortem.web.queries.protection import risks
from mortem.web.queries.records import record_of
from mortem.web.views.ahead.imagine import sentence_of
from mortem.web.views.ahead.risk_drawing import drawing_of
from mortem.web.views.clock import time_left
from mortem.web.views.doors import room_door
from mortem.web.views.over_days import over_days
from mortem.web.views.review_page import today_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.web.models import Review

LOOSE_ON_THE_WALL = 12  # more would hang below the edge, and nobody scrolls a wall
ON_A_SHELF = 5
RANKED_ON_THE_WALL = 7
DOTS_ON_THE_WALL = 60
_COUNTED = {"imagine", "write", "rate", "accounts"}  # phases in which people say that they are done


@require_safe
def present(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show where the review stands, for a screen that everybody sees."""
    seat = access.seat(request, review_id)
    review, people = seat.review, company(seat.review, None, phase=seat.review.phase)
    book = playbook(review.context)
    names = phases.phase_names(Kind(review.kind))
    phase = phases.phase(Kind(review.kind), review.phase, personal=book.personal)
    context = {
        "review": review,
        "direction": "ahead" if review.looks_ahead else "back",
        "phase_name": _(phase.label),
        "number": names.index(review.phase) + 1,
        "total": len(names),
        "purpose": _(phase.purpose),
        "time": time_left(review),
        "over_days": over_days(seat),
        "company": people,
        "counted": review.phase in _COUNTED and not people.alone,
        "show_dots": people.people <= DOTS_ON_THE_WALL,
        "door": room_door(review) if seat.takes_part else None,
        **_SCENES.get(review.phase, _nothing_more)(review),
    }
    return render(request, "present/page.html", context)


def _nothing_more(review: Review) -> dict[str, Any]:
    return {}


def _plan(review: Review) -> dict[str, Any]:
    return {"scene": "present/plan.html", "sentence": review.title}


def _imagine(review: Review) -> dict[str, Any]:
    return {"sentence": sentence_of(review)[0]}


def _write(review: Review) -> dict[str, Any]:
    return {"scene": "present/write.html", "cards": card_count(review), **_imagine(review)}


def _reveal(review: Review) -> dict[str, Any]:
    return {
        "scene": "present/reveal.html",
        "board": board(review),
        "loose_shown": LOOSE_ON_THE_WALL,
        "shelf_shown": ON_A_SHELF,
    }


def _risks(review: Review) -> dict[str, Any]:
    """Show the picture, and once they are chosen the top risks with what stands against them."""
    found = risks(review, today=today_of(review))
    book = playbook(review.context)
    drawing = drawing_of(found, book, review.cost_unit or book.cost_unit)
    ranked = [one for one in found if one.ranked][:RANKED_ON_THE_WALL]
    return {
        "scene": "present/risks.html",
        "drawing": drawing,
        "ranked": [
            {"cause": one.cause, "ranked": one.ranked, "first": str(one.cause.pk) in drawing.first}
            for one in ranked
        ],
        "top": [one for one in found if one.is_top],
    }


def _event(review: Review) -> dict[str, Any]:
    return {"scene": "present/plan.html", "sentence": review.summary or review.title}


def _accounts(review: Review) -> dict[str, Any]:
    return {**_event(review), "scene": "present/accounts.html", "cards": card_count(review)}


def _timeline(review: Review) -> dict[str, Any]:
    record = record_of(review, history=False)
    drawn = (record.entries, record.event_times, record.zone)
    return _picture(svg.timeline(*drawn), svg.timeline_text(*drawn), bool(record.entries))


def _causes(review: Review) -> dict[str, Any]:
    record = record_of(review, history=False)
    if not 0 < len(record.causes) <= MOST_IN_A_PICTURE:
        return {}
    text = svg.fishbone_text(record.causes, record.themes)
    return _picture(svg.fishbone(record.causes, record.themes, record.title), text, True)


def _picture(drawn: str, text: Any, has_any: bool) -> dict[str, Any]:
    picture = mark_safe(drawn)  # noqa: S308 - our own drawing
    scene = {"scene": "present/picture.html", "picture": picture, "picture_text": text}
    return scene if has_any else {}


def _lessons(review: Review) -> dict[str, Any]:
    said = words.said("LESSON", personal=playbook(review.context).personal)
    kept = list(Lesson.objects.filter(review=review))
    groups = [(word, [one.text for one in kept if one.kind == kind]) for kind, word in said.items()]
    return {"scene": "present/lessons.html", "groups": [group for group in groups if group[1]]}


def _actions(review: Review) -> dict[str, Any]:
    agreed = ActionItem.objects.filter(review=review).select_related("owner")
    return {"scene": "present/actions.html", "actions": agreed}


_SCENES: dict[str, Callable[[Review], dict[str, Any]]] = {
    "plan": _plan,
    "imagine": _imagine,
    "write": _write,
    "reveal": _reveal,
    "protect": _risks,
    "watch": _risks,
    "event": _event,
    "accounts": _accounts,
    "evidence": _timeline,
    "causes": _causes,
    "lessons": _lessons,
    "actions": _actions,
    "published": _actions,
}
