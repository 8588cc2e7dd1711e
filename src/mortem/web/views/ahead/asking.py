"""The one question that is asked next, its form filled from a template when one was picked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from mortem.web.forms.actions import ActionForm
from mortem.web.forms.owned import owner_initial
from mortem.web.forms.signals import RHYTHM, SignalForm
from mortem.web.models import User
from mortem.web.views.parts import number_in
from mortem.web.views.review_page import today_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from mortem.core.playbooks import Playbook
    from mortem.web.access import Seat
    from mortem.web.forms.owned import OwnedForm, People
    from mortem.web.models import Owner, Review
    from mortem.web.queries.protection import Risk

ACTION, SIGNAL = "action", "signal"
_TWO_WEEKS = timedelta(days=14)
_NO_TEMPLATE = -1


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of one risk: `what` is an action or a signal."""

    risk: str
    what: str
    form: OwnedForm
    template: int = _NO_TEMPLATE


def question(
    request: HttpRequest, seat: Seat, top: list[Risk], *, book: Playbook, people: People
) -> Ask | None:
    """Return what the page asks: what the reader opened, else the first thing that is missing."""
    opened = {str(one.cause.pk): one for one in top}.get(request.GET.get("risk", ""))
    risk = opened or next((one for one in top if one.wants), None)
    if risk is None:
        return None
    asked = request.GET.get("ask") if opened else ""
    what = asked if asked in {ACTION, SIGNAL} else risk.wants or ACTION
    template = number_in(request.GET.get("template"), _NO_TEMPLATE) if opened else _NO_TEMPLATE
    form = (_action if what == ACTION else _signal)(seat.review, risk, book, people, template)
    return Ask(str(risk.cause.pk), what, form, template)


def _action(review: Review, risk: Risk, book: Playbook, people: People, number: int) -> ActionForm:
    today = today_of(review)
    initial: dict[str, Any] = {"due_date": _due(review, today), **owner_initial(None, people)}
    if 0 <= number < len(book.mitigations):
        template = book.mitigations[number]
        initial |= {
            "text": gettext(template.text),
            "kind": template.kind,
            "strength": template.strength,
        }
    return ActionForm(initial=initial, people=people, today=today)


def _due(review: Review, today: date) -> date:
    """Return a day two weeks from now, or the plan's own when that comes earlier: guard before it."""
    soon = today + _TWO_WEEKS
    return min(soon, review.plan_date) if review.plan_date and review.plan_date > today else soon


def _signal(review: Review, risk: Risk, book: Playbook, people: People, number: int) -> SignalForm:
    owner = next((item.owner for item in reversed(risk.actions) if item.owner), None)
    initial: dict[str, Any] = {"cadence_days": RHYTHM, **owner_initial(owner, people)}
    if 0 <= number < len(book.signals):
        template = book.signals[number]
        initial |= {
            "question": gettext(template.question),
            "threshold": gettext(template.threshold),
            "response": gettext(template.response).replace("{owner}", _called(owner, people)),
            "cadence_days": template.cadence_days,
        }
    return SignalForm(initial=initial, people=people)


def _called(owner: Owner | None, people: People) -> str:
    """Return the name for a template's owner; as long as nobody is named, it is whoever looks."""
    myself = owner is None and not people.names
    if owner is not None and owner.user_id is not None and isinstance(people.me, User):
        myself = owner.user_id == people.me.pk
    name = str(people.me) if myself else owner.name if owner else ""
    return name or gettext("whoever looks")
