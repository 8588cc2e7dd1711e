"""Every action somebody may see, on one page and in one table."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mortem.core.formats import cells
from mortem.core.playbooks import playbook
from mortem.core.record import ActionState
from mortem.web import links, words
from mortem.web.access import readable_reviews, signed_in
from mortem.web.documents import Document
from mortem.web.queries.actions import Chosen, Turn, actions_seen
from mortem.web.queries.needs import action_phase
from mortem.web.queries.pages import page_of
from mortem.web.views.exports import as_download
from mortem.web.views.lists import number_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from mortem.web.models import ActionItem

COLUMNS = (
    *("action", "state", "owner", "due", "measure", "check", "strength", "verdict", "note"),
    *("declined because", "review", "link"),
)
_WHOSE = [
    ("", _("All I may see")),
    ("mine", _("Mine to see to")),
    ("team", _("My teams")),
]
_STATES = [
    ("", _("Open")),
    ("overdue", _("Past its day")),
    ("verdict", _("Waiting for a verdict")),
    ("parked", _("Parked ideas")),
    ("settled", _("Settled")),
    ("all", _("All")),
]
_TITLES = {
    Turn.MINE_NOW: _("Yours to see to, now"),
    Turn.MINE_LATER: _("Yours to see to, later"),
    Turn.OTHERS_NOW: _("With others, its day has come"),
    Turn.OTHERS_LATER: _("With others"),
    Turn.PARKED: _("Parked"),
    Turn.SETTLED: _("Settled"),
}


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """List actions, what needs this person first, fifty a page, narrowed by plain addresses."""
    user, chosen, today = signed_in(request), _chosen(request), timezone.localdate()
    found = page_of(_found(request, chosen, today), number_of(request))
    asked = {"whose": chosen.whose, "state": chosen.state}
    query = urlencode({name: value for name, value in asked.items() if value})
    context = {
        "here": "actions",
        "groups": _groups(found.rows, today),
        "page_obj": found,
        "query": f"{query}&" if query else "",
        "is_narrowed": bool(query),
        "asked": asked,
        "whose": _WHOSE if user.memberships.exists() else _WHOSE[:2],
        "states": _STATES,
    }
    return render(request, "actions/page.html", context)


@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """Hand out the same list, all pages of it, as a table."""
    today = timezone.localdate()
    table = cells.table(COLUMNS, map(_cells, _found(request, _chosen(request), today)))
    name = f"actions {today:%Y-%m-%d}.csv"
    return as_download(Document(name, "text/csv; charset=utf-8", table.encode("utf-8-sig")))


def _chosen(request: HttpRequest) -> Chosen:
    return Chosen(whose=request.GET.get("whose", ""), state=request.GET.get("state", ""))


def _found(request: HttpRequest, chosen: Chosen, today: date) -> QuerySet[ActionItem]:
    user = signed_in(request)
    return actions_seen(user, reviews=readable_reviews(user), today=today, chosen=chosen)


def _groups(rows: list[Any], today: date) -> list[dict[str, Any]]:
    return [
        {"name": turn, "title": _TITLES[Turn(turn)], "rows": [_row(one, today) for one in some]}
        for turn, some in groupby(rows, lambda row: row.turn)
    ]


def _row(item: Any, today: date) -> dict[str, Any]:
    personal = playbook(item.review.context).personal
    asks_verdict = item.state == ActionState.DONE and not item.verdict
    return {
        "item": item,
        "url": place_of(item),
        "state": words.ACTION_STATE[ActionState(item.state)],
        "verdict": _word("VERDICT", item.verdict, personal=personal),
        "strength": _word("STRENGTH_SHORT", item.strength, personal=personal),
        "asks_verdict": asks_verdict,
        "has_come": item.day is not None and item.day <= today,
        "is_today": item.day == today,
        "personal": personal,
    }


def _word(of: str, state: str, *, personal: bool) -> str:
    return str(dict(words.choices(words.said(of, personal=personal))).get(state, ""))


def place_of(item: Any) -> str:
    """Return where an action stands, or where whoever sees to it is asked for its verdict."""
    is_done = item.state == ActionState.DONE and not item.verdict
    if is_done and item.turn in {Turn.MINE_NOW, Turn.MINE_LATER}:
        return reverse("judge_action", args=[item.review_id, item.pk])
    return links.in_review(item.review_id, action_phase(item.review), item.pk)


def _cells(item: ActionItem) -> tuple[str, ...]:
    return (
        item.text,
        item.state,
        item.owner.name if item.owner else "",
        _day(item.due_date),
        item.measure,
        _day(item.check_date),
        item.strength,
        item.verdict,
        item.verdict_note,
        item.declined_reason,
        item.review.title,
        links.absolute(place_of(item)),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
