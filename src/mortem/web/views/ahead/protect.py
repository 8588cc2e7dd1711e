"""Protect: choose the top risks, then give each something to do and something to watch."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mortem.core import risk as pooling
from mortem.core.amount import show_amount
from mortem.core.errors import BadInput
from mortem.core.formats.svg import Words, risk_picture, risks_text
from mortem.core.playbooks import playbook
from mortem.core.record import Disposition, Role
from mortem.web import access, words
from mortem.web.operations.causes import change_cause
from mortem.web.operations.ratings import decide_risks
from mortem.web.queries.company import company
from mortem.web.queries.people import unreachable_owners
from mortem.web.queries.protection import risks
from mortem.web.queries.records import cause_of
from mortem.web.views.ahead import asking, sure
from mortem.web.views.ahead import reverse as reverse_question
from mortem.web.views.lacking import completion, worded
from mortem.web.views.parts import id_in, part_of, undo_of
from mortem.web.views.people import people_for
from mortem.web.views.review_page import back_to, show, today_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from mortem.core import record as r
    from mortem.core.playbooks import Playbook
    from mortem.core.risk import Pooled, Ranked
    from mortem.web.access import Seat
    from mortem.web.queries.protection import Risk


def page(
    request: HttpRequest,
    seat: Seat,
    *,
    error: BadInput | None = None,
    ask: asking.Ask | None = None,
) -> HttpResponse:
    """Show the picture, what to talk about first, and the protections of every top risk.

    `ask` is a question whose form came back with errors.
    """
    review, book = seat.review, playbook(seat.review.context)
    found = risks(review, today=today_of(review))
    top = [one for one in found if one.is_top]
    choosing = not top or bool(error) or "choose" in request.GET
    people = people_for(request, seat)
    return show(
        request,
        seat,
        "ahead/protect.html",
        phase="protect",
        status=422 if error or ask else 200,
        error=worded(error) if error else "",
        choosing=choosing,
        top=top,
        ask=ask or (asking.question(request, seat, top, book=book, people=people) if top else None),
        people=people,
        company=company(review, seat.me, phase="protect"),
        calm=not (error or ask),
        sure=None if choosing else sure.question(request, seat, "protect"),
        **({} if choosing else reverse_question.question(request, seat)),
        unreachable=[] if choosing or people.alone else unreachable_owners(review),
        undo=undo_of(request, review),
        **completion(review),
        **_picture(request, seat, found, book),
    )


def _picture(request: HttpRequest, seat: Seat, found: list[Risk], book: Playbook) -> dict[str, Any]:
    causes = [cause_of(one.cause) for one in found]
    ranked = [one.ranked for one in found if one.ranked]
    pooled = [one.pooled for one in ranked]
    talk, said = pooling.talk_about_first(pooled), Words.translated(_, personal=book.personal)
    ticked = _ticked(request, found, {one.pooled.cause for one in talk.first})
    alone = max((one.count for one in pooled), default=0) <= 1
    unit = seat.review.cost_unit or book.cost_unit
    return {
        "alone": alone,
        "rows": [
            {"risk": one, "ticked": str(one.cause.pk) in ticked, "may_flag": _may_flag(one, ranked)}
            for one in found
        ],
        "talk": talk_sentence(talk, alone=alone),
        **_drawn(causes, pooled, cost_words=book.cost_words, unit=unit, words=said),
        "picture_text": risks_text(causes, pooled, unit=unit, words=said),
        "in_steps": any(one.cost_range is None for one in pooled),
        "in_ranges": any(one.cost_range for one in pooled),
        "together": _together(pooled, unit),
    }


def _drawn(causes: Sequence[r.Cause], pooled: Sequence[Pooled], **how: Any) -> dict[str, str]:
    """Return the picture for a desk and paper, and the one for a phone; empty while nothing is rated."""
    if not pooled:
        return {"picture": ""}
    wide, narrow = _drawing(tuple(causes), tuple(pooled), **how)
    return {"picture": mark_safe(wide), "picture_narrow": mark_safe(narrow)}  # noqa: S308 - our own drawing


@lru_cache(maxsize=16)
def _drawing(
    causes: tuple[r.Cause, ...], pooled: tuple[Pooled, ...], **how: Any
) -> tuple[str, str]:
    """Draw once what a whole room then looks at again and again."""
    wide = risk_picture(causes, pooled, **how)
    return wide, risk_picture(causes, pooled, narrow=True, prefix="risks-narrow", **how)


def _together(pooled: Sequence[Pooled], unit: str) -> dict[str, str]:
    """Return what all risks with a range cost together, worded; empty for fewer than two of them."""
    both = pooling.together(pooled)
    if both is None:
        return {}
    low, high, expected = (
        show_amount(one, digits=2) for one in (both.low, both.high, both.expected)
    )
    return {"low": low, "high": high, "expected": expected, "unit": unit}


def _ticked(request: HttpRequest, found: list[Risk], first: Collection[str]) -> Collection[str]:
    """Return what is ticked: what the reader ticked last, what was decided, or the suggestion."""
    if request.method == "POST":
        return request.POST.getlist("top")
    if "ticked" in request.GET:
        return request.GET["ticked"].split(",")
    return {str(one.cause.pk) for one in found if one.is_top} or first


def _may_flag(one: Risk, ranked: Sequence[Ranked]) -> bool:
    """Tell whether severity-first is worth asking: for what is costly and would fall off (P11)."""
    return one.cause.severity_first or bool(one.ranked and pooling.may_be_grave(one.ranked, ranked))


def talk_sentence(talk: pooling.TalkFirst, *, alone: bool) -> str:
    """Return what to talk about first, and what people see very differently (P10)."""
    if not talk.first:
        return ""
    if alone:
        return _("These weigh most for you. Look at the first ones once more.")
    counted = words.count_word(len(talk.first)).lower()
    said = [
        _("Talk about this one first.")
        if len(talk.first) == 1
        else _("Talk about these %(count)s first.") % {"count": counted}
    ]
    if talk.apart:
        numbers = [f"#{number}" for number in sorted(one.number for one in talk.apart)]
        said.append(_("You see %(numbers)s very differently.") % {"numbers": words.listed(numbers)})
    return " ".join(said)


@require_POST
def decide(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Make the ticked causes the top risks; let the others go, or watch them."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    rest = Disposition.WATCH if request.POST.get("rest") == "watch" else Disposition.LET_GO
    try:
        decide_risks(
            seat.review, top=_chosen(request), rest=rest, by=seat.participant, at=timezone.now()
        )
    except BadInput as error:
        return page(request, seat, error=error)
    return back_to(review_id, "protect", "protections")


def _chosen(request: HttpRequest) -> set[UUID]:
    keys = {id_in(text) for text in request.POST.getlist("top")}
    if None in keys:
        raise BadInput(
            "top", "Some of these causes are gone meanwhile.", hint="Look again and choose."
        )
    return {key for key in keys if key}


@require_POST
def flag(request: HttpRequest, review_id: UUID, key: UUID) -> HttpResponse:
    """Keep a rare catastrophe on the list, or no longer (P11); what was ticked stays ticked."""
    seat = access.seat(request, review_id, need=Role.FACILITATOR)
    cause = part_of(seat.review.causes, key)
    wanted = request.POST.get("severity_first") == "1"
    if cause.severity_first != wanted:
        change_cause(cause, by=seat.participant, at=timezone.now(), severity_first=wanted)
    ticked = [text for text in request.POST.getlist("top") if id_in(text)]
    url = reverse("phase_page", args=[review_id, "protect"])
    query = urlencode({"choose": "", "ticked": ",".join(ticked)})
    return HttpResponseRedirect(f"{url}?{query}#row-{key}")
