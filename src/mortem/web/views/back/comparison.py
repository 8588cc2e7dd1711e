"""Were we warned? What the page of causes shows of the look ahead that a review follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from mortem.core.formats.svg import Words, warned_picture, warned_text
from mortem.core.playbooks import playbook
from mortem.core.record import Foresight
from mortem.core.warning_track import may_be_drawn, warning_story
from mortem.web import words
from mortem.web.access import readable_reviews, user_of
from mortem.web.forms.whys import ForesightForm
from mortem.web.models import Cause
from mortem.web.queries.timeline import zone_for
from mortem.web.views.parts import id_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from mortem.web.access import Seat
    from mortem.web.models import Review
    from mortem.web.queries.foresight import Warned


def readable_before(request: HttpRequest, seat: Seat) -> Review | None:
    """Return the look ahead that this review follows, if this reader may open it."""
    follows = seat.review.follows_id
    return readable_reviews(user_of(request)).filter(pk=follows).first() if follows else None


def comparison(
    request: HttpRequest,
    seat: Seat,
    warned: Warned | None,
    form: ForesightForm | None,
    comparing: UUID | None,
) -> dict[str, Any]:
    """Return what the comparison shows: each factor, and one of them open."""
    if warned is None:
        return {}
    chosen = comparing or (id_in(request.GET.get("compare")) if seat.takes_part else None)
    cause = Cause.objects.filter(review=seat.review, pk=chosen).first() if chosen else None
    said = words.said("FORESIGHT", personal=playbook(seat.review.context).personal)
    counts = [
        (said[state], warned.report.count(state))
        for state in Foresight
        if warned.report.count(state)
    ]
    return {
        "drawn": _drawn(seat.review, warned),
        "counts": counts,
        "factors": [
            {
                "id": one.factor.id,
                "text": one.factor.text,
                "risk": one.risk,
                "word": said[one.foresight],
                "open": one.foresight is Foresight.UNKNOWN,
            }
            for one in warned.report.factors
        ],
        "compared": cause,
        "alike": [text for _, text in warned.near(cause.text)[0][1]] if cause else [],
        "foresight": form or (foresight_form(cause, warned) if cause else None),
    }


def _drawn(review: Review, warned: Warned) -> dict[str, Any] | None:
    """Return the picture of the comparison with its text, once something was compared."""
    if not may_be_drawn(warned.report):
        return None
    common: dict[str, Any] = {
        "zone": zone_for(review),
        "day": lambda day: date_format(day, "j F Y"),
        "words": Words.translated(gettext, personal=playbook(review.context).personal),
    }
    story = warning_story(warned.report, warned.record, zone=common["zone"])
    return {"picture": warned_picture(story, **common), "text": warned_text(story, **common)}


def foresight_form(cause: Cause, warned: Warned, data: Any = None) -> ForesightForm:
    """Return the form that compares one cause; earlier causes that sound alike come first."""
    titles = {"alike": gettext("Sounds alike"), "others": gettext("The others")}
    groups: Any = [
        (titles[name], [(key, " ".join(text.split())[:120]) for key, text in pairs])
        for name, pairs in warned.near(cause.text)
        if pairs
    ]
    return ForesightForm(cause, groups, data)
